"""What the questions of `verify()` find: sums of the records, whatever the counters say."""
# ruff: noqa: D102, S101 - the names of the tests are the sentences, and asserting is their work

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from attrs import evolve

from bookingcore.domain.bookings.audit import (
    BookingTies,
    PlacesHeld,
    ResourceUse,
    StreamNumbers,
    UnitsMoved,
)
from bookingcore.domain.bookings.booking import BookingStatus
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.sales.invoice import InvoiceKind
from bookingcore.domain.sales.refund import UnitsTaken
from bookingcore.domain.schedule.session import Session
from bookingcore.domain.values.money import Money
from bookingcore.domain.waitlist.audit import QueueKept
from bookingcore.ports.audits import (
    AddressesPage,
    BookingTiesPage,
    CustomersToSettle,
    PlacesHeldPage,
    QueuesPage,
    ResourceUsesPage,
    SaleSumsPage,
    StreamNumbersPage,
    TombstonesPage,
    UnitsMovedPage,
)
from bookingcore.ports.double_entry import (
    BookingsPairedPage,
    CardsPairedPage,
    LinesPairedPage,
    MembershipsPairedPage,
    PaymentsPairedPage,
    RefundsPairedPage,
    UnitsPairedPage,
)
from bookingcore.ports.gift_cards import GiftCardSumsPage
from bookingcore.ports.memberships import PeriodsBilledPage
from bookingcore.ports.papers import CouponUsesPage, NumbersIssuedPage
from bookingcore.ports.questions import Question
from bookingcore.ports.store import Ref
from bookingcore.testing.contracts.gift_card_rows import a_gift_card
from bookingcore.testing.contracts.membership_rows import a_membership
from bookingcore.testing.contracts.paper_rows import a_coupon, a_series_of_numbers, an_invoice
from bookingcore.testing.contracts.people_rows import absorbed, an_address
from bookingcore.testing.contracts.rows import (
    PLAIN,
    a_balance,
    a_booking,
    a_customer,
    a_due,
    a_movement,
    a_payment,
    a_plan,
    a_refund,
    a_resource,
    a_sale,
    a_session,
    an_entry,
    an_event,
    called_off,
    cancelled,
    ended,
    july,
    offered,
)
from bookingcore.testing.contracts.studio import OnAStore, Studio

BOOKED = a_booking(1, status=BookingStatus.BOOKED)
AWAITING = a_booking(2, customer=2, places=3, units_needed=3)
CANCELLED = cancelled(a_booking(3, places=5))
SECOND = a_booking(4, session=a_session(2, taken=7), places=2)

PAGES: tuple[tuple[type[Question[Any]], Callable[[Any], str]], ...] = (
    (PlacesHeldPage, lambda row: row.session_id),
    (ResourceUsesPage, lambda row: row.resource_id),
    (QueuesPage, lambda row: row.session.id),
    (UnitsMovedPage, lambda row: row.balance_id),
    (BookingTiesPage, lambda row: row.booking_id),
    (SaleSumsPage, lambda row: row.sale_id),
    (GiftCardSumsPage, lambda row: row.gift_card_id),
    (PeriodsBilledPage, lambda row: row.membership_id),
    (NumbersIssuedPage, lambda row: row.kind),
    (CouponUsesPage, lambda row: row.coupon_id),
    (UnitsPairedPage, lambda row: row.balance_id),
    (LinesPairedPage, lambda row: row.sale_id),
    (BookingsPairedPage, lambda row: row.booking_id),
    (MembershipsPairedPage, lambda row: row.membership_id),
    (CardsPairedPage, lambda row: row.gift_card_id),
    (PaymentsPairedPage, lambda row: row.payment_id),
    (RefundsPairedPage, lambda row: row.refund_id),
    (StreamNumbersPage, lambda row: row.customer_id),
    (CustomersToSettle, str),
    (AddressesPage, lambda row: row.id),
    (TombstonesPage, lambda row: row.id),
)

FROM_THE_FIRST = ""
RECEIPT = InvoiceKind.RECEIPT


