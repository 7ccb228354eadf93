"""What the questions about memberships find: periods, attempts, credits, and what is verified."""

from __future__ import annotations

from collections.abc import Iterable

from bookingcore.adapters.memory.books import Books
from bookingcore.domain.memberships.attempt import PaymentAttempt
from bookingcore.domain.memberships.audit import PeriodsBilled
from bookingcore.domain.memberships.membership import MembershipPeriod
from bookingcore.domain.sales.balance import Balance
from bookingcore.domain.values.ids import MembershipId
from bookingcore.ports.memberships import (
    AttemptsAt,
    AttemptsOf,
    CreditsOf,
    PeriodsBilledPage,
    PeriodsOf,
)


def periods(books: Books, asked: PeriodsOf) -> Iterable[MembershipPeriod]:
    """The periods that were billed."""
    return _periods(books, asked.membership_id)


def attempts(books: Books, asked: AttemptsOf) -> Iterable[PaymentAttempt]:
    """Every attempt to charge a membership."""
    return sorted(_attempts(books, asked.membership_id), key=_in_order)


def attempts_at(books: Books, asked: AttemptsAt) -> Iterable[PaymentAttempt]:
    """The attempts that a payment was asked for."""
    return books.attempts.picked(sorted(books.attempts_at.of(asked.payment_id)))


def credits_of(books: Books, asked: CreditsOf) -> Iterable[Balance]:
    """The balances that the sales of a membership granted."""
    sales = {period.sale_id for period in _periods(books, asked.membership_id)}
    return books.balances.picked(sorted(books.granted_by.of(*sales)))


def periods_billed(books: Books, asked: PeriodsBilledPage) -> Iterable[PeriodsBilled]:
    """What memberships say they have billed, beside their periods and attempts."""
    for membership in books.memberships.page(asked.after, asked.limit):
        billed = list(_periods(books, membership.id))
        tried = [each.sale_id for each in _attempts(books, membership.id)]
        sales = {period.sale_id for period in billed}
        named = None if not billed else billed[-1].sale_id
        yield PeriodsBilled(
            membership_id=membership.id,
            period=membership.period,
            periods=len(billed),
            last_no=max((period.no for period in billed), default=0),
            sales=len(sales),
            last=named == membership.sale_id,
            attempts=membership.attempts,
            tried=sum(sale == membership.sale_id for sale in tried),
            foreign=sum(sale not in sales for sale in tried),
        )


def _periods(books: Books, id: MembershipId) -> Iterable[MembershipPeriod]:
    return books.periods.picked(sorted(books.periods_of.of(id)))


def _attempts(books: Books, id: MembershipId) -> Iterable[PaymentAttempt]:
    return books.attempts.picked(books.attempts_of.of(id))


def _in_order(attempt: PaymentAttempt) -> tuple[object, ...]:
    return attempt.due_on, attempt.no, attempt.id
