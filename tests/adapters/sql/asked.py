"""Questions of every kind, as a store is asked them in the tests of its statements."""

from __future__ import annotations

from datetime import date
from typing import Any

from bookingcore.domain.bookings.booking import Booking, BookingStatus
from bookingcore.domain.customers.customer import Customer, CustomerStatus
from bookingcore.domain.customers.preferences import Channel
from bookingcore.domain.notifications.catalogue import MessageKind
from bookingcore.domain.ownership import registry
from bookingcore.domain.sales.balance import Balance
from bookingcore.domain.sales.payment import Payment
from bookingcore.domain.sales.refund import Refund
from bookingcore.domain.sales.sale import Sale
from bookingcore.domain.values.events import EventKind
from bookingcore.domain.values.ids import (
    GiftCardId,
    MembershipId,
    PaymentId,
    ResourceId,
    SubscriptionId,
)
from bookingcore.domain.waitlist.entry import WaitlistEntry
from bookingcore.ports import (
    audits,
    deliveries,
    gift_cards,
    memberships,
    papers,
    people,
    questions,
    reactions,
)
from bookingcore.ports import double_entry as pairs
from bookingcore.ports.questions import Question
from bookingcore.testing.contracts.rows import (
    a_balance,
    a_booking,
    a_customer,
    a_sale,
    a_series,
    a_session,
    july,
)

ANNA = a_customer(1).id
KINDS = EventKind.BOOKING_MADE, EventKind.NOTE_ADDED
OWNER = questions.OwnerOf(Booking, a_booking(1).id)

HOSTS = ((), (SubscriptionId("crm"),), (SubscriptionId("crm"), SubscriptionId("books")))
CHANNELS = ((), (Channel.EMAIL,), tuple(Channel))

OWNED: list[Question[Any]] = [
    question
    for owner in (
        ANNA,
        OWNER,
        questions.OwnerOf(Sale, "s"),
        questions.OwnerOf(Payment, "p"),
        questions.OwnerOf(Refund, "r"),
        questions.OwnerOf(Balance, "b"),
        questions.OwnerOf(WaitlistEntry, "e"),
    )
    for question in (
        questions.BalancesWithUnits(owner),
        questions.BalancesInPlay(owner, july(1)),
        questions.BalancesOf(owner),
        questions.AwaitingOf(owner),
        questions.MovableOf(owner, july(1)),
        questions.RedemptionsOfMovable(owner, july(1)),
        questions.BookingsOf(owner),
        questions.BookingsOf(owner, BookingStatus.BOOKED, july(1), july(2)),
        questions.BookingsOf(owner, None, None, None, (july(1), a_booking(1).id), 10),
        questions.EntriesOf(owner),
        questions.SalesOf(owner),
    )
]

ASKED: list[Question[Any]] = [
    *OWNED,
    questions.ById(Customer, ANNA),
    questions.ById(Sale, a_sale().id),
    questions.ById(Refund, "r"),
    questions.All(Customer),
    questions.SessionToBook(a_session().id),
    questions.ServiceToBook(a_session().service_id),
    questions.SessionOf(a_booking().id),
    questions.SessionsOfSeries(a_series().id),
    questions.Clashes(ANNA, a_session().id),
    questions.ClashesAt(ANNA, july(1), july(2)),
    questions.Queue(a_session().id),
    questions.EntriesIn(a_session().id),
    questions.DueBy(july(1), july(2), 10),
    questions.NextDue(),
    questions.BalancesPaying(a_booking().id),
    questions.RedemptionsOf(a_booking().id),
    questions.TermsOfBooking(a_booking().id),
    questions.BookingsIn(a_session().id),
    questions.AttendanceOf(),
    questions.AttendanceOf(ANNA),
    questions.AttendanceOf(ANNA, a_session().service_id, july(1), july(2)),
    questions.AttendanceOf(None, a_session().service_id, july(1), july(2)),
    questions.SessionsBetween(july(1), july(2)),
    questions.SessionsBetween(july(1), july(2), a_session().service_id),
    questions.SessionsUsing((), july(1), july(2)),
    questions.SessionsUsing((ResourceId("r"), ResourceId("s")), july(1), july(2)),
    people.CustomersFound("Anna 100%", (CustomerStatus.ACTIVE,), None, 10),
    people.CustomersFound("", tuple(CustomerStatus), "vip", 10),
    people.CustomersPage("Anna 100%", (CustomerStatus.ACTIVE,), None, None, 10),
    people.CustomersPage("", tuple(CustomerStatus), "vip", ANNA, 10),
    people.AbsorbedInto(ANNA),
    *(people.Owned(row, ANNA) for row in registry.OWNED),
    people.OwnedCounts(ANNA),
    people.OpenTasks(None, 10),
    people.OpenTasks(date(2026, 7, 1), 10),
    questions.PaymentsOf(a_sale().id),
    questions.RefundsOf(a_sale().id),
    questions.BalancesOfSale(a_sale().id),
    questions.MovementsOf(a_balance().id),
    gift_cards.GiftCardMovementsOf(GiftCardId("g")),
    questions.History(ANNA),
    people.HistoryPage(ANNA, (), None, None, None, 10),
    people.HistoryPage(ANNA, KINDS, july(1), july(2), (july(1), ANNA, 7, 0), 10),
    questions.Remembered("staff:maria", "book", "k1"),
    audits.PlacesHeldPage("", 10),
    audits.ResourceUsesPage("", 10),
    audits.QueuesPage("", 10),
    audits.UnitsMovedPage("", 10),
    audits.BookingTiesPage("", 10),
    audits.SaleSumsPage("", 10),
    gift_cards.GiftCardSumsPage("", 10),
    memberships.PeriodsOf(MembershipId("m")),
    memberships.AttemptsOf(MembershipId("m")),
    memberships.AttemptsAt(PaymentId("p")),
    memberships.CreditsOf(MembershipId("m")),
    memberships.PeriodsBilledPage("", 10),
    papers.InvoicesOfSale(a_sale().id),
    papers.InvoicesIssued(date(2026, 7, 1), date(2026, 7, 31)),
    papers.RequestsOfSale(a_sale().id),
    papers.NumbersIssuedPage("", 10),
    papers.CouponUsesPage("", 10),
    audits.StreamNumbersPage("", 10),
    audits.CustomersToSettle("", 10),
    audits.AddressesPage("", 10),
    audits.TombstonesPage("", 10),
    *(pairs.UnitsPairedPage("", 10), pairs.LinesPairedPage("", 10)),
    *(pairs.BookingsPairedPage("", 10), pairs.MembershipsPairedPage("", 10)),
    *(pairs.CardsPairedPage("", 10), pairs.PaymentsPairedPage("", 10)),
    pairs.RefundsPairedPage("", 10),
    *(deliveries.Sendable(july(1), 10, channels) for channels in CHANNELS),
    *(deliveries.NextSendable(channels) for channels in CHANNELS),
    deliveries.DeliveriesTo(ANNA),
    deliveries.DeliveriesTo(ANNA, (MessageKind.SALE, MessageKind.REFUND)),
    deliveries.DeliveriesAbout(a_booking().id),
    deliveries.DeliveriesPage("", 10),
    deliveries.DeliveryCounts(a_booking().id),
    *(reactions.Tellable(july(1), 10, names) for names in HOSTS),
    reactions.EventAt(ANNA, 1, 0),
]
"""Every question, in all the forms that make another statement of it."""
