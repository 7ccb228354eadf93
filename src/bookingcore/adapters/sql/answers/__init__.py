"""How each question is answered: a registry by the question's type."""

from __future__ import annotations

from bookingcore.adapters.sql.answers import audits, balances, bookings, customers, schedule
from bookingcore.adapters.sql.answers.answer import ANSWERS

__all__ = ["ANSWERS", "audits", "balances", "bookings", "customers", "schedule"]
