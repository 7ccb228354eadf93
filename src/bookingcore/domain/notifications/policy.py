"""What a center, a branch or a service wants otherwise than the catalogue (001-05)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import timedelta
from enum import Enum
from typing import Any, TypeVar

from attrs import field, fields, frozen

from bookingcore.domain.customers.preferences import Category, Channel
from bookingcore.domain.notifications.catalogue import CATALOGUE, MessageClass, MessageKind
from bookingcore.domain.notifications.links import Links
from bookingcore.domain.notifications.timing import ServiceTiming, Timing
from bookingcore.domain.values.checks import shown
from bookingcore.domain.values.ids import BranchId, ServiceId
from bookingcore.domain.values.moments import as_days
from bookingcore.errors import InvalidInput

REVIEWS_AS = (Category.MARKETING, Category.SERVICE)

E = TypeVar("E", bound=Enum)
V = TypeVar("V", Links, Timing)

_INDISPENSABLE = {
    kind for kind, listing in CATALOGUE.items() if listing.of is MessageClass.ACCOUNT
} - {MessageKind.WELCOME}


def _kind(value: object) -> MessageKind:
    if isinstance(value, MessageKind):
        return value
    raise InvalidInput("kind", shown(value), "give a MessageKind")


def channels(value: object) -> frozenset[Channel]:
    """*value* as channels.

    Raises:
        InvalidInput: it is no collection of them.
    """
    given = frozenset(value) if isinstance(value, frozenset | set | tuple | list) else None
    if given is None or not all(isinstance(each, Channel) for each in given):
        raise InvalidInput("channels", shown(value), "give channels, such as {Channel.EMAIL}")
    return given


@frozen(kw_only=True)
class ChannelRule:
    """Through which channels a kind of message goes: everywhere, at a branch, or for a service.

    Attributes:
        channels: none of them where the kind is switched off.
        branch_id: the branch that it is for; None for all.
        service_id: the service that it is for; None for all.
    """

    kind: MessageKind = field(converter=_kind)
    channels: frozenset[Channel] = field(converter=channels)
    branch_id: BranchId | None = None
    service_id: ServiceId | None = None

    def __attrs_post_init__(self) -> None:
        if self.kind in _INDISPENSABLE and Channel.EMAIL not in self.channels:
            remedy = "leave the e-mails with links on: nobody could come in without them"
            raise InvalidInput("channels", self.kind.value, remedy)

    @property
    def place(self) -> tuple[MessageKind, BranchId | None, ServiceId | None]:
        """What it is about."""
        return self.kind, self.branch_id, self.service_id


def _rules(value: object) -> tuple[ChannelRule, ...]:
    given = tuple(value) if isinstance(value, tuple | list) else None
    if given is None or not all(isinstance(each, ChannelRule) for each in given):
        raise InvalidInput("rules", shown(value), "give ChannelRule(kind=..., channels=...)")
    places = [rule.place for rule in given]
    for place in places:
        if places.count(place) > 1:
            raise InvalidInput("rules", place[0].value, "say it once for each place")
    return given


def _review(value: object) -> Category:
    if isinstance(value, Category) and value in REVIEWS_AS:
        return value
    raise InvalidInput("reviews_as", shown(value), "give Category.MARKETING or Category.SERVICE")


def _timing(value: object) -> Timing:
    if isinstance(value, Timing):
        return value
    raise InvalidInput("timing", shown(value), "give Timing(reminder=...)")


def _timings(value: object) -> tuple[ServiceTiming, ...]:
    given = tuple(value) if isinstance(value, tuple | list) else None
    if given is None or not all(isinstance(each, ServiceTiming) for each in given):
        raise InvalidInput(
            "timings", shown(value), "give ServiceTiming(service_id=..., timing=...)"
        )
    if len({each.service_id for each in given}) != len(given):
        raise InvalidInput("timings", shown(value), "give one for each service")
    return given


def _expiry(value: int | timedelta | None) -> int | None:
    return None if value is None else as_days(value, "expiry")


def _links(value: object) -> Links:
    if isinstance(value, Links):
        return value
    raise InvalidInput("links", shown(value), "give Links(manage='https://…/{token}')")


@frozen(kw_only=True)
class NotificationPolicy:
    """Which messages go through which channels; what it does not say is as in the catalogue.

    The rule that is closest holds alone: for a service at a branch, for a service, for a branch,
    for the center.

    Attributes:
        reviews_as: what asking for a review is: marketing, or a part of the service (A53).
        timing: when what has a time of its own is told; `timings` has what a service wants
            otherwise.
        expiry: days before the last day of a balance on which its customer is told; None for
            never.
        links: where the links in messages lead.
    """

    rules: tuple[ChannelRule, ...] = field(default=(), converter=_rules)
    reviews_as: Category = field(default=Category.MARKETING, converter=_review)
    timing: Timing = field(factory=Timing, converter=_timing)
    timings: tuple[ServiceTiming, ...] = field(default=(), converter=_timings)
    expiry: int | None = field(default=7, converter=_expiry)
    links: Links = field(factory=Links, converter=_links)

    @classmethod
    def from_toml(cls, text: str) -> NotificationPolicy:
        """The policy that *text* describes.

        A table for each kind lists its channels; one below `branches` or `services`, by id, is for
        those only. `timing`, `links` and `expiry` are as the fields of that name, with false for
        never; a service may have a `timing` of its own.

        Raises:
            InvalidInput: it is no TOML, or names what there is not.
        """
        try:
            told = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise InvalidInput(
                "text", str(error), "give TOML such as 'sale = [\"push\"]'"
            ) from None
        places = {name: _places(told.pop(name, {})) for name in ("branches", "services")}
        review = told.pop("reviews_as", Category.MARKETING.value)
        return cls(
            reviews_as=_named(Category, review, "reviews_as"),
            expiry=_off(told.pop("expiry", 7)),
            links=_table(Links, told.pop("links", {}), "links"),
            timing=_table(Timing, told.pop("timing", {}), "timing"),
            timings=tuple(
                ServiceTiming(
                    service_id=ServiceId(id), timing=_table(Timing, kinds.pop("timing"), "timing")
                )
                for id, kinds in places["services"].items()
                if "timing" in kinds
            ),
            rules=[
                *_read(told),
                *(rule for id, of in places["branches"].items() for rule in _read(of, branch=id)),
                *(rule for id, of in places["services"].items() for rule in _read(of, service=id)),
            ],
        )

    def channels(
        self, kind: MessageKind, branch: BranchId | None = None, service: ServiceId | None = None
    ) -> frozenset[Channel]:
        """Those through which *kind* goes for *service* at *branch*."""
        known = {rule.place: rule.channels for rule in self.rules}
        for place in ((branch, service), (None, service), (branch, None), (None, None)):
            if (kind, *place) in known:
                return known[(kind, *place)]
        return CATALOGUE[kind].channels

    def timing_of(self, service: ServiceId) -> Timing:
        """When messages about *service* are told."""
        own = (each.timing for each in self.timings if each.service_id == service)
        return next(own, self.timing)

    def category(self, kind: MessageKind) -> Category | None:
        """What customers choose about when they choose about *kind*; None for no choice."""
        return self.reviews_as if kind is MessageKind.REVIEW else CATALOGUE[kind].category


def _places(told: object) -> Mapping[str, dict[str, object]]:
    if not isinstance(told, dict) or not all(isinstance(each, dict) for each in told.values()):
        raise InvalidInput("text", shown(told), "give tables such as [branches.<id>]")
    return told


def _table(made: type[V], told: object, name: str) -> V:
    """The value whose fields the table *told* names."""
    known = {each.name for each in fields(made)}
    if not isinstance(told, dict) or not told.keys() <= known:
        remedy = f"give a table with {', '.join(sorted(known))}"
        raise InvalidInput(name, shown(told), remedy)
    return made(**{field: _off(value) for field, value in told.items()})


def _off(value: object) -> Any:
    """*value*, or None for false: TOML has no word for nothing."""
    return None if value is False else value


def _read(
    kinds: Mapping[str, object], branch: str | None = None, service: str | None = None
) -> Iterator[ChannelRule]:
    for name, channels in kinds.items():
        if not isinstance(channels, list):
            raise InvalidInput(name, shown(channels), "give a list of channels, such as []")
        yield ChannelRule(
            kind=_named(MessageKind, name, "kind"),
            channels=frozenset(_named(Channel, each, name) for each in channels),
            branch_id=None if branch is None else BranchId(branch),
            service_id=None if service is None else ServiceId(service),
        )


def _named(kind: type[E], value: object, field: str) -> E:
    known = {each.value: each for each in kind}
    if isinstance(value, str) and value in known:
        return known[value]
    raise InvalidInput(field, shown(value), f"give one of {', '.join(known)}")
