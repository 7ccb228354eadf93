"""Memberships, their periods, and the attempts to charge them."""

from __future__ import annotations

from bookingcore.adapters.sql import tables
from bookingcore.adapters.sql.codec import Codec
from bookingcore.adapters.sql.phrases import Row, Values
from bookingcore.adapters.sql.rows.kept import Kept
from bookingcore.domain.memberships.attempt import AttemptOutcome, PaymentAttempt
from bookingcore.domain.memberships.membership import (
    Membership,
    MembershipPeriod,
    MembershipStatus,
)


def _put_membership(codec: Codec, membership: Membership) -> Values:
    return (
        membership.id,
        membership.customer_id,
        membership.plan_id,
        membership.branch_id,
        membership.zone,
        membership.sold_by,
        membership.note,
        membership.card,
        membership.status.name,
        codec.put_day(membership.anchor),
        codec.put_day(membership.next_period_on),
        membership.period,
        codec.put_maybe_day(membership.due_on),
        membership.sale_id,
        membership.attempts,
        codec.put_maybe_day(membership.retry_on),
        codec.put_maybe_day(membership.term_until),
        codec.put_maybe_day(membership.ends_on),
        membership.fee_sale_id,
        codec.put_instant(membership.started_at),
        membership.version,
    )


def _get_membership(codec: Codec, row: Row) -> Membership:
    return Membership(
        id=row[0],
        customer_id=row[1],
        plan_id=row[2],
        branch_id=row[3],
        zone=row[4],
        sold_by=row[5],
        note=row[6],
        card=row[7],
        status=MembershipStatus[row[8]],
        anchor=codec.get_day(row[9]),
        next_period_on=codec.get_day(row[10]),
        period=row[11],
        due_on=codec.get_maybe_day(row[12]),
        sale_id=row[13],
        attempts=row[14],
        retry_on=codec.get_maybe_day(row[15]),
        term_until=codec.get_maybe_day(row[16]),
        ends_on=codec.get_maybe_day(row[17]),
        fee_sale_id=row[18],
        started_at=codec.get_instant(row[19]),
        version=row[20],
    )


def _put_period(codec: Codec, period: MembershipPeriod) -> Values:
    first, last = codec.put_day(period.first), codec.put_day(period.last)
    return (period.membership_id, period.no, first, last, period.sale_id)


def _get_period(codec: Codec, row: Row) -> MembershipPeriod:
    membership_id, no, first, last, sale_id = row
    return MembershipPeriod(
        membership_id=membership_id,
        no=no,
        first=codec.get_day(first),
        last=codec.get_day(last),
        sale_id=sale_id,
    )


def _put_attempt(codec: Codec, attempt: PaymentAttempt) -> Values:
    return (
        attempt.id,
        attempt.membership_id,
        attempt.customer_id,
        codec.put_day(attempt.due_on),
        attempt.no,
        codec.put_instant(attempt.at),
        attempt.by,
        attempt.outcome.name,
        attempt.reason,
        attempt.sale_id,
        attempt.payment_id,
        attempt.version,
    )


def _get_attempt(codec: Codec, row: Row) -> PaymentAttempt:
    return PaymentAttempt(
        id=row[0],
        membership_id=row[1],
        customer_id=row[2],
        due_on=codec.get_day(row[3]),
        no=row[4],
        at=codec.get_instant(row[5]),
        by=row[6],
        outcome=AttemptOutcome[row[7]],
        reason=row[8],
        sale_id=row[9],
        payment_id=row[10],
        version=row[11],
    )


MEMBERSHIPS = Kept(
    row=Membership,
    table=tables.membership,
    columns=(
        "id",
        "customer_id",
        "plan_id",
        "branch_id",
        "zone",
        "sold_by",
        "note",
        "card",
        "status",
        "anchor",
        "next_period_on",
        "period",
        "due_on",
        "sale_id",
        "attempts",
        "retry_on",
        "term_until",
        "ends_on",
        "fee_sale_id",
        "started_at",
        "version",
    ),
    put=_put_membership,
    get=_get_membership,
    steady=("customer_id", "plan_id", "branch_id"),
)

MEMBERSHIP_PERIODS = Kept(
    row=MembershipPeriod,
    table=tables.membership_period,
    key=("membership_id", "no"),
    columns=("membership_id", "no", "first", "last", "sale_id"),
    put=_put_period,
    get=_get_period,
    versioned=False,
)

PAYMENT_ATTEMPTS = Kept(
    row=PaymentAttempt,
    table=tables.payment_attempt,
    columns=(
        "id",
        "membership_id",
        "customer_id",
        "due_on",
        "no",
        "tried_at",
        "tried_by",
        "outcome",
        "reason",
        "sale_id",
        "payment_id",
        "version",
    ),
    put=_put_attempt,
    get=_get_attempt,
    steady=("membership_id", "sale_id", "payment_id"),
    through=("membership_id", tables.membership),
)
