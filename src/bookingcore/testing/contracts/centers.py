"""A center never sees another's rows (P9)."""
# ruff: noqa: D102, S101 - the names of the tests are the sentences, and asserting is their work

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from bookingcore.domain.bookings.booking import Booking, BookingStatus
from bookingcore.domain.bookings.links import LinkAttempts
from bookingcore.domain.catalog.center import Branch, Center
from bookingcore.domain.catalog.form import Form
from bookingcore.domain.catalog.plan import Plan
from bookingcore.domain.catalog.service import Resource, Service
from bookingcore.domain.catalog.terms import Terms
from bookingcore.domain.customers.customer import Customer, CustomerStatus
from bookingcore.domain.customers.preferences import Channel
from bookingcore.domain.memberships.membership import Membership
from bookingcore.domain.messages.mailbox import BoardMessage
from bookingcore.domain.notifications.subscription import Subscription
from bookingcore.domain.ownership.registry import OWNED
from bookingcore.domain.sales.balance import Balance
from bookingcore.domain.sales.coupon import Coupon
from bookingcore.domain.sales.payment import Payment
from bookingcore.domain.sales.payment_request import PaymentRequest
from bookingcore.domain.sales.quote import Quote
from bookingcore.domain.sales.refund import Refund
from bookingcore.domain.sales.sale import Sale
from bookingcore.domain.schedule.series import Series
from bookingcore.domain.schedule.session import Session
from bookingcore.domain.values.due import Due
from bookingcore.domain.values.sealing import SigningKey
from bookingcore.domain.waitlist.entry import WaitlistEntry
from bookingcore.ports import (
    audits,
    deliveries,
    double_entry,
    gift_cards,
    memberships,
    papers,
    people,
    questions,
    reactions,
)
from bookingcore.ports.questions import All, ById, OwnerOf, Question
from bookingcore.ports.store import Remember
from bookingcore.testing.contracts.delivery_rows import a_delivery, a_policy, an_announcement
from bookingcore.testing.contracts.gift_card_rows import (
    a_gift_card,
    a_gift_card_code,
    a_gift_card_movement,
)
from bookingcore.testing.contracts.membership_rows import a_membership, a_period, an_attempt
from bookingcore.testing.contracts.message_rows import a_board_message, a_message
from bookingcore.testing.contracts.paper_rows import (
    a_coupon,
    a_coupon_code,
    a_quote,
    a_request,
    a_series_of_numbers,
    an_invoice,
)
from bookingcore.testing.contracts.people_rows import (
    a_document,
    a_form,
    a_note,
    a_task,
    a_token,
    absorbed,
    an_address,
    an_assignment,
)
from bookingcore.testing.contracts.reaction_rows import a_reaction, a_subscription
from bookingcore.testing.contracts.rows import (
    PLAIN,
    ROME,
    TURIN,
    a_balance,
    a_booking,
    a_branch,
    a_customer,
    a_due,
    a_key,
    a_movement,
    a_payment,
    a_plan,
    a_refund,
    a_resource,
    a_sale,
    a_series,
    a_service,
    a_session,
    an_entry,
    an_event,
    attempts,
    july,
)
from bookingcore.testing.contracts.studio import OnAStore, Studio

ANNA = a_customer(1).id
BOOKED = a_booking(1, status=BookingStatus.BOOKED)

