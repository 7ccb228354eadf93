"""What each question finds in the books."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from itertools import islice, takewhile
from typing import Any, TypeVar

from pendulum import DateTime

from bookingcore.adapters.memory import memberships, papers, people
from bookingcore.adapters.memory.audits import AUDITS
from bookingcore.adapters.memory.books import ALL, Books, apart
from bookingcore.adapters.memory.deliveries import DELIVERIES
from bookingcore.adapters.memory.double_entry import DOUBLE_ENTRY
from bookingcore.adapters.memory.gift_cards import gift_card_movements, gift_card_sums
from bookingcore.adapters.memory.owning import owned, owned_counts
from bookingcore.adapters.memory.queues import in_order, queue_in
from bookingcore.adapters.memory.reactions import REACTIONS
from bookingcore.adapters.memory.tables import Entry
from bookingcore.domain.bookings.booking import Attendance, Booking, BookingStatus
from bookingcore.domain.catalog.terms import Terms
from bookingcore.domain.redemption.supply import Redemption
from bookingcore.domain.sales.balance import Balance, Movement
from bookingcore.domain.sales.payment import Payment
from bookingcore.domain.sales.refund import Refund
from bookingcore.domain.sales.sale import Sale
from bookingcore.domain.schedule.session import Session
from bookingcore.domain.values.due import Due, DueKind
from bookingcore.domain.values.ids import BalanceId, BookingId, ServiceId
from bookingcore.domain.waitlist.entry import WaitlistEntry
from bookingcore.ports import questions as ask
from bookingcore.ports.gift_cards import GiftCardMovementsOf, GiftCardSumsPage
from bookingcore.ports.memberships import (
    AttemptsAt,
    AttemptsOf,
    CreditsOf,
    PeriodsBilledPage,
    PeriodsOf,
)
from bookingcore.ports.papers import (
    CouponUsesPage,
    InvoicesIssued,
    InvoicesOfSale,
    NumbersIssuedPage,
    RequestsOfSale,
)
from bookingcore.ports.people import (
    AbsorbedInto,
    CustomersFound,
    CustomersPage,
    HistoryPage,
    OpenTasks,
    Owned,
    OwnedCounts,
)

T = TypeVar("T")

_LIVE = (BookingStatus.AWAITING_REDEMPTION, BookingStatus.BOOKED)


def answer(books: Books, question: ask.Question[T]) -> tuple[T, ...]:
    """The rows that answer *question*."""
    return tuple(_ANSWERS[type(question)](books, question))


def owner_in(books: Books, owner: ask.Owner) -> str | None:
    """The id of the customer; None when the row that they are known by does not exist."""
    if not isinstance(owner, ask.OwnerOf):
        return owner
    row: Any = books.tables[owner.row].rows.get(owner.id)
    return None if row is None else row.customer_id


def _one(row: T | None) -> tuple[T, ...]:
    return () if row is None else (row,)


def _by_id(books: Books, asked: ask.ById[Any]) -> Iterable[Any]:
    return _one(apart(books.tables[asked.row].rows.get(asked.id)))


def _all(books: Books, asked: ask.All[Any]) -> Iterable[Any]:
    table = books.tables[asked.row]
    return map(apart, table.picked(table.keys_in_order()))


def _session_to_book(books: Books, asked: ask.SessionToBook) -> Iterable[ask.BookableSession]:
    session = books.sessions.rows.get(asked.session_id)
    if session is None:
        return ()
    policy = books.terms.rows[session.terms].policy
    return (ask.BookableSession(session, policy, *_links(books, session.service_id)),)


def _service_to_book(books: Books, asked: ask.ServiceToBook) -> Iterable[ask.BookableService]:
    service = books.services.rows.get(asked.service_id)
    if service is None:
        return ()
    policy = books.terms.rows[service.terms].policy
    return (ask.BookableService(service, policy, *_links(books, service.id)),)


def _links(books: Books, service: ServiceId) -> tuple[bool, bool]:
    """Whether a plan pays for the service, and whether a form is for it."""
    return books.plans_for.holds(service), books.forms_for.holds(service)


def _clashes_at(books: Books, asked: ask.ClashesAt) -> Iterable[Booking]:
    found = [
        booking
        for status in _LIVE
        for booking in _bookings(
            books,
            books.bookings_by_start.reaching((asked.customer, status), asked.start, asked.end),
        )
        if booking.ends_at > asked.start
    ]
    return sorted(found, key=lambda booking: (booking.starts_at, booking.id))


def _clashes(books: Books, asked: ask.Clashes) -> Iterable[Booking]:
    session = books.sessions.rows.get(asked.session_id)
    if session is None:
        return ()
    found: dict[BookingId, Booking] = {}
    for status in _LIVE:
        entries = books.bookings_by_start.reaching(
            (asked.customer, status), session.starts_at, session.ends_at
        )
        for booking in _bookings(books, entries):
            if booking.ends_at > session.starts_at:
                found[booking.id] = booking
    for id in books.bookings_between.of((asked.customer, asked.session_id)):
        if books.bookings.rows[id].live:
            found[id] = books.bookings.rows[id]
    return sorted(found.values(), key=lambda booking: (booking.starts_at, booking.id))


def _balances_with_units(books: Books, asked: ask.BalancesWithUnits) -> Iterable[Balance]:
    owner = owner_in(books, asked.customer)
    return books.balances.picked(sorted(books.balances_of.of((owner, True))))


def _balances_in_play(books: Books, asked: ask.BalancesInPlay) -> Iterable[Balance]:
    owner = owner_in(books, asked.customer)
    ids = set(books.balances_of.of((owner, True)))
    ids.update(tie.balance_id for tie in _ties_of_movable(books, owner, asked.after))
    return books.balances.picked(sorted(ids))


def _balances(books: Books, asked: ask.BalancesOf) -> Iterable[Balance]:
    owner = owner_in(books, asked.customer)
    return books.balances.picked(sorted(books.balances_of.of((owner, True), (owner, False))))


def _balances_of_sale(books: Books, asked: ask.BalancesOfSale) -> Iterable[Balance]:
    return books.balances.picked(sorted(books.granted_by.of(asked.sale_id)))


def _balances_paying(books: Books, asked: ask.BalancesPaying) -> Iterable[Balance]:
    return books.balances.picked([tie.balance_id for tie in _ties(books, asked.booking_id)])


def _awaiting(books: Books, asked: ask.AwaitingOf) -> Iterable[Booking]:
    owner = owner_in(books, asked.customer)
    status = BookingStatus.AWAITING_REDEMPTION
    return _bookings(books, books.bookings_by_start.between((owner, status), None, None))


def _movable(books: Books, asked: ask.MovableOf) -> Iterable[Booking]:
    return _movable_of(books, owner_in(books, asked.customer), asked.after)


def _movable_of(books: Books, owner: str | None, after: DateTime) -> Iterable[Booking]:
    """A booking that needs no unit was never redeemed, so it is not among them."""
    later = books.bookings_by_start.after((owner, BookingStatus.BOOKED), after)
    return (booking for booking in _bookings(books, later) if booking.redeems)


def _redemptions_of_movable(books: Books, asked: ask.RedemptionsOfMovable) -> Iterable[Redemption]:
    return _ties_of_movable(books, owner_in(books, asked.customer), asked.after)


def _ties_of_movable(books: Books, owner: str | None, after: DateTime) -> Iterable[Redemption]:
    for booking in _movable_of(books, owner, after):
        yield from _ties(books, booking.id)


def _redemptions(books: Books, asked: ask.RedemptionsOf) -> Iterable[Redemption]:
    return _ties(books, asked.booking_id)


def _ties(books: Books, booking_id: BookingId) -> Iterable[Redemption]:
    """What the booking took from each balance and did not give back, in order of balance."""
    units: Counter[BalanceId] = Counter()
    for movement in books.movements.picked(books.movements_for.of(booking_id)):
        units[movement.balance_id] -= movement.units
    for balance_id in sorted(units):
        if units[balance_id] > 0:
            yield Redemption(booking_id, balance_id, units[balance_id])


def _terms(books: Books, asked: ask.TermsOfBooking) -> Iterable[Terms]:
    booking = books.bookings.rows.get(asked.booking_id)
    return () if booking is None else (books.terms.rows[booking.terms],)


def _session_of(books: Books, asked: ask.SessionOf) -> Iterable[Session]:
    booking = books.bookings.rows.get(asked.booking_id)
    return () if booking is None else (books.sessions.rows[booking.session_id],)


def _bookings_of(books: Books, asked: ask.BookingsOf) -> Iterable[Booking]:
    owner = owner_in(books, asked.customer)
    statuses = BookingStatus if asked.status is None else (asked.status,)
    entries = [
        entry
        for status in statuses
        for entry in books.bookings_by_start.between((owner, status), asked.start, asked.end)
    ]
    # An entry is a start and an id, like the place to go on from.
    behind = [entry for entry in sorted(entries) if asked.after is None or entry > asked.after]
    return _bookings(books, behind[: asked.limit])


def _attendance(books: Books, asked: ask.AttendanceOf) -> Iterable[ask.AttendanceCount]:
    counts = Counter(
        booking.attendance
        for booking in _to_attend(books, asked)
        if booking.live and asked.service_id in {None, booking.service_id}
    )
    return (ask.AttendanceCount(each, counts[each]) for each in Attendance if counts[each])


def _to_attend(books: Books, asked: ask.AttendanceOf) -> Iterable[Booking]:
    if asked.customer is not None:
        for status in _LIVE:
            group = (asked.customer, status)
            yield from _bookings(
                books, books.bookings_by_start.between(group, asked.start, asked.end)
            )
    else:
        for _, session in books.sessions_by_start.between(ALL, asked.start, asked.end):
            yield from books.bookings.picked(books.bookings_in.of(session))


def _queue(books: Books, asked: ask.Queue) -> Iterable[WaitlistEntry]:
    return queue_in(books, asked.session_id)


def _entries_in(books: Books, asked: ask.EntriesIn) -> Iterable[WaitlistEntry]:
    return in_order(books.entries.picked(books.entries_in.of(asked.session_id)))


def _entries_of(books: Books, asked: ask.EntriesOf) -> Iterable[WaitlistEntry]:
    found = books.entries.picked(books.owned[WaitlistEntry].of(owner_in(books, asked.customer)))
    return sorted(found, key=lambda entry: (entry.joined_at, entry.id))


def _due_by(books: Books, asked: ask.DueBy) -> Iterable[Due]:
    due = takewhile(lambda due: due.due_at <= asked.until, _of_kinds(books, asked.kinds))
    free = (each for each in due if each.leased_until is None or each.leased_until <= asked.now)
    return islice(free, asked.limit)


def _next_due(books: Books, asked: ask.NextDue) -> Iterable[Due]:
    return islice(_of_kinds(books, asked.kinds), 1)


def _of_kinds(books: Books, kinds: Collection[DueKind]) -> Iterable[Due]:
    """What is expected, by instant and id."""
    dues = map(books.dues.rows.__getitem__, books.dues_by_instant.keys())
    return (due for due in dues if not kinds or due.kind in kinds)


def _sessions_of(books: Books, asked: ask.SessionsOfSeries) -> Iterable[Session]:
    found = books.sessions.picked(books.sessions_of.of(asked.series_id))
    return sorted(found, key=lambda session: (session.starts_at, session.id))


def _bookings_in(books: Books, asked: ask.BookingsIn) -> Iterable[Booking]:
    found = books.bookings.picked(books.bookings_in.of(asked.session_id))
    return sorted(found, key=lambda booking: (booking.made_at, booking.id))


def _sessions_between(books: Books, asked: ask.SessionsBetween) -> Iterable[Session]:
    entries = books.sessions_by_start.between(ALL, asked.start, asked.end)
    for session in books.sessions.picked([id for _, id in entries]):
        if asked.service_id in {None, session.service_id} and (
            asked.branch_id in {None, session.branch_id}
        ):
            yield session


def _sessions_using(books: Books, asked: ask.SessionsUsing) -> Iterable[Session]:
    entries = {
        entry
        for resource in asked.resources
        for entry in books.sessions_by_start.reaching(resource, asked.start, asked.end)
    }
    for session in books.sessions.picked([id for _, id in sorted(entries)]):
        if session.ends_at > asked.start:
            yield session


def _sales(books: Books, asked: ask.SalesOf) -> Iterable[Sale]:
    sales = books.sales.picked(books.owned[Sale].of(owner_in(books, asked.customer)))
    return sorted(sales, key=lambda sale: (sale.sold_at, sale.id))


def _payments(books: Books, asked: ask.PaymentsOf) -> Iterable[Payment]:
    payments = books.payments.picked(books.payments_of.of(asked.sale_id))
    return sorted(payments, key=lambda payment: (payment.at, payment.id))


def _refunds(books: Books, asked: ask.RefundsOf) -> Iterable[Refund]:
    refunds = books.refunds.picked(books.refunds_of.of(asked.sale_id))
    return sorted(refunds, key=lambda refund: (refund.at, refund.id))


def _movements(books: Books, asked: ask.MovementsOf) -> Iterable[Movement]:
    return books.movements.picked(sorted(books.movements_of.of(asked.balance_id)))


def _remembered(books: Books, asked: ask.Remembered) -> Iterable[ask.RememberedCommand]:
    return _one(books.remembered.rows.get((asked.actor, asked.command, asked.key)))


def _bookings(books: Books, entries: Iterable[Entry]) -> Iterable[Booking]:
    return books.bookings.picked([id for _, id in entries])


_ANSWERS: Mapping[type[ask.Question[Any]], Callable[[Books, Any], Iterable[Any]]] = {
    ask.ById: _by_id,
    ask.All: _all,
    ask.SessionToBook: _session_to_book,
    ask.ServiceToBook: _service_to_book,
    ask.ClashesAt: _clashes_at,
    ask.Clashes: _clashes,
    ask.BalancesWithUnits: _balances_with_units,
    ask.BalancesInPlay: _balances_in_play,
    ask.BalancesOf: _balances,
    ask.BalancesOfSale: _balances_of_sale,
    ask.BalancesPaying: _balances_paying,
    ask.AwaitingOf: _awaiting,
    ask.MovableOf: _movable,
    ask.RedemptionsOfMovable: _redemptions_of_movable,
    ask.RedemptionsOf: _redemptions,
    ask.TermsOfBooking: _terms,
    ask.SessionOf: _session_of,
    ask.BookingsOf: _bookings_of,
    ask.BookingsIn: _bookings_in,
    ask.AttendanceOf: _attendance,
    ask.Queue: _queue,
    ask.EntriesIn: _entries_in,
    ask.EntriesOf: _entries_of,
    ask.DueBy: _due_by,
    ask.NextDue: _next_due,
    ask.SessionsOfSeries: _sessions_of,
    ask.SessionsBetween: _sessions_between,
    ask.SessionsUsing: _sessions_using,
    CustomersFound: people.customers_found,
    CustomersPage: people.customers_page,
    AbsorbedInto: people.absorbed_into,
    OpenTasks: people.open_tasks,
    Owned: owned,
    OwnedCounts: owned_counts,
    ask.SalesOf: _sales,
    ask.PaymentsOf: _payments,
    ask.RefundsOf: _refunds,
    ask.MovementsOf: _movements,
    GiftCardMovementsOf: gift_card_movements,
    GiftCardSumsPage: gift_card_sums,
    InvoicesOfSale: papers.invoices_of_sale,
    InvoicesIssued: papers.invoices_issued,
    RequestsOfSale: papers.requests_of_sale,
    NumbersIssuedPage: papers.numbers_issued,
    CouponUsesPage: papers.coupon_uses,
    PeriodsOf: memberships.periods,
    AttemptsOf: memberships.attempts,
    AttemptsAt: memberships.attempts_at,
    CreditsOf: memberships.credits_of,
    PeriodsBilledPage: memberships.periods_billed,
    ask.History: people.history,
    HistoryPage: people.history_page,
    ask.Remembered: _remembered,
    **AUDITS,
    **DOUBLE_ENTRY,
    **DELIVERIES,
    **REACTIONS,
}
