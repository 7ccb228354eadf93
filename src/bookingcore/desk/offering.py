"""What the catalog is told: services by their ids, durations, validity, prices."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bookingcore.desk.arguments import Amount, found, money, service_id, several
from bookingcore.domain.catalog.service import Service
from bookingcore.domain.values.checks import shown
from bookingcore.domain.values.ids import ServiceId
from bookingcore.domain.values.moments import as_days, as_minutes
from bookingcore.domain.values.money import Money
from bookingcore.errors import InvalidInput
from bookingcore.ports.questions import ById
from bookingcore.ports.store import Reader


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


def priced(price: Amount, currency: str) -> Money:
    """A price in the center's *currency*, zero or more."""
    amount = money(price, currency, "price")
    if amount.is_negative:
        raise InvalidInput("price", str(amount), "give 0 or more")
    return amount


def refuse_unknown(reader: Reader, services: Sequence[ServiceId]) -> None:
    """Refuse services that this center does not have.

    Raises:
        Unknown: one of them.
    """
    asked = [ById(Service, id) for id in services]
    answers = reader.load(*asked)
    for each in asked:
        found(answers[each], "service", each.id)