QUESTIONS: Sequence[Question[Any]] = (
    *(
        ById(type(row), row.id)
        for row in (
            a_branch(),
            PLAIN,
            a_service(),
            a_resource(),
            a_plan(),
            a_customer(),
            a_session(),
            a_booking(),
            a_series(),
            an_entry(),
            a_due(),
            a_key(),
            attempts(BOOKED),
            a_sale(),
            a_payment(),
            a_refund(),
            a_balance(),
            a_gift_card(),
            a_gift_card_code(),
            a_membership(),
            an_attempt(),
            a_coupon(),
            a_coupon_code(),
            a_quote(),
            a_series_of_numbers(),
            an_invoice(),
            a_request(),
            a_form(),
            an_address(),
            a_note(),
            a_message(),
            a_board_message(),
            a_delivery(),
            an_announcement(),
            a_policy(),
            a_subscription(),
            a_reaction(),
            a_task(),
            a_document(),
            an_assignment(),
            a_token(),
        )
    ),
    ById(Center, ROME),
    *(All(row) for row in (Branch, Service, Resource, Plan, Customer, Session, Terms)),
    *(All(row) for row in (Series, WaitlistEntry, Due, SigningKey, LinkAttempts, Form, Coupon)),
    *(All(BoardMessage), All(Subscription)),
    questions.SessionToBook(a_session().id),
    questions.ServiceToBook(a_service().id),
    questions.SessionOf(BOOKED.id),
    questions.SessionsOfSeries(a_series().id),
    questions.Clashes(ANNA, a_session().id),
    questions.ClashesAt(ANNA, july(1), july(2)),
    questions.BalancesWithUnits(ANNA),
    questions.BalancesInPlay(ANNA, july(1, 1)),
    questions.BalancesOf(ANNA),
    questions.BalancesOf(OwnerOf(Booking, BOOKED.id)),
    questions.BalancesOf(OwnerOf(Sale, a_sale().id)),
    questions.BalancesOf(OwnerOf(Payment, a_payment().id)),
    questions.BalancesOf(OwnerOf(Refund, a_refund().id)),
    questions.BalancesOf(OwnerOf(Balance, a_balance().id)),
    questions.BalancesOfSale(a_sale().id),
    questions.BalancesPaying(BOOKED.id),
    questions.AwaitingOf(ANNA),
    questions.MovableOf(ANNA, july(1, 1)),
    questions.RedemptionsOfMovable(ANNA, july(1, 1)),
    questions.RedemptionsOf(BOOKED.id),
    questions.TermsOfBooking(BOOKED.id),
    questions.BookingsOf(ANNA),
    questions.BookingsIn(a_session().id),
    questions.Queue(a_session().id),
    questions.EntriesIn(a_session().id),
    questions.EntriesOf(ANNA),
    questions.EntriesOf(OwnerOf(WaitlistEntry, an_entry().id)),
    questions.DueBy(july(31), july(31), 10),
    questions.NextDue(),
    questions.AttendanceOf(),
    questions.AttendanceOf(ANNA),
    questions.SessionsBetween(july(1), july(2)),
    questions.SessionsUsing((a_resource().id,), july(1), july(3)),
    people.CustomersFound("customer", (CustomerStatus.ACTIVE,), None, 10),
    people.CustomersFound("", (CustomerStatus.ABSORBED,), "vip", 10),
    people.CustomersPage("customer", (CustomerStatus.ACTIVE,), None, None, 10),
    people.CustomersPage("", (CustomerStatus.ABSORBED,), "vip", None, 10),
    people.AbsorbedInto(ANNA),
    *(people.Owned(row, ANNA) for row in OWNED),
    people.OwnedCounts(ANNA),
    people.OpenTasks(None, 10),
    questions.SalesOf(ANNA),
    questions.PaymentsOf(a_sale().id),
    questions.RefundsOf(a_sale().id),
    questions.MovementsOf(a_balance().id),
    gift_cards.GiftCardMovementsOf(a_gift_card().id),
    questions.History(ANNA),
    questions.History(a_session().id),
    people.HistoryPage(ANNA, (), None, None, None, 10),
    questions.Remembered("staff:maria", "book", "k1"),
    audits.PlacesHeldPage("", 10),
    audits.ResourceUsesPage("", 10),
    audits.QueuesPage("", 10),
    audits.UnitsMovedPage("", 10),
    audits.BookingTiesPage("", 10),
    audits.SaleSumsPage("", 10),
    gift_cards.GiftCardSumsPage("", 10),
    memberships.PeriodsOf(a_membership().id),
    memberships.AttemptsOf(a_membership().id),
    memberships.AttemptsAt(a_payment().id),
    memberships.CreditsOf(a_membership().id),
    memberships.PeriodsBilledPage("", 10),
    questions.BalancesOf(OwnerOf(Membership, a_membership().id)),
    questions.BalancesOf(OwnerOf(Quote, a_quote().id)),
    questions.BalancesOf(OwnerOf(PaymentRequest, a_request().id)),
    papers.InvoicesOfSale(a_sale().id),
    papers.InvoicesIssued(date(2026, 7, 1), date(2026, 7, 1)),
    papers.RequestsOfSale(a_sale().id),
    papers.NumbersIssuedPage("", 10),
    papers.CouponUsesPage("", 10),
    audits.StreamNumbersPage("", 10),
    audits.CustomersToSettle("", 10),
    audits.AddressesPage("", 10),
    audits.TombstonesPage("", 10),
    deliveries.Sendable(july(31), 10, (Channel.EMAIL,)),
    deliveries.NextSendable((Channel.EMAIL,)),
    deliveries.DeliveriesTo(ANNA),
    deliveries.DeliveriesAbout(a_delivery().about),
    deliveries.DeliveriesPage("", 10),
    deliveries.DeliveryCounts(a_delivery().about),
    reactions.Tellable(july(31), 10, (a_subscription().id,)),
    reactions.EventAt(ANNA, 2, 0),
    double_entry.UnitsPairedPage("", 10),
    double_entry.LinesPairedPage("", 10),
    double_entry.BookingsPairedPage("", 10),
    double_entry.MembershipsPairedPage("", 10),
    double_entry.CardsPairedPage("", 10),
    double_entry.PaymentsPairedPage("", 10),
    double_entry.RefundsPairedPage("", 10),
)
"""Every question there is, so asked that a busy studio has an answer."""