class AuditContract(OnAStore):
    """Each page starts after an id and holds at most so many rows, in order of id."""

    @pytest.fixture
    def audited(self, studio: Studio) -> Studio:
        """A studio with records that the counters do not always agree with."""
        studio.add(a_customer(3), a_customer(4), a_resource(2), a_resource(1))
        studio.add(a_session(3), a_session(2, taken=7))
        studio.add(SECOND, CANCELLED, AWAITING, BOOKED, a_booking(5, customer=4))
        studio.add(an_entry(1, session=3), an_entry(2), an_entry(3, customer=2))
        studio.add(a_sale(3, customer=4), a_sale(2, paid=Money.of(30, "EUR")))
        studio.add(a_payment(1), a_payment(2, sale=2), a_payment(3, sale=2))
        balances = [a_balance(3, customer=4), a_balance(2, customer=2), a_balance(1, moves=2)]
        studio.add(*balances)
        studio.add(
            a_movement(a_balance(1), 1, 10),
            a_movement(a_balance(1), 2, -1, BOOKED),
            a_movement(a_balance(2), 2, -3, BOOKED),
            a_movement(a_balance(2), 7, 4, BOOKED),
            a_movement(a_balance(2), 8, -2, CANCELLED),
        )
        return studio

    @pytest.fixture
    def peopled(self, audited: Studio) -> Studio:
        """An audited studio with addresses, absorbed cards, gift cards, papers and so on, too."""
        audited.add(an_address("b@example.org"), an_address("a@example.org"))
        audited.add(a_gift_card(2), a_gift_card(1), a_membership(2), a_membership(1))
        audited.add(a_coupon(2), a_coupon(1), an_invoice(), a_series_of_numbers(RECEIPT))
        audited.add(absorbed(a_customer(8), 1), absorbed(a_customer(7), 1))
        taken = UnitsTaken(a_balance(1).id, 1), UnitsTaken(a_balance(2).id, 1)
        audited.add(*(a_refund(number, units=taken) for number in (2, 3, 1)))
        return audited

    @pytest.mark.parametrize(("page", "id_of"), PAGES, ids=lambda given: given.__name__)
    def test_pages_come_in_order_of_id_and_lose_no_row(
        self, peopled: Studio, page: Callable[[str, int], Question[Any]], id_of: Callable[..., str]
    ) -> None:
        whole = peopled.ask(page(FROM_THE_FIRST, 100))
        paged: list[object] = []
        after = FROM_THE_FIRST
        while rows := peopled.ask(page(after, 1)):
            assert len(rows) == 1
            paged += rows
            after = id_of(rows[-1])

        assert len(whole) > 1
        assert tuple(paged) == tuple(sorted(whole, key=id_of)) == whole

    def test_places_held_are_those_of_live_bookings(self, audited: Studio) -> None:
        assert audited.ask(PlacesHeldPage(FROM_THE_FIRST, 100)) == (
            _held(1, taken=0, held=1 + 3 + 1),
            _held(2, taken=7, held=2),
            _held(3, taken=0, held=0),
        )

    def test_places_held_say_what_the_session_admits(self, audited: Studio) -> None:
        audited.add(a_session(4, capacity=None), a_session(5, capacity=1, taken=2, admitted=2))

        assert audited.ask(PlacesHeldPage(a_session(3).id, 100)) == (
            _held(4, taken=0, held=0, capacity=None, admitted=None),
            _held(5, taken=2, held=0, capacity=1, admitted=2),
        )

    def test_places_on_offer_are_held_too(self, audited: Studio) -> None:
        """Beside those of bookings; who waits or waited holds none."""
        audited.add(
            offered(an_entry(4, places=2)),
            offered(an_entry(5, customer=2, places=3)),
            ended(offered(an_entry(6, customer=3, places=7))),
            offered(an_entry(7, session=2, places=4)),
        )

        held = audited.ask(PlacesHeldPage(FROM_THE_FIRST, 100))
        assert [(row.held, row.offered) for row in held] == [(5, 5), (2, 4), (0, 0)]

    def test_places_held_say_whether_the_session_takes_place(self, audited: Studio) -> None:
        audited.add(called_off(a_session(4)), called_off(a_session(5, capacity=None)))

        assert audited.ask(PlacesHeldPage(a_session(2).id, 100)) == (
            _held(3, taken=0, held=0),
            evolve(_held(4, taken=0, held=0, admitted=0), live=False),
            evolve(_held(5, taken=0, held=0, capacity=None, admitted=0), live=False),
        )

    def test_a_resource_is_used_twice_where_a_session_starts_before_another_ends(
        self, audited: Studio
    ) -> None:
        """Even one that began long ago, and whatever came in between."""
        audited.add(
            _using(1, 14, 10, 20),
            _using(1, 13, 11, 12),
            _using(1, 12, 12, 13),
            _using(1, 11, 20, 21),
            _using(2, 15, 10, 11),
        )

        assert audited.ask(ResourceUsesPage(FROM_THE_FIRST, 100)) == (
            ResourceUse(resource_id=a_resource(1).id, twice=2, session_id=a_session(12).id),
            ResourceUse(resource_id=a_resource(2).id, twice=0, session_id=None),
        )

    def test_a_resource_that_two_sessions_start_with_is_used_twice(self, audited: Studio) -> None:
        audited.add(_using(1, 12, 10, 11), _using(1, 11, 10, 11), _using(2, 13, 10, 11))

        (first, second) = audited.ask(ResourceUsesPage(FROM_THE_FIRST, 100))
        assert (first.twice, first.session_id) == (1, a_session(12).id)
        assert (second.twice, second.session_id) == (0, None)

    def test_a_cancelled_session_and_one_that_only_touches_use_no_resource_twice(
        self, audited: Studio
    ) -> None:
        audited.add(
            _using(1, 11, 10, 11),
            _using(1, 12, 11, 12),
            called_off(_using(1, 13, 10, 12)),
            _using(1, 14, 9, 10),
        )

        assert [row.twice for row in audited.ask(ResourceUsesPage(FROM_THE_FIRST, 100))] == [0, 0]

    def test_queues_are_kept_whole(self, audited: Studio) -> None:
        """With what the session says, its policy, and when its work is due."""
        session = a_session(4, waiting=7, next_lapse=july(2))
        entries = offered(an_entry(9, session=4, position=1)), an_entry(8, session=4)
        audited.add(session)
        audited.add(ended(an_entry(5, session=4)), *reversed(entries))
        audited.add(a_due(4, due_at=july(3), leased_until=july(9)))

        assert audited.ask(QueuesPage(a_session(3).id, 100)) == (
            QueueKept(session=session, policy=PLAIN.policy, entries=entries, due_at=july(3)),
        )

    def test_queues_are_those_that_somebody_is_on_or_that_the_session_speaks_of(
        self, audited: Studio
    ) -> None:
        silent, counted, lapsing, over = (
            a_session(4),
            a_session(5, waiting=1),
            a_session(6, next_lapse=july(2)),
            a_session(7),
        )
        audited.add(silent, counted, lapsing, over)
        audited.add(an_entry(5, session=4), ended(an_entry(6, session=7)), a_due(7))

        kept = audited.ask(QueuesPage(a_session(3).id, 100))
        assert [(row.session, len(row.entries), row.due_at) for row in kept] == [
            (silent, 1, None),
            (counted, 0, None),
            (lapsing, 0, None),
        ]

    def test_units_moved_are_those_of_the_ledger(self, audited: Studio) -> None:
        assert audited.ask(UnitsMovedPage(FROM_THE_FIRST, 100)) == (
            _moved(1, moves=2, units_moved=9, movements=2, last_no=2),
            _moved(2, moves=0, units_moved=-1, movements=3, last_no=8),
            _moved(3, moves=0, units_moved=0, movements=0, last_no=0),
        )

    def test_units_tied_to_a_booking_are_those_of_its_movements(self, audited: Studio) -> None:
        ties = audited.ask(BookingTiesPage(FROM_THE_FIRST, 100))

        assert ties[:4] == (
            _tied(1, BookingStatus.BOOKED, 1, tied=0, least_tie=-1),
            _tied(2, BookingStatus.AWAITING_REDEMPTION, 3, tied=0, least_tie=0),
            _tied(3, BookingStatus.CANCELLED, 1, tied=2, least_tie=2),
            _tied(4, BookingStatus.AWAITING_REDEMPTION, 1, tied=0, least_tie=0),
        )

    def test_the_numbers_of_a_customers_events_stand_beside_their_own(
        self, audited: Studio
    ) -> None:
        audited.number(Ref(Customer, a_customer(2).id))
        audited.add(
            an_event(1, customer=2),
            an_event(5, customer=2, subject=a_plan().id),
            an_event(5, 1, customer=2),
            an_event(9, stream=a_plan().id, subject=a_plan().id, customer_id=None),
            an_event(1),
        )

        assert audited.ask(StreamNumbersPage(FROM_THE_FIRST, 3)) == (
            _numbered(1, number=1, commands=1, last_no=1),
            _numbered(2, number=2, commands=2, last_no=5),
            _numbered(3, number=1, commands=0, last_no=0),
        )

    def test_a_customer_has_to_settle_with_an_awaiting_booking_and_a_unit(
        self, audited: Studio
    ) -> None:
        """Not with a unit alone, nor with a booking alone."""
        audited.add(a_customer(5), a_customer(6))
        audited.add(a_balance(5, customer=5), a_booking(6, customer=6))
        audited.add(a_balance(6, customer=6, remaining=0))
        audited.add(a_booking(7, customer=5, status=BookingStatus.BOOKED))

        everybody = audited.ask(CustomersToSettle(FROM_THE_FIRST, 100))
        assert everybody == (a_customer(1).id, a_customer(2).id, a_customer(4).id)


