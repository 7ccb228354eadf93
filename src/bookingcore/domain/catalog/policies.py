"""What a service promises about balance and cancellation, as frozen values.

A policy is merged when it is edited (the service's own, or else the center's) and kept under the
hash of its canonical text; sessions and bookings hold that hash, so what was promised stays.
"""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from enum import Enum

from attrs import asdict, field, frozen

from bookingcore.domain.values.checks import member, shown, whole
from bookingcore.domain.values.ids import PolicyHash
from bookingcore.domain.values.moments import as_minutes
from bookingcore.errors import InvalidInput


class BalancePolicy(Enum):
    """Whether a service may be booked without balance (A11)."""

    # Never asks for balance, even where plans cover the service.
    NOT_REQUIRED = "not_required"
    # No balance, no booking.
    REQUIRED = "required"
    # The place is held and the booking awaits redemption. The default.
    ACCEPT_AND_AWAIT = "accept_and_await"


class AllowLate(Enum):
    """What a customer's cancellation after the free limit means (A13)."""

    # Allowed; the unit is not given back. The default.
    FORFEIT = "forfeit"
    # Refused to customers; staff may still cancel.
    FORBID = "forbid"


def _balance_policy(value: object) -> BalancePolicy:
    return member(value, "policy.balance_policy", BalancePolicy)


def _allow_late(value: object) -> AllowLate:
    return member(value, "policy.cancellation.allow_late", AllowLate)


def _limit(value: int | timedelta) -> int:
    return as_minutes(value, "policy.cancellation.limit")


def _awaiting_max(value: object) -> int | None:
    return None if value is None else whole(value, "policy.awaiting_max", 0, 10_000)


def _cancellation(value: object) -> CancellationPolicy:
    if isinstance(value, CancellationPolicy):
        return value
    raise InvalidInput("policy.cancellation", shown(value), "give a CancellationPolicy")


def _allow_overlap(value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise InvalidInput("policy.allow_overlap", shown(value), "give True or False")


@frozen(kw_only=True)
class CancellationPolicy:
    """Until when cancelling is free, and what being late means.

    Attributes:
        limit: minutes of elapsed time before the start; cancelling is free while
            `now < start - limit`, and at that very instant it is late (A15). 0 to one year; may
            be given as a timedelta of whole minutes.
        allow_late: whether customers may cancel late, and lose the unit.
    """

    limit: int = field(default=0, converter=_limit)
    allow_late: AllowLate = field(default=AllowLate.FORFEIT, converter=_allow_late)


@frozen(kw_only=True)
class ServicePolicy:
    """What is promised with each booking of a service.

    Attributes:
        balance_policy: whether it may be booked without balance.
        awaiting_max: how many bookings of one customer may await redemption when this one is
            made (0 to 10,000); None for no limit (A11).
        cancellation: until when cancelling is free.
        allow_overlap: whether a customer may hold overlapping bookings in other sessions (A66).
    """

    balance_policy: BalancePolicy = field(
        default=BalancePolicy.ACCEPT_AND_AWAIT, converter=_balance_policy
    )
    awaiting_max: int | None = field(default=None, converter=_awaiting_max)
    cancellation: CancellationPolicy = field(factory=CancellationPolicy, converter=_cancellation)
    allow_overlap: bool = field(default=False, converter=_allow_overlap)


@frozen(kw_only=True)
class Terms:
    """A policy under the hash of its canonical text: written once, never changed."""

    id: PolicyHash
    policy: ServicePolicy

    @classmethod
    def of(cls, policy: ServicePolicy) -> Terms:
        """The terms of *policy*: equal policies have equal terms."""
        digest = hashlib.sha256(canonical_text(policy).encode()).hexdigest()
        return cls(id=PolicyHash(digest[:32]), policy=policy)


def canonical_text(policy: ServicePolicy) -> str:
    """*policy* as JSON with every field written out, its kind and its version inside."""

    def plain(_: type, __: object, value: object) -> object:
        return value.name if isinstance(value, Enum) else value

    fields = asdict(policy, value_serializer=plain)
    return json.dumps(
        {"kind": "service_policy", "version": 1, **fields},
        sort_keys=True,
        separators=(",", ":"),
    )


def policy_from_text(written: str) -> ServicePolicy:
    """The policy whose canonical text is *written*."""
    fields = json.loads(written)
    del fields["kind"], fields["version"]
    fields["cancellation"] = CancellationPolicy(**fields["cancellation"])
    return ServicePolicy(**fields)
