"""The card on one page: what is on it, what it warns of, and what staff write beside it."""

from __future__ import annotations

from operator import attrgetter

import pytest
from attrs import evolve, fields

from bookingcore import (
    CardWarning,
    CardWarningKind,
    CenterSettings,
    Customer,
    CustomerCard,
    CustomerNotActive,
    CustomerStatus,
    Desk,
    EmailUniqueness,
    EventKind,
    InvalidInput,
    NotAllowed,
    Staff,
    TaskDone,
    Unknown,
)
from bookingcore.testing import FrozenClock
from tests.desk.belongings import WORD, House
from tests.desk.studio import Studio
from tests.desk.test_permissions import nothing_written


@pytest.fixture
def house(desk: Desk) -> House:
    return House(desk)


# Everything on one page.


@pytest.mark.rule("002-20", "002-24", "004-08")
def test_the_card_shows_everything_of_the_customer(house: House) -> None:
    """Previous bookings and cancelled ones, documents, notes, tasks, forms, sales, balances."""
    desk, anna = house.desk, house.written_on()
    house.endow(anna)
    house.endow(house.person("Ugo"))

    card = desk.customers.card(anna)

    assert card == CustomerCard(
        customer=desk.customers.get(anna),
        bookings=desk.bookings.of(anna),
        waitlist=desk.waitlist.of(anna),
        balances=tuple(sorted(desk.balances.of(anna), key=attrgetter("id"))),
        sales=desk.sales.of(anna),
        gift_cards=desk.gift_cards.of(anna),
        memberships=desk.memberships.of(anna),
        notes=desk.customers.notes(anna),
        tasks=desk.customers.tasks(anna),
        documents=desk.customers.documents(anna),
        forms=desk.customers.forms(anna),
        warnings=desk.customers.warnings(anna),
    )
    assert all(getattr(card, each.name) for each in fields(CustomerCard))
    assert {each.live for each in card.bookings} == {True, False}
    assert {each.visible_to_customer for each in card.documents} == {True, False}
    assert desk.verify() == ()


@pytest.mark.rule("002-24")
def test_the_card_shows_what_is_past(house: House, clock: FrozenClock) -> None:
    desk, anna = house.desk, house.person()
    past = desk.bookings.book(anna, house.session())
    clock.move_to("2026-08-01T10:00:00+02:00")
    desk.sales.sell(anna, house.plan)

    card = desk.customers.card(anna)

    assert [each.id for each in card.bookings] == [past.id]
    assert card.bookings[0].starts_at < clock.now()
    assert desk.verify() == ()


@pytest.mark.rule("004-14", "002-20")
def test_customers_see_their_own_card_without_what_staff_wrote_for_each_other(
    house: House,
) -> None:
    desk, anna, ugo = house.desk, house.written_on(), house.person("Ugo")
    house.endow(anna)

    seen, whole = desk.by(anna).customers.card(anna), desk.customers.card(anna)

    assert (seen.notes, seen.tasks) == ((), ())
    assert [each.visible_to_customer for each in seen.documents] == [True]
    shown = seen.customer
    assert (shown.status_label, shown.labels, shown.blacklist_reason) == ("", (), "")
    assert [each.comment for each in shown.unwanted_services] == [""]
    for name in ("bookings", "waitlist", "balances", "sales", "forms", "warnings"):
        assert getattr(seen, name) == getattr(whole, name), name
    with nothing_written(desk):
        for ask in (
            lambda: desk.by(ugo).customers.card(anna),
            lambda: desk.by(ugo).customers.warnings(anna),
            lambda: desk.at("torino").customers.card(anna),
        ):
            with pytest.raises(Unknown):
                ask()
        own = desk.by(anna).customers
        for read in (own.notes, own.tasks, own.history):
            with pytest.raises(NotAllowed):
                read(anna)


# What it warns of.


