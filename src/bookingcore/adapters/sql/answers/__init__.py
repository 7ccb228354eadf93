"""How each question is answered: a registry by the question's type."""

from __future__ import annotations

from bookingcore.adapters.sql.answers import (
    anything,
    attendance,
    audits,
    balances,
    bookings,
    customers,
    deliveries,
    double_entry,
    double_entry_of_money,
    due,
    gift_cards,
    history,
    memberships,
    ownership,
    papers,
    payments,
    reactions,
    schedule,
    sums,
    waitlist,
)
from bookingcore.adapters.sql.answers.answer import ANSWERS

__all__ = [
    "ANSWERS",
    "anything",
    "attendance",
    "audits",
    "balances",
    "bookings",
    "customers",
    "deliveries",
    "double_entry",
    "double_entry_of_money",
    "due",
    "gift_cards",
    "history",
    "memberships",
    "ownership",
    "papers",
    "payments",
    "reactions",
    "schedule",
    "sums",
    "waitlist",
]
