"""Merging two cards of one person: nothing is lost, and the old id leads to the one that stays."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve

from bookingcore import (
    SYSTEM,
    BookingStatus,
    CannotAbsorb,
    CustomerNotActive,
    CustomerStatus,
    Desk,
    EmailInUse,
    LinkNotUsable,
    LoginOfCustomer,
    NameOfCustomer,
    Oneself,
    Review,
    ReviewKind,
    Unknown,
)
from bookingcore.domain.ownership.registry import OWNED, Absorbing
from tests.desk.belongings import WORD, House, card_on_record, nobodys
from tests.desk.studio import Studio
from tests.desk.test_permissions import nothing_written


@pytest.fixture
def house(desk: Desk) -> House:
    return House(desk)


def differing(review: tuple[Review, ...]) -> set[str]:
    """The fields that a person should look at."""
    return {each.about[0] for each in review if each.kind is ReviewKind.FIELD_DIFFERS}


# The ways out that the rules describe.


@pytest.mark.rule("000-41", "000-43", "A42")
def test_the_way_out_for_a_login_that_only_its_customer_may_change(studio: Studio) -> None:
    """A new card with the right e-mail absorbs the old one, whose account was in use."""
    book, anna = studio.desk.customers, studio.anna
    book.activate(anna)
    with pytest.raises(LoginOfCustomer):
        book.change_login_email(anna, "anna@new.example.org")

    new = book.register(
        name="Anna", email="anna@new.example.org", login_email="anna@new.example.org"
    )
    merged = book.absorb(into=new, old=anna).customer

    assert merged.login_email == "anna@new.example.org"
    assert not merged.account.in_use
    assert merged.verified == ()
    assert book.get(anna) == merged
    # Nobody holds the old address any more.
    assert book.register(name="Ugo", email="anna@example.org").email == "anna@example.org"
    assert studio.desk.verify() == ()


@pytest.mark.rule("000-44", "A40")
def test_sales_and_bookings_are_all_there_after_merging(studio: Studio) -> None:
    desk, anna = studio.desk, studio.anna
    sale, booking = studio.sold(), studio.booked("2026-07-02T10:00")
    desk.sales.pay(sale, 15)
    new = desk.customers.register(name="Anna")

    absorption = desk.customers.absorb(into=new, old=anna)

    assert (absorption.customer.id, absorption.absorbed) == (new.id, anna.id)
    assert {"Booking": 1, "Sale": 1, "Payment": 1, "Balance": 1, "Movement": 2}.items() <= (
        absorption.moved.items()
    )
    assert [each.id for each in desk.bookings.of(new)] == [booking.id]
    assert [each.id for each in desk.sales.of(new)] == [sale.id]
    assert desk.sales.get(sale).paid == desk.sales.payments(sale)[0].amount
    assert {each.customer_id for each in desk.customers.history(new, limit=1000).events} == {new.id}
    assert desk.verify() == ()


@pytest.mark.rule("000-45", "000-53", "A42")
def test_after_merging_the_customer_gets_in_with_the_new_card(studio: Studio) -> None:
    """Old links prove nothing any more; those that staff send now let the customer in."""
    book, anna = studio.desk.customers, studio.anna
    book.activate(anna)
    old_links = [book.verification_link(anna), book.login_link(anna), book.password_link(anna)]
    new = book.register(name="Anna", login_email="anna@new.example.org")

    moved = book.absorb(into=new, old=anna).moved

    assert "AccountToken" not in moved
    for use, link in zip(
        (book.verify_email, book.redeem_login, book.reset_password), old_links, strict=True
    ):
        with pytest.raises(LinkNotUsable):
            use(link)
    assert book.verify_email(book.verification_link(new, email="anna@example.org")).id == new.id
    assert book.redeem_login(book.login_link(new)).account.in_use
    assert studio.desk.verify() == ()


@pytest.mark.rule("000-50", "000-47", "A43")
def test_the_way_out_for_a_wrong_name_of_an_account_in_use(studio: Studio) -> None:
    """The new card has no e-mail, for the old one has it; it gets it by absorbing, unverified."""
    book, anna = studio.desk.customers, studio.anna
    book.activate(anna)
    with pytest.raises(NameOfCustomer):
        book.rename_account(anna, name="Hannah")
    with pytest.raises(EmailInUse):
        book.register(name="Hannah", email="anna@example.org")

    new = book.register(name="Hannah", surname="Rossi")
    merged = book.absorb(into=new, old=anna).customer

    assert (merged.email, merged.login_email) == ("anna@example.org", "anna@example.org")
    assert (merged.account.name, merged.verified, merged.account.in_use) == ("Hannah", (), False)
    assert merged.notice_email is None
    with pytest.raises(EmailInUse):
        book.register(name="Ugo", email="Anna@example.org")
    activated = book.activate(new)
    assert activated.notice_email == "anna@example.org"
    assert book.get(anna) == activated
    assert studio.desk.verify() == ()


# What they own.


@pytest.mark.rule("000-44", "A40")
def test_one_of_everything_of_each_card_belongs_to_one(house: House) -> None:
    """Whatever the registry says belongs to customers."""
    desk, old, new = house.desk, house.written_on(), house.person()
    for who in (old, new):
        house.endow(who)
    # Else the units of the one would redeem what awaits on the other: see below.
    before, waited = house.things(old, new), house.things(old)

    moved = desk.customers.absorb(into=new, old=old).moved

    after = house.things(new)
    for row, owned in OWNED.items():
        gone = house.things(old)[row]
        assert gone == (), row
        expected = before[row]
        if owned.absorbing is Absorbing.GOES:
            expected = tuple(each for each in expected if each.customer_id == new.id)
        kept = nobodys(after[row])
        standing = {"staff_only": True} if row.__name__ == "WaitlistEntry" else {}
        for each in nobodys(tuple(evolve(each, **standing) for each in expected)):
            assert each in kept, row
        count = len(waited[row]) if owned.absorbing is Absorbing.MOVES else 0
        assert moved.get(row.__name__, 0) == count
    for document in desk.customers.documents(new):
        assert WORD.encode() in desk.customers.open_document(document)
    assert desk.verify() == ()


@pytest.mark.rule("A40", "A5")
def test_units_of_the_one_card_redeem_bookings_of_the_other(studio: Studio) -> None:
    """P3, both ways at once: each has a unit that only the other's booking can use."""
    desk, anna = studio.desk, studio.anna
    new = desk.customers.register(name="Anna")
    awaits = studio.booked("2026-07-02T10:00")
    yoga = desk.bookings.book(new, studio.session("2026-07-02T18:00", service=studio.yoga))
    assert (awaits.status, yoga.status) == (
        BookingStatus.AWAITING_REDEMPTION,
        BookingStatus.BOOKED,
    )
    yoga_pass = studio.plan(studio.yoga)
    later = desk.bookings.book(new, studio.session("2026-07-03T18:00", service=studio.yoga))
    assert later.awaiting
    studio.sold(yoga_pass)
    desk.sales.sell(new, studio.pass_physio)

    merged = desk.customers.absorb(into=new, old=anna)

    assert [each.status for each in desk.bookings.of(merged.customer)] == [BookingStatus.BOOKED] * 3
    assert {each.remaining for each in desk.balances.of(new)} == {0}
    redeemed = desk.customers.history(new, kinds=("BOOKING_REDEEMED",)).events
    assert {each.subject for each in redeemed} == {awaits.id, later.id}
    assert desk.verify() == ()


