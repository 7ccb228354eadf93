"""What the catalog is told: services by their ids, durations, validity, prices."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from attrs import frozen

from bookingcore.desk.arguments import Amount, amount_told, found, money, service_id, several
from bookingcore.domain.catalog.cycle import Cycle, cycle_of
from bookingcore.domain.catalog.plan import UnusedUnits
from bookingcore.domain.catalog.service import Service
from bookingcore.domain.values.checks import member, shown, truth, whole
from bookingcore.domain.values.ids import ServiceId
from bookingcore.domain.values.moments import as_days, as_minutes
from bookingcore.domain.values.money import Money
from bookingcore.errors import InvalidInput
from bookingcore.ports.questions import ById
from bookingcore.ports.store import Reader

TERM_MAX = 1000
"""How many periods a minimum term may have."""


def service_ids(services: object) -> tuple[ServiceId, ...]:
    """The ids of several services, each once.

    Raises:
        InvalidInput: no tuple or list of services.
    """
    return tuple(dict.fromkeys(map(_service, several(services, "services"))))


def _service(value: object) -> ServiceId:
    if isinstance(value, Service | str):
        return service_id(value)
    raise InvalidInput("services", shown(value), "give services or their ids")


def lasting(duration: int | timedelta) -> int:
    """Minutes of a session, one at least."""
    minutes = as_minutes(duration, "duration")
    if minutes == 0:
        raise InvalidInput("duration", "0", "give at least one minute")
    return minutes


def covered_by(services: object, units: int) -> tuple[ServiceId, ...]:
    """The services that the *units* of a plan pay for, each once; none for no unit."""
    covered = service_ids(services)
    if units and not covered:
        raise InvalidInput("services", "()", "name the services that the units pay for")
    if covered and not units:
        # They would ask for balance from now on, and no unit of this plan could pay (A12).
        raise InvalidInput("services", shown(covered), "leave them out: no unit is granted")
    return covered


def valid(valid_for: int | timedelta) -> int:
    """Days of validity, one at least."""
    days = as_days(valid_for, "valid_for")
    if days == 0:
        raise InvalidInput("valid_for", "0", "give at least one day, or None for ever")
    return days


def priced(price: Amount, currency: str, field: str = "price") -> Money:
    """A price in the center's *currency*, zero or more."""
    amount = money(price, currency, field)
    if amount.is_negative:
        raise InvalidInput(field, str(amount), "give 0 or more")
    return amount


@frozen(kw_only=True)
class RenewalTerms:
    """How a plan renews, as it was asked for."""

    every: Cycle | None
    fee: Amount | None
    minimum_term: int | None
    unused: UnusedUnits
    void_on_end: bool

    @property
    def told(self) -> tuple[object, ...]:
        """What it says, to tell one wish from another; nothing for a plan like any other."""
        fee = None if self.fee is None else amount_told(self.fee, "cancellation_fee")
        every = None if self.every is None else self.every.text
        said = every, fee, self.minimum_term, self.unused.name, self.void_on_end
        return () if said == _USUAL else said

    def of_plan(self, currency: str) -> dict[str, Any]:
        """It as fields of a plan."""
        fee = None if self.fee is None else priced(self.fee, currency, "cancellation_fee")
        return {
            "every": self.every,
            "cancellation_fee": fee,
            "minimum_term": self.minimum_term,
            "unused": self.unused,
            "void_on_end": self.void_on_end,
        }


_USUAL = None, None, None, UnusedUnits.EXPIRE.name, False


def renewing(
    every: object, fee: Amount | None, minimum_term: object, unused: object, void_on_end: object
) -> RenewalTerms:
    """How a plan renews.

    Raises:
        InvalidInput: a value that cannot be meant; a fee or a term of what does not renew.
    """
    terms = RenewalTerms(
        every=None if every is None else cycle_of(every, "every"),
        fee=fee,
        minimum_term=(
            None if minimum_term is None else whole(minimum_term, "minimum_term", 1, TERM_MAX)
        ),
        unused=member(unused, "unused", UnusedUnits),
        void_on_end=truth(void_on_end, "void_on_end"),
    )
    if terms.every is None and (terms.fee is not None or terms.minimum_term is not None):
        raise InvalidInput("every", "None", "say how often a plan with such terms renews")
    return terms


def refuse_unknown(reader: Reader, services: Sequence[ServiceId]) -> None:
    """Refuse services that this center does not have.

    Raises:
        Unknown: one of them.
    """
    asked = [ById(Service, id) for id in services]
    answers = reader.load(*asked)
    for each in asked:
        found(answers[each], "service", each.id)