class CenterContract(OnAStore):
    """Each question is answered from the rows of one center alone."""

    @pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: type(question).__name__)
    def test_rows_of_another_center_never_show(
        self, studio: Studio, question: Question[Any]
    ) -> None:
        _fill(studio)
        there, turin = studio.ask(question), studio.at(TURIN).ask(question)

        assert there
        assert not turin

    def test_a_unit_reads_no_rows_of_another_center(self, studio: Studio) -> None:
        question = All(Customer)

        with studio.at(TURIN).unit() as unit:
            assert unit.load(question)[question] == ()

    def test_rows_are_saved_in_the_center_of_the_unit(self, studio: Studio) -> None:
        studio.at(TURIN).add(a_customer(5))

        assert studio.at(TURIN).ask(All(Customer)) == (a_customer(5),)
        assert a_customer(5) not in studio.ask(All(Customer))


def _fill(studio: Studio) -> None:
    """Rows of every type, so that every question has an answer."""
    studio.add(a_branch(), a_resource(), a_series())
    studio.add(a_session(2, resources=(a_resource().id,), series_id=a_series().id))
    studio.add(BOOKED, a_booking(2), a_payment(), a_refund(), a_balance())
    card = a_gift_card(holder_id=ANNA)
    studio.add(card, a_gift_card_code(), a_gift_card_movement(card, 1))
    studio.add(a_membership(), a_period(), an_attempt(payment_id=a_payment().id))
    studio.add(a_coupon(), a_coupon_code(), a_quote(), a_series_of_numbers())
    studio.add(an_invoice(), a_request())
    studio.add(an_entry(), a_due(), a_key(), attempts(BOOKED))
    studio.add(a_movement(a_balance(), 1, -1, BOOKED))
    studio.add(an_event(session_id=a_session().id))
    studio.add(absorbed(a_customer(3, labels=("vip",)), 1), a_form(), an_address())
    studio.add(a_message(), a_board_message(), a_delivery(), an_announcement(), a_policy())
    studio.add(a_subscription(customer_id=ANNA), a_reaction())
    studio.add(a_note(), a_task(), a_document(), an_assignment(), a_token())
    remember = Remember(actor="staff:maria", command="book", key="k1", digest="d", result="r")
    studio.save(remember)
