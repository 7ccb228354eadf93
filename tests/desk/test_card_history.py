"""The complete history of a customer and of their bookings, a page at a time."""

from __future__ import annotations

from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bookingcore import (
    Booking,
    Customer,
    CustomerHistory,
    Desk,
    Event,
    EventKind,
    InvalidInput,
    Unknown,
)
from bookingcore.testing import FrozenClock
from tests.conftest import MORNING
from tests.desk.belongings import House
from tests.desk.test_permissions import nothing_written

_numbers = count(1)


@pytest.fixture
def house(desk: Desk) -> House:
    return House(desk)


def place(event: Event) -> tuple[object, ...]:
    return event.at, event.stream, event.no, event.seq


@pytest.mark.rule("002-24")
def test_history_tells_everything_latest_first(house: House, clock: FrozenClock) -> None:
    """What the customer's own stream numbers, and what sessions number."""
    desk, anna = house.desk, house.written_on()
    clock.advance(minutes=1)
    house.endow(anna)
    house.endow(house.person())

    told = desk.customers.history(anna, limit=1000)

    assert told.next is None
    assert list(told.events) == sorted(told.events, key=place, reverse=True)
    assert {place(each) for each in told.events} == {
        place(each) for each in house.things(anna)[Event]
    }
    assert {each.customer_id for each in told.events} == {anna.id}
    assert {each.kind for each in told.events} >= {
        *(EventKind.CUSTOMER_REGISTERED, EventKind.BOOKING_MADE, EventKind.SALE_MADE),
        *(EventKind.OFFER_MADE, EventKind.DOCUMENT_ADDED, EventKind.NOTE_ADDED),
    }
    assert any(each.words for each in told.events)


@pytest.mark.rule("002-24")
def test_history_is_filtered_by_kind_and_by_time(house: House, clock: FrozenClock) -> None:
    desk, anna = house.desk, house.person()
    clock.move_to("2026-07-02T23:59:00+02:00")
    desk.customers.add_label(anna, "VIP")
    clock.move_to("2026-07-03T00:00:00+02:00")
    desk.customers.add_note(anna, "ciao")
    desk.customers.remove_label(anna, "VIP")
    history = desk.customers.history

    def kinds(told: CustomerHistory) -> list[str]:
        return sorted(each.kind.name for each in told.events)

    labels = (EventKind.LABEL_ADDED, "LABEL_REMOVED")
    assert kinds(history(anna, kinds=labels)) == ["LABEL_ADDED", "LABEL_REMOVED"]
    assert kinds(history(anna, between=("2026-07-02", "2026-07-02"))) == ["LABEL_ADDED"]
    third = history(anna, between=("2026-07-03", "2026-07-03"))
    assert kinds(third) == ["LABEL_REMOVED", "NOTE_ADDED"]
    until_midnight = ("2026-07-01T08:00+02:00", "2026-07-03T00:00+02:00")
    assert kinds(history(anna, between=until_midnight)) == ["CUSTOMER_REGISTERED", "LABEL_ADDED"]
    both = history(anna, kinds=labels, between=("2026-07-03", "2026-07-09"))
    assert kinds(both) == ["LABEL_REMOVED"]
    assert kinds(history(anna, kinds=("SALE_MADE",))) == []


def test_what_is_no_page_is_refused(house: House) -> None:
    desk, anna = house.desk, house.person()
    [event] = desk.customers.history(anna).events
    cursor = f"{event.at.isoformat()}/{event.stream}/{event.no}/{event.seq}"
    assert desk.customers.history(anna, after=cursor) == CustomerHistory(events=(), next=None)

    with nothing_written(desk):
        for wrong in (
            *({"limit": limit} for limit in (0, 1001, True, "5")),
            *({"kinds": kinds} for kinds in (("NONSENSE",), (7,))),
            *({"between": pair} for pair in (("2026-07-03", "2026-07-01"), ("x", "y"))),
            *({"after": after} for after in ("", "1", 7, cursor[1:], f"{cursor}/1", "///")),
            *({"after": cursor.replace("/1/", f"/{no}/")} for no in ("1e3", "٣", "9" * 20, "-1")),
            *({"after": f"{event.at.isoformat()}/{stream}/1/0"} for stream in ("\0", "\ud800", "")),
        ):
            with pytest.raises(InvalidInput):
                desk.customers.history(anna, **wrong)  # type: ignore[arg-type]
        with pytest.raises(Unknown):
            desk.customers.history("nobody")
        with pytest.raises(Unknown):
            desk.at("torino").customers.history(anna)


def test_the_last_page_says_that_it_is_the_last(house: House, clock: FrozenClock) -> None:
    """Also where it is full."""
    desk, anna = house.desk, house.person()
    for label in "abc":
        clock.advance(minutes=1)
        desk.customers.add_label(anna, label)

    first = desk.customers.history(anna, limit=2)
    assert first.next is not None
    last = desk.customers.history(anna, limit=2, after=first.next)
    assert (len(last.events), last.next) == (2, None)


