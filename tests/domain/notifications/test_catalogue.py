"""The channel table of source 001, line by line, and what later rules add."""

from __future__ import annotations

import pytest

from bookingcore.domain.customers.preferences import Category, Channel
from bookingcore.domain.notifications.catalogue import CATALOGUE, MessageClass, MessageKind

TABLE = """
payment request            push email  transactions
payment receipt                 email  transactions
booking cancelled          push email  appointment
queue offer                push email  appointment
queue offer expired        push email  appointment
queue place obtained       push email  appointment
attendance request         push email  appointment
manual                     push email  marketing
sale                       push        transactions
welcome                         email
password reset                  email
magic link                      email
verify email                    email
review                          email  marketing
booking created                 email  appointment
booking moved                   email  appointment
reminder                   push email  service
form reminder                   email  appointment
payment failed             push email  transactions
refund                          email  transactions
balance expiring                email  packages
resource booking moved          email
resource booking cancelled      email
"""
LINES = [line for line in TABLE.splitlines() if line]
CHANNELS = {channel.value: channel for channel in Channel}
CATEGORIES = {category.value: category for category in Category}


@pytest.mark.parametrize("line", LINES, ids=lambda line: " ".join(line.split()))
def test_each_kind_goes_where_the_table_says(line: str) -> None:
    kind, told = line[:27].strip().replace(" ", "_"), line[27:].split()
    listing = CATALOGUE[MessageKind(kind)]

    assert listing.channels == {CHANNELS[word] for word in told if word in CHANNELS}
    categories = [CATEGORIES[word] for word in told if word in CATEGORIES]
    assert listing.category is (categories[0] if categories else None)


def test_every_kind_stands_in_the_table() -> None:
    assert {line[:27].strip().replace(" ", "_") for line in LINES} == {
        kind.value for kind in MessageKind
    }
    assert set(CATALOGUE) == set(MessageKind)


def test_customers_choose_about_all_but_their_account() -> None:
    without = {kind for kind, listing in CATALOGUE.items() if listing.category is None}
    no_choice = (MessageClass.ACCOUNT, MessageClass.RESOURCE)

    assert without == {kind for kind, each in CATALOGUE.items() if each.of in no_choice}