@pytest.mark.rule("000-16", "000-21", "A60")
def test_warnings_stand_in_the_two_tabs_after_merging_too(studio: Studio) -> None:
    """What each of two cards gave cause for, the one that stays gives cause for."""
    desk, anna = studio.desk, studio.anna
    awaiting = studio.booked("2026-07-02T10:00")
    assert desk.customers.warnings(anna).bookings[0].booking == awaiting
    other = desk.customers.register(name="Anna")
    yoga_pass = studio.plan(studio.yoga)
    unpaid = desk.sales.sell(other, yoga_pass)
    assert not desk.customers.warnings(other).bookings
    before = desk.customers.warnings(anna).bookings, desk.customers.warnings(other).accounting

    desk.customers.absorb(into=other, old=anna)

    warned = desk.customers.warnings(other)
    assert [each.booking.id for each in warned.bookings] == [awaiting.id]
    assert [(each.sale.id, each.due) for each in warned.accounting] == [(unpaid.id, unpaid.total)]
    assert [each.needs for each in warned.bookings] == [each.needs for each in before[0]]
    assert [each.needs for each in warned.accounting] == [each.needs for each in before[1]]
    assert desk.customers.warnings(anna) == warned == desk.customers.card(anna).warnings
    desk.sales.mark_paid(unpaid)
    desk.sales.sell(other, studio.pass_physio)
    paid = desk.customers.warnings(other)
    assert paid.bookings == ()
    assert [each.sale.id == unpaid.id for each in paid.accounting] == [False]
    assert desk.verify() == ()


@pytest.mark.rule("000-39", "A28")
def test_the_account_warns_once_its_customer_uses_it(studio: Studio) -> None:
    book, anna = studio.desk.customers, studio.anna
    unverified = CardWarning(kind=CardWarningKind.EMAIL_UNVERIFIED, address="anna@example.org")
    assert book.warnings(anna).card == (unverified,)

    book.activate(anna)

    in_use = CardWarning(kind=CardWarningKind.LOGIN_OF_CUSTOMER, address="anna@example.org")
    assert book.warnings(anna).card == (in_use,)
    book.change_notification_email(anna, "anna@casa.example.org")
    elsewhere = evolve(unverified, address="anna@casa.example.org")
    assert book.warnings(anna).card == (in_use, elsewhere)
    book.verify_email(book.verification_link(anna))
    assert book.warnings(anna).card == (in_use,)


@pytest.mark.rule("A44")
def test_an_address_that_a_family_shares_is_shown_to_staff(desk: Desk) -> None:
    """Who else has it is nobody's business but theirs."""
    desk.configure(CenterSettings(time_zone="Europe/Rome", email_uniqueness=EmailUniqueness.WARN))
    anna, ugo = (desk.customers.register(name=name, email="casa@example.org") for name in "AU")

    [unverified, shared] = desk.customers.warnings(anna).card
    assert unverified.kind is CardWarningKind.EMAIL_UNVERIFIED
    assert (shared.kind, shared.shared_with) == (CardWarningKind.EMAIL_SHARED, (ugo.id,))
    [_, hidden] = desk.by(anna).customers.warnings(anna).card
    assert hidden == evolve(shared, shared_with=())
    assert desk.by(anna).customers.card(anna).warnings.card[1] == hidden

    desk.customers.absorb(into=anna, old=ugo)
    assert [each.kind for each in desk.customers.warnings(ugo).card] == [unverified.kind]
    assert desk.verify() == ()


# What staff write beside it.


@pytest.mark.rule("002-20", "002-25")
def test_notes_say_who_wrote_them_and_when(house: House, clock: FrozenClock) -> None:
    desk, anna = house.desk, house.person()
    first = desk.by(Staff("maria")).customers.add_note(anna, "beve tè")
    clock.advance(minutes=1)
    second = desk.customers.add_note(anna, "senza zucchero", key="n1")

    assert desk.customers.notes(anna) == (first, second)
    assert (first.made_by, second.made_at) == ("staff:maria", clock.now())
    assert desk.customers.add_note(anna, "senza zucchero", key="n1") == second
    [told, _] = desk.customers.history(anna, kinds=("NOTE_ADDED",)).events
    assert (told.facts, told.words) == ({"note": second.id}, {})
    with nothing_written(desk):
        for text in ("", "  ", None, "x" * 10_001):
            with pytest.raises(InvalidInput):
                desk.customers.add_note(anna, text)  # type: ignore[arg-type]
    assert desk.verify() == ()


