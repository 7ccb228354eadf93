"""The same key twice is one wish: on every store, and inside a transaction too."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest

from bookingcore import (
    BookingStatus,
    Channel,
    CustomerFilter,
    Desk,
    FormTiming,
    GrantOn,
    IdempotencyKeyReused,
    InvalidInput,
    Method,
    Money,
    PaymentStatus,
    SessionFull,
    Staff,
)
from tests.desk.face import Stock, Verb, verbs
from tests.desk.records import everything
from tools.permissions_table import FOR_THEMSELVES

pytestmark = pytest.mark.spread

OTHERWISE: Mapping[str, Mapping[str, Any]] = {
    "catalog.add_branch": {"name": "Ostia", "time_zone": "Europe/Madrid"},
    "catalog.add_plan": {
        "name": "Venti",
        "price": "180.00",
        "units": 20,
        "services": lambda stock: (stock.desk.catalog.add_service("Altro", duration=10),),
        "valid_for": None,
        "grace_days": 5,
        "every": "P1Y",
        "cancellation_fee": "1.00",
        "minimum_term": 12,
        "unused": "ROLL_OVER",
        "void_on_end": True,
    },
    "catalog.add_form": {
        "name": "Altro",
        "questions": ("Perché?",),
        "assigned": FormTiming.AT_REGISTRATION,
    },
    "catalog.add_resource": {"name": "Sala", "kind": "PROFESSIONAL", "email": "a@example.org"},
    "catalog.add_service": {"name": "Tango", "duration": 90, "price": "15.01"},
    "customers.register": {"name": "Mia", "profile": {"phone": "06 1234567"}},
    "customers.add_note": {"text": "altro"},
    "notifications.send_to_mailbox": {
        "text": "altro",
        "service": lambda stock: stock.service,
        "coupon": lambda stock: stock.coupon,
    },
    "notifications.post_to_board": {
        "text": "altro",
        "service": lambda stock: stock.service,
        "coupon": lambda stock: stock.coupon,
        "until": "2026-12-31",
    },
    "notifications.send": {
        "text": "altro",
        "subject": "altro",
        "to": CustomerFilter(label="altro"),
        "category": "PACKAGES",
        "channels": {Channel.PUSH},
    },
    "customers.add_task": {"text": "altro", "due_on": "2026-12-31"},
    "customers.add_document": {
        "type": "altro",
        "name": "altro.pdf",
        "content": b"altro",
        "visible_to_customer": True,
    },
    "customers.assign_form": {
        "form": lambda stock: stock.desk.catalog.add_form("Altro", questions=("Perché?",)),
    },
    "schedule.add_session": {
        "starts_at": "2026-09-01T10:01",
        "ends_at": "2026-09-01T12:00",
        "capacity": None,
        "fold": 1,
    },
    "schedule.add_series": {
        "rule": "FREQ=WEEKLY;COUNT=4",
        "starts_at": "2026-09-02T10:00",
        "capacity": 7,
    },
    "bookings.book_appointment": {"places": 2, "starts_at": "2026-09-01T12:00"},
    "waitlist.join": {"places": 2},
    "waitlist.accept": {"entry": lambda stock: stock.refusable},
    "bookings.book": {"places": 2, "note": "con un'amica"},
    "sales.sell": {
        "application_date": "2026-07-02",
        "sold_by": "paul",
        "note": "offerta",
        "coupon": lambda stock: stock.coupon,
        "grant_on": GrantOn.PAYMENT,
    },
    "gift_cards.issue": {
        "amount": "2.00",
        "purchaser": lambda stock: stock.old,
        "holder": lambda stock: stock.old,
        "expires_on": "2027-07-01",
        "code": "BUON-NATALE",
    },
    "memberships.start": {
        "plan": lambda stock: stock.desk.catalog.add_plan(
            "Annuale", price=1, units=0, services=(), valid_for=None, every="P1Y"
        ),
        "branch": lambda stock: stock.branch,
        "sold_by": "paul",
        "note": "in prova",
        "card": "card-2",
        "starts_on": "2026-07-05",
    },
    "memberships.process": {
        "membership": lambda stock: stock.desk.memberships.start(stock.customer, stock.monthly),
    },
    "catalog.add_coupon": {
        "code": "PASQUA-2027",
        "name": "Pasqua",
        "percent": "20",
        "amount": "5.00",
        "plans": lambda stock: (stock.plan,),
        "services": lambda stock: (stock.service,),
        "valid_from": "2026-07-01",
        "valid_until": "2026-12-31",
        "uses_max": 5,
        "uses_per_customer": 1,
    },
    "sales.quote": {
        "valid_until": "2026-12-31",
        "coupon": lambda stock: stock.coupon,
        "branch": lambda stock: stock.branch,
        "note": "per l'estate",
    },
    "sales.accept_quote": {
        "quote": lambda stock: stock.desk.sales.quote(stock.customer, stock.bottle),
        "application_date": "2026-07-05",
        "grant_on": GrantOn.PAYMENT,
        "sold_by": "paul",
        "note": "va bene",
    },
    "sales.invoice": {"sale": lambda stock: stock.paid, "due_on": "2026-07-31"},
    "sales.request_payment": {
        "amount": "2.00",
        "reason": "estate",
        "card": "card-2",
        "direct": False,
    },
    "sales.approve": {"card": "card-2"},
    "sales.pay": {
        "amount": "2.00",
        "method": Method.TRANSFER,
        "branch": lambda stock: stock.branch,
        "note": "in due volte",
    },
    "sales.charge_card": {
        "card": "card-2",
        "amount": "2.00",
        "branch": lambda stock: stock.branch,
        "note": "in due volte",
    },
    "sales.refund": {
        "amount": "2.00",
        "to": Method.TRANSFER,
        "reason": "altro",
        "branch": lambda stock: stock.branch,
    },
}
"""Every command that takes a key, with arguments each of which makes it another wish."""

ONCE = {
    *("waitlist.accept", "catalog.add_coupon"),
    *("sales.accept_quote", "sales.invoice", "sales.approve"),
}
"""What can be done once only."""

PARTLY = {"sales.pay", "sales.charge_card", "sales.refund"}
"""What can be done once only, unless it is done in parts."""

COMMANDS = pytest.mark.parametrize("verb", [Verb(name) for name in OTHERWISE], ids=str)


@pytest.fixture
def stock(desk: Desk) -> Stock:
    return Stock(desk)


def at_desk(stock: Stock, verb: Verb, desk: Desk | None = None) -> Desk:
    """Where the command is given: some are the customer's own."""
    desk = desk or stock.desk
    return desk.by(stock.customer) if verb.name in FOR_THEMSELVES else desk


