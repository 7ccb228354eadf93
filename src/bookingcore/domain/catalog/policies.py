"""What a service promises, as frozen values.

A policy is merged when it is edited (the service's own, or else the center's) and kept under the
hash of its canonical text; sessions and bookings hold that hash, so what was promised stays.
"""

from __future__ import annotations

from datetime import timedelta
from enum import Enum

from attrs import field, frozen

from bookingcore.domain.catalog.cancellation import CancellationPolicy
from bookingcore.domain.catalog.waiting import WaitlistPolicy
from bookingcore.domain.values.checks import member, shown, truth, whole
from bookingcore.domain.values.moments import as_minutes
from bookingcore.domain.values.money import Money
from bookingcore.errors import InvalidInput


class BalancePolicy(Enum):
    """Whether a service may be booked without balance (A11)."""

    # Never asks for balance, even where plans cover the service.
    NOT_REQUIRED = "not_required"
    # No balance, no booking.
    REQUIRED = "required"
    # The place is held and the booking awaits redemption. The default.
    ACCEPT_AND_AWAIT = "accept_and_await"


def _balance_policy(value: object) -> BalancePolicy:
    return member(value, "policy.balance_policy", BalancePolicy)


def _awaiting_max(value: object) -> int | None:
    return None if value is None else whole(value, "policy.awaiting_max", 0, 10_000)


def _cancellation(value: object) -> CancellationPolicy:
    if isinstance(value, CancellationPolicy):
        return value
    raise InvalidInput("policy.cancellation", shown(value), "give a CancellationPolicy")


def _allow_overlap(value: object) -> bool:
    return truth(value, "policy.allow_overlap")


def _opens(value: int | timedelta | None) -> int | None:
    return None if value is None else as_minutes(value, "policy.window.opens")


def _closes(value: int | timedelta) -> int:
    return as_minutes(value, "policy.window.closes")


def _move_limit(value: int | timedelta | None) -> int | None:
    return None if value is None else as_minutes(value, "policy.move_limit")


@frozen(kw_only=True)
class BookingWindow:
    """When customers may book by themselves; staff may at any time (003-02, A47).

    Minutes are elapsed time before the start, as for the free limit (A15); timedeltas of whole
    minutes do as well.

    Attributes:
        opens: booking is open from `start - opens` on; None for any time before.
        closes: booking is open while `now < start - closes`.
    """

    opens: int | None = field(default=None, converter=_opens)
    closes: int = field(default=0, converter=_closes)

    def __attrs_post_init__(self) -> None:
        if self.opens is not None and self.opens <= self.closes:
            remedy = f"give more than the {self.closes} minutes of `closes`, or None"
            raise InvalidInput("policy.window.opens", str(self.opens), remedy)


def _booking_window(value: object) -> BookingWindow:
    if isinstance(value, BookingWindow):
        return value
    raise InvalidInput("policy.window", shown(value), "give a BookingWindow")


def _waitlist(value: object) -> WaitlistPolicy:
    if isinstance(value, WaitlistPolicy):
        return value
    raise InvalidInput("policy.waitlist", shown(value), "give a WaitlistPolicy")


def _no_show_fee(value: object) -> Money | None:
    if value is None or (isinstance(value, Money) and value.is_positive):
        return value
    remedy = "give Money above zero, or None for no fee"
    raise InvalidInput("policy.no_show_fee", shown(value), remedy)


@frozen(kw_only=True)
class ServicePolicy:
    """What is promised with each booking of a service.

    Attributes:
        balance_policy: whether it may be booked without balance.
        awaiting_max: how many bookings of one customer may await redemption when this one is
            made (0 to 10,000); None for no limit (A11).
        cancellation: until when cancelling is free.
        allow_overlap: whether a customer may hold overlapping bookings in other sessions (A66).
        window: when customers may book by themselves (A47).
        move_limit: minutes of elapsed time before the start until which customers may move a
            booking by themselves (A47); None for the free limit of cancelling.
        waitlist: how its waiting list works.
        no_show_fee: what a customer owes who is marked absent (A35); None for nothing.
    """

    balance_policy: BalancePolicy = field(
        default=BalancePolicy.ACCEPT_AND_AWAIT, converter=_balance_policy
    )
    awaiting_max: int | None = field(default=None, converter=_awaiting_max)
    cancellation: CancellationPolicy = field(factory=CancellationPolicy, converter=_cancellation)
    allow_overlap: bool = field(default=False, converter=_allow_overlap)
    window: BookingWindow = field(factory=BookingWindow, converter=_booking_window)
    move_limit: int | None = field(default=None, converter=_move_limit)
    waitlist: WaitlistPolicy = field(factory=WaitlistPolicy, converter=_waitlist)
    no_show_fee: Money | None = field(default=None, converter=_no_show_fee)
