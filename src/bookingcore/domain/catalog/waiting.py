"""How a service's waiting list works (A16-A21)."""

from __future__ import annotations

from datetime import timedelta
from enum import Enum

from attrs import field, frozen

from bookingcore.domain.values.checks import member, truth, whole
from bookingcore.domain.values.moments import as_minutes
from bookingcore.errors import InvalidInput

WAITING_MAX = 10_000


class Offers(Enum):
    """Who offers a place that came free (A16)."""

    # The library, in order, as soon as it is free. The default.
    AUTOMATIC = "automatic"
    # Staff promote; nothing is offered by itself.
    MANUAL = "manual"


class Parties(Enum):
    """What becomes of a party that is larger than what is free."""

    # It waits on, and who comes after it and fits is offered the places. The default.
    FIRST_FIT = "first_fit"
    # Everybody waits until it fits.
    STRICT = "strict"


def _offers(value: object) -> Offers:
    return member(value, "policy.waitlist.offers", Offers)


def _parties(value: object) -> Parties:
    return member(value, "policy.waitlist.parties", Parties)


def _capacity(value: object) -> int | None:
    return None if value is None else whole(value, "policy.waitlist.capacity", 0, WAITING_MAX)


def _window(value: int | timedelta) -> int:
    minutes = as_minutes(value, "policy.waitlist.window")
    if minutes < 1:
        raise InvalidInput("policy.waitlist.window", str(minutes), "give at least one minute")
    return minutes


def _join_when_free(value: object) -> bool:
    return truth(value, "policy.waitlist.join_when_free")


def _auto_book(value: object) -> bool:
    return truth(value, "policy.waitlist.auto_book")


def _only_reachable(value: object) -> bool:
    return truth(value, "policy.waitlist.only_reachable")


@frozen(kw_only=True)
class WaitlistPolicy:
    """How places that come free find those who wait for them.

    Attributes:
        offers: whether places are offered automatically, or by staff alone.
        capacity: how many may wait at a time, 0 to 10,000; None for any number.
        window: minutes to answer an offer, at least 1; shorter where the start is near (A19).
        parties: whether smaller parties overtake larger ones that do not fit yet.
        join_when_free: whether customers may join although places are free.
        auto_book: whether an offer is accepted by the system at once, in the customer's name.
        only_reachable: whether those without e-mail and telephone are passed over; they wait on,
            marked for staff.
    """

    offers: Offers = field(default=Offers.AUTOMATIC, converter=_offers)
    capacity: int | None = field(default=10, converter=_capacity)
    window: int = field(default=10, converter=_window)
    parties: Parties = field(default=Parties.FIRST_FIT, converter=_parties)
    join_when_free: bool = field(default=False, converter=_join_when_free)
    auto_book: bool = field(default=False, converter=_auto_book)
    only_reachable: bool = field(default=False, converter=_only_reachable)
