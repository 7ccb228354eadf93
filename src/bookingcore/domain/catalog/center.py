"""The business and its places."""

from __future__ import annotations

from attrs import field, frozen

from bookingcore.domain.catalog.policies import ServicePolicy
from bookingcore.domain.values.checks import member, name, shown, truth
from bookingcore.domain.values.currencies import minor_digits
from bookingcore.domain.values.ids import BranchId, CenterId
from bookingcore.domain.values.languages import language
from bookingcore.domain.values.moments import zone
from bookingcore.domain.values.quiet import QuietHours
from bookingcore.domain.values.uniqueness import EmailUniqueness
from bookingcore.errors import InvalidInput, Language


def _zone_name(value: object) -> str:
    zone(value, "time_zone")
    return str(value)


def _currency(value: object) -> str:
    minor_digits(value)
    return str(value)


def _languages(value: object) -> tuple[Language, ...]:
    if not isinstance(value, tuple | list) or not value:
        raise InvalidInput("languages", shown(value), "give a tuple such as ('it', 'en')")
    return tuple(language(given, "languages") for given in value)


def _quiet_hours(value: object) -> QuietHours | None:
    if value is None or isinstance(value, QuietHours):
        return value
    raise InvalidInput("quiet_hours", shown(value), "give QuietHours('22:00', '08:00'), or None")


def _uniqueness(value: object) -> EmailUniqueness:
    return member(value, "email_uniqueness", EmailUniqueness)


def _direct_collection(value: object) -> bool:
    return truth(value, "direct_collection")


def _policy(value: object) -> ServicePolicy:
    if isinstance(value, ServicePolicy):
        return value
    raise InvalidInput("policy", shown(value), "give a ServicePolicy")


@frozen(kw_only=True)
class CenterSettings:
    """What holds for a whole center unless a branch or a service says otherwise.

    Attributes:
        time_zone: IANA name; wall times without an offset are read in it.
        currency: ISO 4217 code; amounts given as text or int are in it.
        languages: the languages spoken to customers, the first one by default.
        policy: the policy of services that have none of their own.
        quiet_hours: when nobody is disturbed, by the clocks of each branch; None for never.
        email_uniqueness: what happens to a card with an address that another one has (A44).
        direct_collection: whether a payment that is requested in the app is charged at once, with
            no confirmation asked (001-08, A49).
    """

    time_zone: str = field(default="UTC", converter=_zone_name)
    currency: str = field(default="EUR", converter=_currency)
    languages: tuple[Language, ...] = field(default=("en",), converter=_languages)
    policy: ServicePolicy = field(factory=ServicePolicy, converter=_policy)
    quiet_hours: QuietHours | None = field(default=None, converter=_quiet_hours)
    email_uniqueness: EmailUniqueness = field(default=EmailUniqueness.STRICT, converter=_uniqueness)
    direct_collection: bool = field(default=False, converter=_direct_collection)


@frozen(kw_only=True)
class Center:
    """The business: the tenant that owns everything else."""

    id: CenterId
    settings: CenterSettings
    version: int = field(default=1, eq=False, repr=False)


@frozen(kw_only=True)
class Branch:
    """One of the center's places, with its own time zone."""

    id: BranchId
    name: str
    time_zone: str
    version: int = field(default=1, eq=False, repr=False)

    @classmethod
    def opened(cls, id: BranchId, *, called: object, time_zone: object) -> Branch:
        """A new branch; the name and the zone are checked."""
        return cls(id=id, name=name(called, "name"), time_zone=_zone_name(time_zone))