# The old id.


@pytest.mark.rule("A40", "000-44")
def test_chains_lead_straight_to_the_card_that_stays(house: House) -> None:
    """A into B, B into C; and an old card that was merged into another one is C's as well."""
    desk = house.desk
    a, b, c = (house.person(name) for name in "ABC")
    house.endow(a)
    desk.customers.absorb(into=b, old=a)
    desk.customers.absorb(into=c, old=b)

    assert desk.customers.get(a).id == desk.customers.get(b).id == c.id
    assert card_on_record(desk, a.id).absorbed_into == c.id
    assert desk.bookings.of(a) == desk.bookings.of(c) != ()
    assert desk.customers.history(a, limit=1000) == desk.customers.history(c, limit=1000)
    assert desk.verify() == ()


@pytest.mark.rule("A40")
def test_merging_again_says_the_same_and_changes_nothing(house: House) -> None:
    desk = house.desk
    a, b, c = (house.person(name) for name in "ABC")
    house.endow(a)
    desk.bookings.book(b, desk.bookings.of(a)[0].session_id)
    first = desk.customers.absorb(into=b, old=a)
    assert first.to_review
    with nothing_written(desk):
        assert desk.customers.absorb(into=b, old=a) == first

    desk.customers.absorb(into=c, old=b)

    with nothing_written(desk):
        again = desk.customers.absorb(into=c, old=a)
        assert desk.customers.absorb(into=b, old=a) == again
    assert again.customer == desk.customers.get(c)
    assert (again.absorbed, again.moved, again.to_review) == (a.id, first.moved, first.to_review)
    assert desk.verify() == ()


