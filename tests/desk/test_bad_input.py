"""What cannot be meant is refused by its name, with a way out, and nothing is written.

The examples are for people to read; below them arbitrary input is thrown at every public method.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st
from pendulum import duration

from bookingcore import (
    AmbiguousTime,
    BookingWindow,
    CancellationBand,
    CancellationPolicy,
    CenterSettings,
    CurrencyMismatch,
    Customer,
    Desk,
    IdempotencyKeyReused,
    InvalidInput,
    Misuse,
    Money,
    NonexistentTime,
    Notify,
    Oneself,
    Override,
    Period,
    QuietHours,
    Refused,
    ServicePolicy,
    Staff,
    Unknown,
    Validity,
    WaitlistPolicy,
    open_desk,
)
from bookingcore.domain.values.checks import shown
from bookingcore.testing import FrozenClock, SeededChance
from tests.desk.face import Stock, Verb, verbs
from tests.desk.garbage import ANYTHING, SINGLE, Hostile
from tests.desk.records import everything

Try = Callable[[Desk, Stock], object]

NAIVE = datetime(2026, 7, 2, 18, 0)  # noqa: DTZ001
DOLLARS = Money.of(5, "USD")


@pytest.fixture
def stock(desk: Desk) -> Stock:
    return Stock(desk)


EXAMPLES: Mapping[str, tuple[Try, type[Exception], str, str, str]] = {
    "a time that the clocks skip": (
        lambda desk, s: desk.schedule.add_session(s.service, starts_at="2026-03-29T02:30"),
        *(NonexistentTime, "starts_at", "2026-03-29T02:30:00", "(or fold=0)"),
    ),
    "a time that the clocks show twice": (
        lambda desk, s: desk.schedule.add_session(s.service, starts_at="2026-10-25T02:30"),
        *(AmbiguousTime, "starts_at", "2026-10-25T02:30:00", "(or fold=1)"),
    ),
    "a day that does not exist": (
        lambda desk, s: desk.sales.change_application_date(s.sale, "2026-02-30"),
        *(InvalidInput, "day", "'2026-02-30'", "give a date"),
    ),
    "a time where a day is meant": (
        lambda desk, s: desk.balances.set_expiry(s.balance, NAIVE),
        *(InvalidInput, "day", "2026-07-02T18:00:00", "give a date"),
    ),
    "a day without room for any validity": (
        lambda desk, s: desk.sales.sell(s.customer, s.plan, application_date="9999-12-31"),
        *(InvalidInput, "application_date", "9999-12-31", "years 1000 to 9000"),
    ),
    "a last day before the first": (
        lambda desk, s: desk.balances.set_expiry(s.balance, "2026-06-30"),
        *(InvalidInput, "day", "2026-06-30", "give 2026-07-01 or a later day"),
    ),
    "money as a float": (
        lambda desk, s: desk.sales.pay(s.sale, 9.5),  # type: ignore[arg-type]
        *(InvalidInput, "amount", "9.5", "give Money, text such as '10.50'"),
    ),
    "money of another currency": (
        lambda desk, s: desk.sales.pay(s.sale, DOLLARS),
        *(CurrencyMismatch, "amount", "5.00 USD", "give an amount in EUR"),
    ),
    "a tenth of a cent": (
        lambda desk, s: desk.sales.pay(s.sale, "1.005"),
        *(InvalidInput, "amount", "'1.005'", "2 decimals"),
    ),
    "a payment of nothing": (
        lambda desk, s: desk.sales.pay(s.sale, 0),
        *(InvalidInput, "amount", "0.00 EUR", "above zero"),
    ),
    "a negative price": (
        lambda desk, s: desk.catalog.add_service("Tango", duration=60, price=-1),
        *(InvalidInput, "price", "-1.00 EUR", "give 0 or more"),
    ),
    "a price in dollars": (
        lambda desk, s: desk.catalog.add_service("Tango", duration=60, price=DOLLARS),
        *(CurrencyMismatch, "price", "5.00 USD", "give an amount in EUR"),
    ),
    "no places": (
        lambda desk, s: desk.bookings.book(s.customer, s.spare, places=0),
        *(InvalidInput, "places", "0", "from 1 to 10000"),
    ),
    "places below zero": (
        lambda desk, s: desk.bookings.book(s.customer, s.spare, places=-1),
        *(InvalidInput, "places", "-1", "from 1 to 10000"),
    ),
    "an end before the start": (
        lambda desk, s: desk.schedule.add_session(
            s.service, starts_at="2026-07-02T18:00", ends_at="2026-07-02T17:00"
        ),
        *(InvalidInput, "ends_at", "2026-07-02T15:00:00+00:00", "give a time after the start"),
    ),
    "an empty name": (
        lambda desk, s: desk.customers.register(name="  "),
        *(InvalidInput, "name", "'  '", "give at least one character"),
    ),
    "a name of two lines": (
        lambda desk, s: desk.catalog.add_branch("Prati\nRoma"),
        *(InvalidInput, "name", "'Prati\\nRoma'", "leave out line breaks"),
    ),
    "an unknown zone": (
        lambda desk, s: desk.catalog.add_branch("Prati", time_zone="Europe/Roma"),
        *(InvalidInput, "time_zone", "'Europe/Roma'", "such as 'Europe/Rome'"),
    ),
    "an unknown currency": (
        lambda desk, s: desk.configure(CenterSettings(currency="LIRE")),
        *(InvalidInput, "currency", "'LIRE'", "ISO 4217"),
    ),
    "an unknown language": (
        lambda desk, s: desk.bookings.public_status(s.booking, language="de"),
        *(InvalidInput, "language", "'de'", "give one of en, it, es"),
    ),
    "an unknown field of the card": (
        lambda desk, s: desk.customers.update(s.customer, shoe_size=38),
        *(InvalidInput, "shoe_size", "38", "give some of name, surname"),
    ),
    "a sale of nothing": (
        lambda desk, s: desk.sales.sell(s.customer),
        *(InvalidInput, "lines", "0", "sell 1 to 100 lines"),
    ),
    "half a plan": (
        lambda desk, s: desk.sales.sell(s.customer, (s.plan, 0.5)),  # type: ignore[arg-type]
        *(InvalidInput, "quantity", "0.5", "from 1 to 1000"),
    ),
    "no units": (
        lambda desk, s: desk.balances.adjust(s.balance, units=0),
        *(InvalidInput, "units", "0", "give the units to add"),
    ),
    "a decision without a reason": (
        lambda desk, s: desk.bookings.cancel(s.booking, give_back=False),
        *(InvalidInput, "reason", "''", "give at least one character"),
    ),
    "a thing of the wrong kind": (
        lambda desk, s: desk.bookings.cancel(s.sale),  # type: ignore[arg-type]
        *(InvalidInput, "booking", "Sale(", "give a Booking or its id"),
    ),
    "a center that is no name": (
        lambda desk, s: desk.at("città"),
        *(InvalidInput, "center", "'citt\\xe0'", "printable ASCII"),
    ),
    "an actor that is nobody": (
        lambda desk, s: desk.by("maria"),  # type: ignore[arg-type]
        *(InvalidInput, "actor", "'maria'", "give Staff(name), a customer, or SYSTEM"),
    ),
    "settings that are none": (
        lambda desk, s: desk.configure({"currency": "EUR"}),  # type: ignore[arg-type]
        *(InvalidInput, "settings", "{'currency': 'EUR'}", "give CenterSettings("),
    ),
}


@pytest.mark.parametrize("example", EXAMPLES)
def test_what_cannot_be_meant_is_refused_by_its_name_with_a_way_out(
    stock: Stock, example: str
) -> None:
    attempt, error, field, value, remedy = EXAMPLES[example]
    before = everything(stock.desk)

    with pytest.raises(InvalidInput) as refused:
        attempt(stock.desk, stock)

    assert type(refused.value) is error
    assert refused.value.field == field
    assert value in refused.value.value
    assert remedy in refused.value.remedy
    assert all(part in str(refused.value) for part in (field, value, remedy))
    assert everything(stock.desk) == before


def test_an_unknown_service_is_named(stock: Stock) -> None:
    with pytest.raises(Unknown) as refused:
        stock.desk.schedule.add_session("tango", starts_at="2026-07-02T18:00")

    assert str(refused.value) == "there is no service 'tango' here; check the id and the center"
    assert "tango" in refused.value.told("it")
    assert "tango" in refused.value.told("es")


def test_a_reused_key_is_named(stock: Stock) -> None:
    stock.desk.catalog.add_branch("Prati", key="k1")
    with pytest.raises(IdempotencyKeyReused) as refused:
        stock.desk.catalog.add_branch("Ostia", key="k1")

    assert "'k1'" in str(refused.value)
    assert "catalog.add_branch" in str(refused.value)


@pytest.mark.parametrize("port", ["store", "clock", "chance", "mailer", "payments", "files"])
def test_a_port_that_is_none_is_named(stock: Stock, clock: FrozenClock, port: str) -> None:
    parts: dict[str, Any] = {"store": stock.desk.store, "clock": clock, "chance": SeededChance(1)}
    with pytest.raises(InvalidInput) as refused:
        Desk(center="roma", **{**parts, port: "nothing"})

    assert refused.value.field == port
    assert refused.value.remedy.startswith("give an object with ")


FIELDS = (
    *("surname", "middle_name", "email", "login_email", "phone", "language", "address", "born_on"),
    *("gender", "referral", "preferred_branch", "shoe_size"),
)


def handed(data: st.DataObject, parameter: str, stock: Stock) -> Any:
    """Anything at all, as the parameter takes it."""
    if parameter == "lines":
        return tuple(each(stock) for each in data.draw(st.lists(ANYTHING, max_size=3)))
    if parameter == "profile":
        return {data.draw(st.sampled_from(FIELDS)): data.draw(SINGLE)(stock)}
    return data.draw(ANYTHING)(stock)


SHARE = {"memory": 16, "sqlite": 4, "postgres": 4}
"""Of a hundred examples, how many are tried on each store: what is refused is refused before it."""


def few(examples: int) -> settings:
    """So many examples in CI, and as many times more in a long run as the profile has more."""
    return settings(max_examples=settings().max_examples * examples // 100)


def verb_names() -> list[str]:
    """Every method that takes anything, found on a desk of its own."""
    desk = open_desk("memory:", center="roma")
    return [verb.name for verb in verbs(desk) if verb.parameters(desk)]


@pytest.mark.spread
@pytest.mark.hypothesis
@pytest.mark.parametrize("name", verb_names())
def test_whatever_is_handed_in_only_our_errors_come_out_and_nothing_is_written(
    desk: Desk, store_kind: str, name: str
) -> None:
    """One or two arguments are anything at all; the others are as they should be, or left out."""
    stock, verb = Stock(desk), Verb(name)
    parameters = verb.parameters(desk)
    before = everything(desk)

    @few(SHARE[store_kind])
    @given(st.data())
    def anything_goes_in(data: st.DataObject) -> None:
        nonlocal before
        victims = data.draw(st.sets(st.sampled_from(parameters), min_size=1, max_size=2))
        others = data.draw(st.sets(st.sampled_from(parameters))) - victims
        arguments = {each: verb.plausible(each, stock) for each in sorted(others)}
        arguments |= {each: handed(data, each, stock) for each in sorted(victims)}
        note(f"{name}({shown(arguments)})")
        try:
            verb.called(desk, stock, **arguments)
        except (Refused, Misuse, TypeError):
            assert everything(desk) == before
        else:
            before = everything(desk)

    anything_goes_in()
    assert desk.verify() == ()


TEN = Money.of(10, "EUR")
MADE: Mapping[Callable[..., object], Mapping[str, Any]] = {
    Money: {"minor": 5, "currency": "EUR"},
    Money.of: {"amount": "10.50", "currency": "EUR"},
    Money.parse: {"text": "10.50 EUR"},
    Money.zero: {"currency": "EUR"},
    TEN.split: {"parts": 2},
    TEN.percent: {"rate": "12.5"},
    CenterSettings: {},
    ServicePolicy: {},
    CancellationPolicy: {},
    CancellationBand: {"within": 60},
    BookingWindow: {},
    WaitlistPolicy: {},
    QuietHours: {"start": "22:00", "end": "08:00"},
    Notify: {},
    Override: {"reason": "va bene", "codes": {"session_full"}},
    Period: {"start": FrozenClock("2026-07-01T08:00Z").now(), "end": NAIVE},
    Validity: {"first": "2026-07-01", "last": "2026-07-31"},
    Validity.lasting: {"first": "2026-07-01", "days": 30},
    Staff: {"name": "maria"},
    Oneself: {"customer_id": "anna"},
    FrozenClock: {"at": "2026-07-01T08:00Z"},
}
"""What hosts make by hand, each with arguments that it must have."""


def arguments_of(
    data: st.DataObject, made: Callable[..., object], must: Mapping[str, Any], stock: Stock
) -> dict[str, Any]:
    """Some of its arguments, of which one or two are anything at all."""
    parameters = [each for each in inspect.signature(made).parameters if each != "field"]
    victims = data.draw(st.sets(st.sampled_from(parameters), min_size=1, max_size=2))
    return {**must, **{each: data.draw(ANYTHING)(stock) for each in sorted(victims)}}


@pytest.mark.hypothesis
@pytest.mark.parametrize("made", MADE, ids=lambda made: made.__qualname__)
def test_values_made_of_anything_are_refused_or_sound(made: Callable[..., object]) -> None:
    stock = Stock(open_desk("memory:", center="roma", clock=FrozenClock("2026-07-01T08:00Z")))

    @few(30)
    @given(st.data())
    def anything_goes_in(data: st.DataObject) -> None:
        with suppress(Misuse, TypeError):
            value = made(**arguments_of(data, made, MADE[made], stock))
            # What was made can be shown, compared and, most of it, looked up.
            assert repr(value) == repr(value)
            assert value == value

    anything_goes_in()


@pytest.mark.hypothesis
def test_desks_opened_with_anything_are_refused_or_work() -> None:
    clock = FrozenClock("2026-07-01T08:00Z")
    desk = open_desk("memory:", center="roma", clock=clock)
    stock = Stock(desk)
    doors: Mapping[Callable[..., Any], Mapping[str, Any]] = {
        open_desk: {"url": "memory:", "center": "roma"},
        Desk: {
            "store": desk.store,
            "center": "roma",
            "clock": clock,
            "chance": SeededChance(1),
        },
        desk.by: {"actor": Staff("maria")},
        desk.at: {"center": "torino"},
        desk.configure: {"settings": CenterSettings()},
    }

    @few(100)
    @given(st.data(), st.sampled_from(sorted(doors, key=lambda door: door.__qualname__)))
    def anything_goes_in(data: st.DataObject, door: Callable[..., Any]) -> None:
        arguments = arguments_of(data, door, doors[door], stock)
        arguments.pop("ports", None)
        with suppress(Misuse, TypeError):
            door(**arguments)

    anything_goes_in()
    assert desk.verify() == ()


def test_errors_show_what_they_were_given_in_one_short_line() -> None:
    """Whatever it is: too long, too large, hostile, or with characters that move the cursor."""
    for value in ("x" * 10_000, 10**10_000, Hostile(), "\x1b[2J\n", "\u202e", "\ud800"):
        with pytest.raises(InvalidInput) as refused:
            Money.of(value, "EUR")  # type: ignore[arg-type]
        assert len(refused.value.value) <= 80
        assert refused.value.value.isascii()
        assert refused.value.value.isprintable()


def test_limits_may_be_spans_of_time() -> None:
    assert CancellationPolicy(limit=duration(hours=12)).limit == 720
    with pytest.raises(InvalidInput) as refused:
        CancellationPolicy(limit=duration(months=1))
    assert refused.value.field == "policy.cancellation.limit"


def test_a_card_that_says_it_is_somebody_else_is_only_an_id(stock: Stock) -> None:
    forged = Customer(id=stock.customer.id, name="Nobody")

    assert stock.desk.customers.get(forged) == stock.customer
    for id in (7, None, Hostile(), b"x"):
        with pytest.raises(InvalidInput):
            stock.desk.customers.get(Customer(id=id, name="Nobody"))  # type: ignore[arg-type]
