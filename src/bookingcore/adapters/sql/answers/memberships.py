"""Answers about memberships: periods, attempts, credits, and what is verified."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from sqlalchemy import and_, exists, func, not_, select

from bookingcore.adapters.sql import tables
from bookingcore.adapters.sql.answers.answer import Answer, answers, asked, in_center
from bookingcore.adapters.sql.answers.audits import next_page, of_page, paged
from bookingcore.adapters.sql.codec import Codec
from bookingcore.adapters.sql.phrases import Phrase, Row, given
from bookingcore.adapters.sql.rows.memberships import MEMBERSHIP_PERIODS, PAYMENT_ATTEMPTS
from bookingcore.adapters.sql.rows.sales import BALANCES
from bookingcore.domain.memberships.audit import PeriodsBilled
from bookingcore.ports.memberships import (
    AttemptsAt,
    AttemptsOf,
    CreditsOf,
    PeriodsBilledPage,
    PeriodsOf,
)

_ATTEMPT = tables.payment_attempt.c
_BALANCE = tables.balance.c
_PERIOD = tables.membership_period.c


@cache
def _periods_of() -> Phrase:
    statement = select(*MEMBERSHIP_PERIODS.selected).where(
        in_center(tables.membership_period), _PERIOD.membership_id == given("membership_id")
    )
    return asked(statement.order_by(_PERIOD.no), "membership_id")


@answers(PeriodsOf)
def periods_of(codec: Codec, question: PeriodsOf) -> Answer:
    """The periods that were billed."""
    return Answer(_periods_of(), (question.membership_id,), MEMBERSHIP_PERIODS.read)


@cache
def _attempts_of() -> Phrase:
    statement = select(*PAYMENT_ATTEMPTS.selected).where(
        in_center(tables.payment_attempt), _ATTEMPT.membership_id == given("membership_id")
    )
    return asked(statement.order_by(_ATTEMPT.due_on, _ATTEMPT.no, _ATTEMPT.id), "membership_id")


@answers(AttemptsOf)
def attempts_of(codec: Codec, question: AttemptsOf) -> Answer:
    """Every attempt to charge a membership."""
    return Answer(_attempts_of(), (question.membership_id,), PAYMENT_ATTEMPTS.read)


@cache
def _attempts_at() -> Phrase:
    statement = select(*PAYMENT_ATTEMPTS.selected).where(
        in_center(tables.payment_attempt), _ATTEMPT.payment_id == given("payment_id")
    )
    return asked(statement.order_by(_ATTEMPT.id), "payment_id")


@answers(AttemptsAt)
def attempts_at(codec: Codec, question: AttemptsAt) -> Answer:
    """The attempts that a payment was asked for."""
    return Answer(_attempts_at(), (question.payment_id,), PAYMENT_ATTEMPTS.read)


@cache
def _credits_of() -> Phrase:
    joined = tables.membership_period.join(
        tables.balance,
        and_(_BALANCE.center == _PERIOD.center, _BALANCE.sale_id == _PERIOD.sale_id),
    )
    statement = (
        select(*BALANCES.selected)
        .select_from(joined)
        .where(in_center(tables.membership_period), _PERIOD.membership_id == given("membership_id"))
    )
    return asked(statement.order_by(_BALANCE.id), "membership_id")


@answers(CreditsOf)
def credits_of(codec: Codec, question: CreditsOf) -> Answer:
    """The balances that the sales of a membership granted."""
    return Answer(_credits_of(), (question.membership_id,), BALANCES.read)


@cache
def _periods_billed() -> Phrase:
    names = "period", "attempts", "sale_id"
    page = next_page(tables.membership, *names)
    own = page.c.id, page.c.period, page.c.attempts
    its_periods = of_page(page, tables.membership_period, "membership_id")
    its_attempts = of_page(page, tables.payment_attempt, "membership_id")
    of_a_period = exists().where(its_periods, _PERIOD.sale_id == _ATTEMPT.sale_id)
    counts = (
        select(func.count()).where(its_periods),
        select(func.coalesce(func.max(_PERIOD.no), 0)).where(its_periods),
        select(func.count(_PERIOD.sale_id.distinct())).where(its_periods),
        select(func.count()).where(its_attempts, _ATTEMPT.sale_id == page.c.sale_id),
        select(func.count())
        .select_from(tables.payment_attempt)
        .where(its_attempts, not_(of_a_period.correlate(page, tables.payment_attempt))),
    )
    last = (
        select(_PERIOD.sale_id)
        .where(its_periods)
        .order_by(_PERIOD.no.desc())
        .limit(1)
        .scalar_subquery()
    )
    sums = [each.correlate(page).scalar_subquery() for each in counts]
    named = page.c.sale_id.is_not_distinct_from(last)
    return paged(select(*own, *sums, named), page)


@answers(PeriodsBilledPage)
def periods_billed(codec: Codec, question: PeriodsBilledPage) -> Answer:
    """What memberships say they have billed, beside their periods and attempts."""
    return Answer(_periods_billed(), (question.after, question.limit), _read_periods_billed)


def _read_periods_billed(codec: Codec, rows: Sequence[Row]) -> tuple[PeriodsBilled, ...]:
    return tuple(
        PeriodsBilled(
            membership_id=id,
            period=period,
            periods=periods,
            last_no=last_no,
            sales=sales,
            last=bool(last),
            attempts=attempts,
            tried=tried,
            foreign=foreign,
        )
        for id, period, attempts, periods, last_no, sales, tried, foreign, last in rows
    )
