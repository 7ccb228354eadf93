"""Erasing a person: every word about them is gone from the store, and the books stay right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from attrs import evolve, fields, has
from sqlalchemy import MetaData, Table, select

from bookingcore import (
    Balance,
    Booking,
    BookingStatus,
    Customer,
    CustomerNotActive,
    CustomerStatus,
    Desk,
    EntryStatus,
    Event,
    FilesUnavailable,
    Movement,
    NotAllowed,
    Payment,
    Refund,
    Sale,
    Unknown,
)
from bookingcore.adapters.memory import MemoryStore
from bookingcore.domain.ownership.registry import OWNED, Erasing
from bookingcore.domain.values.due import DueKind
from bookingcore.testing import FrozenClock, SeededChance
from tests.desk.belongings import WORD, House, Things, texts_of
from tests.desk.face import Stock
from tests.desk.test_permissions import nothing_written
from tests.desk.test_redirects import Tried

WORDLESS = {
    **dict.fromkeys(("id", "customer_id", "session_id", "service_id", "sale_id"), "an id"),
    **dict.fromkeys(("booking_id", "balance_id", "plan_id", "branch_id", "form_id"), "an id"),
    **dict.fromkeys(("preferred_branch", "professional_id", "absorbed_into", "services"), "ids"),
    **dict.fromkeys(("stream", "subject", "terms"), "an id"),
    **dict.fromkeys(("made_by", "by", "added_by", "assigned_by", "completed_by"), "an actor"),
    **dict.fromkeys(("actor", "sold_by", "cancellation"), "an actor"),
    **dict.fromkeys(("total", "paid", "amount", "weight"), "a number, and what it counts"),
    **dict.fromkeys(("pending", "refunded", "refunding", "waived"), "money"),
    **dict.fromkeys(("reference", "parts"), "ids and answers of a payment provider"),
    **dict.fromkeys(("purchaser_id", "holder_id"), "ids"),
    **dict.fromkeys(("payment_id", "refund_id", "coupon_id"), "an id"),
    **dict.fromkeys(("membership_id", "fee_sale_id", "zone"), "ids, and the name of a zone"),
    **dict.fromkeys(("asked_by", "sent_by"), "an actor"),
    **dict.fromkeys(("issued_by", "remaining", "code"), "an actor, money, a secret"),
    **dict.fromkeys(("about", "resource_id"), "an id"),
    **dict.fromkeys(("subscription_id", "kinds"), "the host's own"),
    "units": "ids and numbers",
    "language": "a code",
    "digest": "of content",
    "file": "a key of the library's own",
    "lines": "what was sold, in the words of the catalog",
    "facts": "no words by their definition: tests/desk/test_history.py",
}
"""Fields with texts that nobody writes about a person, each with the reason."""


@pytest.fixture
def house(desk: Desk) -> House:
    return House(desk)


@pytest.fixture
def anna(house: House) -> Customer:
    """Somebody about whom there is a word wherever one may stand, on an absorbed card too."""
    old, anna = house.written_on(), house.written_on()
    for who in (old, anna):
        house.endow(who)
    house.desk.customers.absorb(into=anna, old=old)
    return anna


def dumped(desk: Desk) -> Iterator[str]:
    """Every cell of every table that is there, content of files included, as text."""
    store: Any = desk.store
    if isinstance(store, MemoryStore):
        yield from cells([vars(books) for books in store._centers.values()])
        yield from cells(vars(desk._context.files))
        return
    found = MetaData()
    with store._exchange._engine.connect() as connection:
        found.reflect(connection)
        assert {"bk_content", "bk_event", "bk_customer"} <= set(found.tables)
        for table in found.tables.values():
            yield from cells([tuple(row) for row in connection.execute(_all(table))])


def _all(table: Table) -> Any:
    return select(*table.columns)


def cells(thing: Any, seen: dict[int, Any] | None = None) -> Iterator[str]:
    """Every text and every byte that is held by *thing*, however deep."""
    # What was seen is held fast: else its id might be given to something new.
    held: dict[int, Any] = {} if seen is None else seen
    if isinstance(thing, str):
        yield thing.casefold()
    elif isinstance(thing, bytes | memoryview):
        yield bytes(thing).decode("utf-8", "replace").casefold()
    elif id(thing) not in held:
        held[id(thing)] = thing
        for part in _parts(thing):
            yield from cells(part, held)


def _parts(thing: Any) -> Iterator[Any]:
    if isinstance(thing, dict):
        yield from thing.items()
    elif isinstance(thing, list | tuple | set | frozenset):
        yield from thing
    elif has(type(thing)):
        for each in fields(type(thing)):
            yield getattr(thing, each.name, None)
    else:
        yield from getattr(thing, "__dict__", {}).values()
        slots = (name for kind in type(thing).__mro__ for name in getattr(kind, "__slots__", ()))
        yield from (getattr(thing, name, None) for name in slots)


def told_of(desk: Desk) -> int:
    """In how many cells there is a word about anybody."""
    return sum(WORD in cell for cell in dumped(desk))


def test_there_is_a_word_wherever_one_may_stand(house: House, anna: Customer) -> None:
    """A text field of any noun holds one, or `WORDLESS` says why it cannot."""
    rows = dict[type[Any], tuple[Any, ...]](house.things(anna))
    rows[Customer] = (anna,)
    for kind, found in rows.items():
        texts: dict[str, set[str]] = {}
        for row in found:
            for name, own in texts_of(row).items():
                texts.setdefault(name, set()).update(own)
        bare = {
            name
            for name, own in texts.items()
            if any(own) and name not in WORDLESS and not any(WORD in each for each in own)
        }
        assert bare == set(), f"{kind.__name__}: have tests/desk/belongings.py write there"
        known = {each.name for each in fields(kind)}
        blanks = OWNED[kind].blanks if kind in OWNED else {}
        assert set(blanks) <= known - set(WORDLESS)
    assert told_of(house.desk) > 50


def test_no_word_about_the_person_is_left_anywhere(house: House, anna: Customer) -> None:
    """Every table and column of the whole database, and every file."""
    house.desk.customers.erase(anna)

    assert told_of(house.desk) == 0
    assert house.desk.customers.find(WORD) == ()
    assert house.desk.customers.find(status=CustomerStatus.ERASED) == (
        Customer(id=anna.id, name="", status=CustomerStatus.ERASED),
    )
    assert house.desk.verify() == ()


def test_words_about_others_stay(house: House, anna: Customer) -> None:
    ugo = house.written_on()
    house.endow(ugo)
    before = house.things(ugo), house.desk.customers.get(ugo)
    texts = told_of(house.desk)

    house.desk.customers.erase(anna)

    assert (house.things(ugo), house.desk.customers.get(ugo)) == before
    assert 0 < told_of(house.desk) < texts
    assert house.desk.verify() == ()


def books(things: Things) -> dict[str, object]:
    """The sums that an accountant looks at."""
    return {
        "sold": [(each.id, each.total, each.paid, each.payment_status) for each in things[Sale]],
        "payments": [evolve(each, note="", card=None, reason="") for each in things[Payment]],
        "refunds": [evolve(each, note="") for each in things[Refund]],
        "units": [(each.id, each.units, each.remaining) for each in things[Balance]],
        "movements": things[Movement],
        "bookings": [(each.id, each.status, each.cancellation) for each in things[Booking]],
        "history": [evolve(each, words={}) for each in things[Event]],
    }


@pytest.mark.parametrize("cancels", [True, False])
def test_the_books_stay_right(house: House, anna: Customer, cancels: bool) -> None:
    """What lies ahead is cancelled, units back, before words are forgotten; or it stands."""
    desk = house.desk
    if cancels:
        desk.customers.deregister(anna, cancel_bookings=True)
    before = books(house.things(anna))
    ahead = [each for each in desk.bookings.of(anna) if each.live]
    assert bool(ahead) is not cancels

    desk.customers.erase(anna, cancel_bookings=cancels)

    after = books(house.things(anna))
    events, known = after.pop("history"), before.pop("history")
    assert isinstance(events, list)
    assert isinstance(known, list)
    assert [each for each in events if each in known] == known
    assert after == before
    assert [each for each in desk.bookings.of(anna) if each.live] == [
        evolve(each, note="") for each in ahead
    ]
    assert desk.verify() == ()


def test_what_lies_ahead_is_cancelled_unless_it_is_to_stand(house: House, anna: Customer) -> None:
    desk = house.desk
    live = [each for each in desk.bookings.of(anna) if each.live]
    waiting = [each for each in desk.waitlist.of(anna) if each.open]
    assert live
    assert waiting

    desk.customers.erase(anna)

    assert {desk.bookings.get(each).status for each in live} == {BookingStatus.CANCELLED}
    assert {desk.waitlist.get(each).status for each in waiting} == {EntryStatus.CLOSED}
    assert {desk.schedule.get(each.session_id).taken for each in live} == {0}
    assert desk.verify() == ()


def test_each_row_goes_stays_or_is_blanked_as_the_registry_says(
    house: House, anna: Customer
) -> None:
    before = house.things(anna)

    house.desk.customers.erase(anna, cancel_bookings=False)

    after = house.things(anna)
    for row, owned in OWNED.items():
        if owned.erasing is Erasing.GOES:
            assert after[row] == (), row
        else:
            assert len(after[row]) >= len(before[row]) > 0, row
        for name, blank in owned.blanks.items():
            assert {repr(getattr(each, name)) for each in after[row]} == {repr(blank)}, row
    assert house.desk.verify() == ()


def test_erasing_again_changes_nothing(house: House, anna: Customer) -> None:
    erased = house.desk.customers.erase(anna)
    with nothing_written(house.desk):
        assert house.desk.customers.erase(anna) == erased
        assert house.desk.customers.erase(anna.id, cancel_bookings=False) == erased


def test_nothing_is_written_on_an_erased_card_any_more(desk: Desk) -> None:
    """Every command that takes a customer is refused with a sentence, or writes nothing at all."""
    tried = Tried(Stock(desk))
    anna = tried.stock.customer
    commands = tried.taking_customers()
    desk.customers.erase(anna)

    with nothing_written(desk):
        said = {verb.name: tried.really(verb, parameter, anna) for verb, parameter in commands}

    refused = {name for name, each in said.items() if isinstance(each, CustomerNotActive)}
    assert refused >= {
        *("customers.update", "customers.add_note", "customers.add_task", "customers.add_label"),
        *("customers.add_document", "customers.assign_form", "customers.activate"),
        *("customers.blacklist", "customers.deregister", "customers.reregister"),
        *("customers.set_preferences", "customers.change_notification_email"),
        *("customers.login_link", "customers.absorb", "bookings.attach_customer"),
        *("bookings.book", "bookings.book_appointment", "waitlist.join", "sales.sell"),
    }
    assert desk.verify() == ()


def test_only_staff_erase_and_only_their_own(house: House, anna: Customer) -> None:
    with nothing_written(house.desk):
        with pytest.raises(NotAllowed):
            house.desk.by(anna).customers.erase(anna)
        with pytest.raises(Unknown):
            house.desk.at("torino").customers.erase(anna)


# Files.


class DownFiles:
    """The files of a desk, which can be out of reach for a while."""

    def __init__(self, files: Any) -> None:
        self.files = files
        self.down = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self.files, name)

    def remove(self, key: str) -> None:
        if self.down:
            raise FilesUnavailable("the files", "out of reach")
        self.files.remove(key)

    def joined(self, handle: object) -> Any:
        return self.files.joined(handle)


def test_files_that_cannot_be_removed_now_are_later(desk: Desk, clock: FrozenClock) -> None:
    context = desk._context
    files = DownFiles(context.files)
    desk = Desk(
        desk.store,
        center=desk.center,
        clock=clock,
        chance=SeededChance(11),
        files=files,
        payments=context.payments,
    )
    house = House(desk)
    anna = house.written_on()
    house.endow(anna)
    keys = [each.file for each in desk.customers.documents(anna)]
    assert len(keys) == 2

    files.down = True
    desk.customers.erase(anna)
    assert all(WORD.encode() in files.get(key) for key in keys)
    assert len(desk.run_due().failed) == 2
    files.down = False
    clock.advance(hours=2)
    assert desk.run_due().done.get(DueKind.STRAY_FILE) == 2

    for key in keys:
        with pytest.raises(KeyError):
            files.get(key)
    assert told_of(desk) == 0
    assert desk.next_due() is None
    assert desk.verify() == ()