SHARE = {"memory": 50, "sqlite": 10, "postgres": 10}
"""Of a hundred examples, how many are tried on each store."""

HAPPENS = st.lists(st.integers(0, 3), max_size=8)
"""What happens, by number; what has the same number as the one before, at the same instant."""


@pytest.mark.hypothesis
@pytest.mark.rule("002-24")
def test_pages_are_the_whole_in_its_order_while_events_are_added(
    desk: Desk, clock: FrozenClock, store_kind: str
) -> None:
    @settings(max_examples=max(1, settings().max_examples * SHARE[store_kind] // 100))
    @given(before=HAPPENS, meanwhile=HAPPENS, limit=st.integers(1, 4))
    def read(before: list[int], meanwhile: list[int], limit: int) -> None:
        clock.move_to(MORNING)
        anna = desk.customers.register(name="Anna")
        happen(desk, clock, anna, before)
        whole = desk.customers.history(anna, limit=1000).events

        pages: list[Event] = []
        after: str | None = None
        left = iter(meanwhile)
        while True:
            page = desk.customers.history(anna, limit=limit, after=after)
            pages += page.events
            assert 0 < len(page.events) <= limit
            after = page.next
            if after is None:
                break
            # Somebody writes between two pages.
            clock.advance(seconds=1)
            happen(desk, clock, anna, [next(left, 0)])
        assert tuple(pages) == whole

    read()


def happen(desk: Desk, clock: FrozenClock, anna: Customer, what: list[int]) -> None:
    """Events of the customer's stream and of a session's, several at one instant among them."""
    last = None
    for each in what:
        if each != last:
            clock.advance(seconds=1)
        last = each
        if each == 1:
            service = desk.catalog.add_service("Yoga", duration=60)
            starts_at = "2026-08-01T10:00"
            full = desk.schedule.add_session(service, starts_at=starts_at, capacity=0)
            desk.waitlist.join(anna, full)
        elif each == 2:
            desk.customers.add_label(anna, f"label {next(_numbers) % 40}")
        else:
            desk.customers.add_note(anna, "ciao")


@pytest.mark.hypothesis
@pytest.mark.rule("002-24")
def test_pages_of_bookings_are_the_whole_while_others_are_made(
    desk: Desk, clock: FrozenClock, store_kind: str
) -> None:
    """In order of start: what comes to lie behind the page that was read is in a later one."""
    yoga = desk.catalog.add_service("Yoga", duration=60)

    @settings(max_examples=max(1, settings().max_examples * SHARE[store_kind] // 200))
    @given(days=st.lists(st.integers(2, 28), max_size=6, unique=True), limit=st.integers(1, 4))
    def read(days: list[int], limit: int) -> None:
        anna = desk.customers.register(name="Anna")

        def book(month: int, day: int) -> Booking:
            starts_at = f"2026-{month:02}-{day:02}T10:00"
            return desk.bookings.book_appointment(anna, yoga, starts_at=starts_at)

        made = sorted((book(8, day) for day in days), key=lambda each: each.starts_at)
        pages: list[Booking] = []
        # Each page is read after somebody booked what comes before it, and what was read is gone.
        while page := desk.bookings.of(
            anna,
            limit=limit,
            after=pages[-1] if pages else None,
            between=("2026-08-01", "2026-09-30"),
        ):
            assert len(page) <= limit
            pages += page
            if len(pages) <= len(days):
                book(7, len(pages) + 1)
        assert pages == made

    read()


def test_a_page_of_bookings_begins_behind_one_of_the_customer_s_own(house: House) -> None:
    desk, anna, ugo = house.desk, house.person(), house.person("Ugo")
    theirs = desk.bookings.book(ugo, house.session())
    mine = desk.bookings.book(anna, house.session())

    assert desk.bookings.of(anna, after=mine) == ()
    with nothing_written(desk):
        for after in (theirs, "nobody"):
            with pytest.raises(Unknown):
                desk.bookings.of(anna, after=after)
        for limit in (0, 1001):
            with pytest.raises(InvalidInput):
                desk.bookings.of(anna, limit=limit)


@pytest.mark.rule("A40")
def test_pages_go_on_where_the_card_is_merged_between_two(house: House) -> None:
    desk, anna, ugo = house.desk, house.person(), house.person("Ugo")
    mine = [desk.bookings.book(anna, house.session()) for _ in range(3)]
    [first] = desk.bookings.of(anna, limit=1)
    desk.customers.absorb(into=ugo, old=anna)

    rest = desk.bookings.of(anna, after=first)
    assert [each.id for each in rest] == [each.id for each in mine[1:]]
    assert desk.verify() == ()
