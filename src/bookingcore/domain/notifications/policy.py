"""What a center, a branch or a service wants otherwise than the catalogue (001-05)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from typing import TypeVar

from attrs import field, frozen

from bookingcore.domain.customers.preferences import Category, Channel
from bookingcore.domain.notifications.catalogue import CATALOGUE, MessageClass, MessageKind
from bookingcore.domain.values.checks import shown
from bookingcore.domain.values.ids import BranchId, ServiceId
from bookingcore.errors import InvalidInput

REVIEWS_AS = (Category.MARKETING, Category.SERVICE)

E = TypeVar("E", bound=Enum)


def _kind(value: object) -> MessageKind:
    if isinstance(value, MessageKind):
        return value
    raise InvalidInput("kind", shown(value), "give a MessageKind")


def _channels(value: object) -> frozenset[Channel]:
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
    channels: frozenset[Channel] = field(converter=_channels)
    branch_id: BranchId | None = None
    service_id: ServiceId | None = None

    def __attrs_post_init__(self) -> None:
        if CATALOGUE[self.kind].of is MessageClass.ACCOUNT and Channel.EMAIL not in self.channels:
            remedy = "leave the e-mails about the account on: nobody could come in without them"
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


@frozen(kw_only=True)
class NotificationPolicy:
    """Which messages go through which channels; what it does not say is as in the catalogue.

    The rule that is closest holds alone: for a service at a branch, for a service, for a branch,
    for the center.

    Attributes:
        reviews_as: what asking for a review is: marketing, or a part of the service (A53).
    """

    rules: tuple[ChannelRule, ...] = field(default=(), converter=_rules)
    reviews_as: Category = field(default=Category.MARKETING, converter=_review)

    @classmethod
    def from_toml(cls, text: str) -> NotificationPolicy:
        """The policy that *text* describes.

        A table for each kind lists its channels; one below `branches` or `services`, by id, is for
        those only.

        Raises:
            InvalidInput: it is no TOML, or names what there is not.
        """
        try:
            told = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise InvalidInput(
                "text", str(error), "give TOML such as 'sale = [\"push\"]'"
            ) from None
        own = {name: told.pop(name, {}) for name in ("branches", "services")}
        review = told.pop("reviews_as", Category.MARKETING.value)
        rules = [
            *_read(told),
            *(rule for id, kinds in _places(own["branches"]) for rule in _read(kinds, branch=id)),
            *(rule for id, kinds in _places(own["services"]) for rule in _read(kinds, service=id)),
        ]
        return cls(rules=rules, reviews_as=_named(Category, review, "reviews_as"))

    def channels(
        self, kind: MessageKind, branch: BranchId | None = None, service: ServiceId | None = None
    ) -> frozenset[Channel]:
        """Those through which *kind* goes for *service* at *branch*."""
        known = {rule.place: rule.channels for rule in self.rules}
        for place in ((branch, service), (None, service), (branch, None), (None, None)):
            if (kind, *place) in known:
                return known[(kind, *place)]
        return CATALOGUE[kind].channels

    def category(self, kind: MessageKind) -> Category | None:
        """What customers choose about when they choose about *kind*; None for no choice."""
        return self.reviews_as if kind is MessageKind.REVIEW else CATALOGUE[kind].category


def _places(told: object) -> Iterable[tuple[str, Mapping[str, object]]]:
    if not isinstance(told, dict) or not all(isinstance(each, dict) for each in told.values()):
        raise InvalidInput("text", shown(told), "give tables such as [branches.<id>]")
    return told.items()


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