def _using(resource: int, number: int, start: int, end: int) -> Session:
    """A session with the resource, from one full hour to another."""
    times = {"starts_at": july(20, start), "ends_at": july(20, end)}
    return a_session(number, resources=(a_resource(resource).id,), **times)


def _held(
    number: int, *, taken: int, held: int, capacity: int | None = 10, admitted: int | None = 10
) -> PlacesHeld:
    return PlacesHeld(
        session_id=a_session(number).id,
        capacity=capacity,
        taken=taken,
        admitted=admitted,
        held=held,
    )


def _moved(
    number: int, *, moves: int, units_moved: int, movements: int, last_no: int
) -> UnitsMoved:
    return UnitsMoved(
        balance_id=a_balance(number).id,
        remaining=10,
        moves=moves,
        units_moved=units_moved,
        movements=movements,
        last_no=last_no,
    )


def _tied(
    number: int, status: BookingStatus, units_needed: int, *, tied: int, least_tie: int
) -> BookingTies:
    return BookingTies(
        booking_id=a_booking(number).id,
        status=status,
        units_needed=units_needed,
        tied=tied,
        least_tie=least_tie,
    )


def _numbered(customer: int, **numbers: int) -> StreamNumbers:
    return StreamNumbers(customer_id=a_customer(customer).id, **numbers)