def test_every_command_that_takes_a_key_is_tried_here(desk: Desk) -> None:
    assert {v.name for v in verbs(desk) if "key" in v.parameters(desk)} == set(OTHERWISE)


@COMMANDS
def test_the_same_key_again_is_answered_with_the_first_result_and_writes_nothing(
    stock: Stock, verb: Verb
) -> None:
    first = verb.called(at_desk(stock, verb), stock, key="k1")
    before = everything(stock.desk)
    again = verb.called(at_desk(stock, verb), stock, key="k1")

    assert again == first
    assert everything(stock.desk) == before
    assert stock.desk.verify() == ()


@pytest.mark.parametrize("verb", [Verb(name) for name in OTHERWISE if name not in ONCE], ids=str)
def test_without_a_key_or_with_another_one_it_is_another_wish(stock: Stock, verb: Verb) -> None:
    made = []
    for key in ({"key": "k1"}, {"key": "k2"}, {}):
        part = {"amount": "1.00"} if verb.name in PARTLY else {}
        made.append(verb.called(stock.desk, stock, **key, **part))
        if verb.name.startswith("bookings.book"):
            stock.desk.bookings.cancel(made[-1])
        if verb.name == "waitlist.join":
            stock.desk.waitlist.leave(made[-1])
        if verb.name == "customers.assign_form":
            stock.desk.customers.remove_form(made[-1])

    assert len({result.id for result in made}) == 3


@COMMANDS
def test_the_same_key_with_another_content_is_refused(stock: Stock, verb: Verb) -> None:
    # A plan without services may grant no units, or it is refused before any key is looked at.
    verb.called(at_desk(stock, verb), stock, key="k1")
    others = {
        argument: other(stock) if callable(other) else other
        for argument, other in OTHERWISE[verb.name].items()
    }
    before = everything(stock.desk)

    for argument, other in others.items():
        with pytest.raises(IdempotencyKeyReused) as refused:
            verb.called(at_desk(stock, verb), stock, key="k1", **{argument: other})
        assert (refused.value.command, refused.value.key) == (verb.name, "k1")
        assert "new key" in str(refused.value)
    assert everything(stock.desk) == before


def test_the_content_is_what_is_meant_not_how_it_is_written(stock: Stock) -> None:
    """An entity or its id, a list or a tuple, a member or its name, one instant in two zones."""
    desk = stock.desk
    spellings: list[tuple[Verb, dict[str, Any], dict[str, Any]]] = [
        (Verb("bookings.book"), {"session": stock.spare}, {"session": stock.spare.id}),
        (Verb("catalog.add_resource"), {"kind": "ROOM"}, {}),
        (Verb("catalog.add_plan"), {"services": [stock.service.id]}, {}),
        (Verb("sales.sell"), {"lines": ((stock.plan.id, 1),)}, {}),
        (Verb("sales.pay"), {"amount": Money.of(1, "EUR")}, {"amount": Money.of("1.00", "EUR")}),
        (
            Verb("customers.register"),
            {"profile": {"surname": " Rossi", "preferred_branch": stock.branch}},
            {"profile": {"preferred_branch": stock.branch.id, "surname": "Rossi", "email": None}},
        ),
        (
            Verb("schedule.add_session"),
            {"starts_at": datetime.fromisoformat("2026-09-01T10:00+02:00")},
            {"starts_at": datetime.fromisoformat("2026-09-01T08:00+00:00")},
        ),
    ]
    for verb, one, other in spellings:
        assert verb.called(desk, stock, key="k", **one) == verb.called(
            desk, stock, key="k", **other
        )


