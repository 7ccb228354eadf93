"""How each question is answered: a registry by the question's type."""

from __future__ import annotations

from bookingcore.adapters.sql.answers import (
    attendance,
    audits,
    balances,
    bookings,
    customers,
    due,
    schedule,
    waitlist,
)
from bookingcore.adapters.sql.answers.answer import ANSWERS

__all__ = [
    "ANSWERS",
    "attendance",
    "audits",
    "balances",
    "bookings",
    "customers",
    "due",
    "schedule",
    "waitlist",
]