@pytest.mark.rule("002-22")
def test_labels_sort_and_find_cards(house: House) -> None:
    book, anna = house.desk.customers, house.person("Anna")
    ugo = house.person("Ugo")
    labelled = [book.add_label(anna, label) for label in ("VIP", "amica", "VIP")][-1]
    book.add_label(ugo, "amica")

    assert labelled.labels == ("VIP", "amica")
    assert [each.id for each in book.find(label="amica")] == [anna.id, ugo.id]
    assert [each.id for each in book.find(label="VIP")] == [anna.id]
    assert book.find(label="vip") == book.find("zoe", label="VIP") == ()
    assert book.remove_label(anna, "amica").labels == ("VIP",)
    with nothing_written(house.desk):
        assert book.remove_label(anna, "amica").labels == ("VIP",)
        assert book.add_label(anna, " VIP ").labels == ("VIP",)
        with pytest.raises(InvalidInput):
            book.add_label(anna, " ")
    kinds = [each.kind for each in book.history(anna).events]
    assert kinds.count(EventKind.LABEL_ADDED) == 2
    assert kinds.count(EventKind.LABEL_REMOVED) == 1
    for number in range(49):
        book.add_label(anna, f"{number}")
    with nothing_written(house.desk), pytest.raises(InvalidInput):
        book.add_label(anna, "una di troppo")
    assert house.desk.verify() == ()


@pytest.mark.rule("002-25")
def test_tasks_remind_until_they_are_done(house: House, clock: FrozenClock) -> None:
    book, anna, ugo = house.desk.customers, house.person(), house.person("Ugo")
    later = book.add_task(anna, "richiamare", due_on="2026-07-20")
    first = book.add_task(anna, "fattura", due_on="2026-07-05", key="t1")
    theirs = book.add_task(ugo, "modulo", due_on="2026-07-04")
    assert book.add_task(anna, "fattura", due_on="2026-07-05", key="t1") == first

    assert book.tasks(anna) == (first, later)
    assert book.tasks(anna, until="2026-07-05") == (first,)
    assert book.tasks() == (theirs, first, later)
    assert book.tasks(until="2026-07-05", limit=1) == (theirs,)
    clock.advance(minutes=5)
    done = house.desk.by(Staff("maria")).customers.complete_task(first)

    assert (done.completed_at, done.completed_by) == (clock.now(), "staff:maria")
    assert book.tasks(anna) == (done, later)
    assert book.tasks() == (theirs, later)
    with nothing_written(house.desk), pytest.raises(TaskDone) as refused:
        book.complete_task(first)
    assert refused.value.told("it")
    with nothing_written(house.desk):
        for wrong in ({"text": " ", "due_on": "2026-07-05"}, {"text": "x", "due_on": "domani"}):
            with pytest.raises(InvalidInput):
                book.add_task(anna, **wrong)
        for limit in (0, 1001):
            with pytest.raises(InvalidInput):
                book.tasks(limit=limit)
    assert house.desk.verify() == ()


@pytest.mark.rule("002-25", "A40")
def test_tasks_and_notes_go_with_a_card_that_is_merged(house: House) -> None:
    desk, anna, old = house.desk, house.person(), house.person()
    task, note = (
        desk.customers.add_task(old, WORD, due_on="2026-07-05"),
        desk.customers.add_note(old, WORD),
    )
    desk.customers.absorb(into=anna, old=old)

    assert desk.customers.tasks(old) == (evolve(task, customer_id=anna.id),)
    assert desk.customers.notes(anna) == (evolve(note, customer_id=anna.id),)
    assert desk.customers.complete_task(task).customer_id == anna.id
    assert desk.verify() == ()


def test_nothing_is_written_beside_a_card_that_was_erased(house: House) -> None:
    book, gone = house.desk.customers, house.person()
    assert book.erase(gone).status is CustomerStatus.ERASED
    with nothing_written(house.desk):
        for write in (
            lambda who: book.add_note(who, "x"),
            lambda who: book.add_label(who, "x"),
            lambda who: book.remove_label(who, "x"),
            lambda who: book.add_task(who, "x", due_on="2026-07-05"),
        ):
            with pytest.raises(CustomerNotActive):
                write(gone)
    assert isinstance(book.card(gone).customer, Customer)