def test_the_result_comes_back_as_it_is_now(stock: Stock) -> None:
    desk = stock.desk
    desk.balances.void(desk.balances.of(stock.customer)[0])
    booking = desk.bookings.book(stock.customer, stock.spare, key="k1")
    assert booking.status is BookingStatus.AWAITING_REDEMPTION
    sale = desk.sales.sell(stock.customer, stock.plan, key="k1")
    desk.sales.mark_paid(sale)

    assert desk.bookings.book(stock.customer, stock.spare, key="k1") == desk.bookings.get(booking)
    assert desk.bookings.get(booking).status is BookingStatus.BOOKED
    replayed = desk.sales.sell(stock.customer, stock.plan, key="k1")
    assert replayed.payment_status is PaymentStatus.PAID


def test_a_payment_with_a_key_is_taken_once_even_when_all_is_paid(stock: Stock) -> None:
    desk = stock.desk
    taken = desk.sales.pay(stock.sale, key="incasso-1")

    assert desk.sales.pay(stock.sale, key="incasso-1") == taken
    assert desk.sales.payments(stock.sale) == (taken,)


def test_keys_are_each_actor_s_own(stock: Stock) -> None:
    desk = stock.desk
    maria = desk.by(Staff("maria")).catalog.add_branch("Ostia", key="k1")
    paul = desk.by(Staff("paul")).catalog.add_branch("Prati", key="k1")
    assert maria.id != paul.id

    own = desk.by(stock.customer).bookings.book(stock.customer, stock.spare, key="k1")
    assert desk.by(stock.customer).bookings.book(stock.customer, stock.spare, key="k1") == own


def test_keys_are_each_command_s_own(stock: Stock) -> None:
    desk = stock.desk
    made: set[str] = {
        desk.catalog.add_branch("Ostia", key="k1").id,
        desk.customers.register(name="Ostia", key="k1").id,
        desk.sales.sell(stock.customer, stock.plan, key="k1").id,
    }

    assert len(made) == 3


def test_keys_are_each_center_s_own(stock: Stock) -> None:
    here = stock.desk.customers.register(name="Mia", key="k1")
    there = stock.desk.at("torino").customers.register(name="Ugo", key="k1")

    assert here.id != there.id
    assert stock.desk.at("torino").customers.find("mia") == ()


def test_a_refused_command_is_not_remembered(stock: Stock) -> None:
    desk = stock.desk
    full = desk.schedule.add_session(stock.service, starts_at="2026-07-04T18:00", capacity=1)
    mia = desk.customers.register(name="Mia")
    first = desk.bookings.book(mia, full)
    with pytest.raises(SessionFull):
        desk.bookings.book(stock.customer, full, key="k1")
    desk.bookings.cancel(first)

    booking = desk.bookings.book(stock.customer, full, key="k1", note="finalmente")
    assert desk.bookings.book(stock.customer, full, key="k1", note="finalmente") == booking


@pytest.mark.parametrize("key", ["", " ", "k" * 201, "a\nb", "a\x00", 7, b"k", True])
def test_a_key_is_one_line_of_text(stock: Stock, key: Any) -> None:
    with pytest.raises(InvalidInput) as refused:
        stock.desk.catalog.add_branch("Ostia", key=key)

    assert refused.value.field == "key"
    assert len(stock.desk.catalog.branches()) == 1


@COMMANDS
def test_inside_a_transaction_the_same_key_is_one_wish_too(stock: Stock, verb: Verb) -> None:
    first, again = stock.desk.atomically(
        lambda desk: [verb.called(at_desk(stock, verb, desk), stock, key="k1") for _ in range(2)]
    )
    before = everything(stock.desk)

    assert first == again
    afterwards = verb.called(at_desk(stock, verb), stock, key="k1")
    if verb.name not in {
        "sales.charge_card",
        "sales.approve",
    }:  # what was left to due work is asked then
        assert afterwards == first
        assert everything(stock.desk) == before
    assert afterwards.id == first.id


def test_a_transaction_that_is_undone_forgets_its_keys(stock: Stock) -> None:
    def fails(desk: Desk) -> None:
        desk.catalog.add_branch("Ostia", key="k1")
        raise KeyError

    with pytest.raises(KeyError):
        stock.desk.atomically(fails)

    assert stock.desk.catalog.add_branch("Prati", key="k1").name == "Prati"


def test_a_key_that_is_reused_inside_a_transaction_leaves_the_rest_of_it(stock: Stock) -> None:
    def work(desk: Desk) -> None:
        desk.catalog.add_branch("Ostia", key="k1")
        with pytest.raises(IdempotencyKeyReused):
            desk.catalog.add_branch("Prati", key="k1")

    stock.desk.atomically(work)

    assert {branch.name for branch in stock.desk.catalog.branches()} == {"Trastevere", "Ostia"}