@pytest.mark.rule("A40", "000-44")
def test_cards_that_cannot_become_one_stay_as_they_are(house: House) -> None:
    desk = house.desk
    a, b, c, gone, away = (house.person(name) for name in ("A", "B", "C", "D", "E"))
    desk.customers.absorb(into=b, old=a)
    desk.customers.erase(gone)
    desk.customers.absorb(into=away, old=house.person("F"))
    cannot = {
        (c.id, c.id): "ITSELF",
        (b.id, b.id): "ITSELF",
        (a.id, b.id): "RING",
        (c.id, a.id): "ALREADY_ABSORBED",
        (away.id, a.id): "ALREADY_ABSORBED",
    }
    with nothing_written(desk):
        for (into, old), reason in cannot.items():
            with pytest.raises(CannotAbsorb) as refused:
                desk.customers.absorb(into=into, old=old)
            assert (refused.value.old, refused.value.reason) == (old, reason)
            assert refused.value.told("it")
        for erased in ({"into": c, "old": gone}, {"into": gone, "old": c}):
            with pytest.raises(CustomerNotActive):
                desk.customers.absorb(**erased)

    assert desk.verify() == ()


@pytest.mark.rule("A40")
def test_cards_of_two_centers_never_become_one(desk: Desk) -> None:
    """P9: another center's card is unknown here, whichever of the two it is."""
    anna, ada = desk.customers.register(name="A"), desk.at("torino").customers.register(name="A")

    with nothing_written(desk):
        for into, old in ((anna, ada), (ada, anna)):
            with pytest.raises(Unknown) as refused:
                desk.customers.absorb(into=into, old=old)
            assert (refused.value.kind, refused.value.id) == ("customer", ada.id)


@pytest.mark.rule("A42")
def test_who_logs_in_as_the_old_card_sees_nothing_of_the_new_one(house: House) -> None:
    """What the old account was proves nothing of the new card: its session ends here."""
    desk, old, new = house.desk, house.written_on(), house.person()
    house.endow(old)
    booking, document = desk.bookings.of(old)[0], desk.customers.documents(old)[0]
    before = desk.by(Oneself(old.id))
    desk.customers.absorb(into=new, old=old)

    with nothing_written(desk):
        for ask in (
            lambda: before.customers.get(old),
            lambda: before.customers.get(new),
            lambda: before.customers.export(old),
            lambda: before.bookings.of(old),
            lambda: before.bookings.get(booking),
            lambda: before.bookings.cancel(booking),
            lambda: before.customers.open_document(document),
        ):
            with pytest.raises(Unknown):
                ask()
    assert desk.by(SYSTEM).customers.get(old).id == new.id
    assert desk.verify() == ()


@pytest.mark.rule("A40", "A52")
def test_a_card_that_has_left_absorbs_and_stays_away(house: House) -> None:
    desk, old, new = house.desk, house.written_on(), house.person()
    house.endow(old)
    open_entries = [each for each in desk.waitlist.of(old) if each.open]
    desk.customers.deregister(new)

    merged = desk.customers.absorb(into=new, old=old)

    assert merged.customer.status is CustomerStatus.DEREGISTERED
    assert open_entries
    assert not [each for each in desk.waitlist.of(new) if each.open]
    closed = {each.about[0] for each in merged.to_review if each.kind is ReviewKind.WAITED_TWICE}
    assert closed == {each.id for each in open_entries}
    assert desk.customers.get(old).born_on == date(1990, 5, 17)
    assert desk.verify() == ()
