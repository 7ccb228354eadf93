"""A policy of notifications as canonical JSON, its kind and its version inside.

What an older version did not say is as its default; a new field joins by a line in each table.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from attrs import asdict

from bookingcore.adapters.sql.rows.kept import canonical_json
from bookingcore.domain.customers.preferences import Category, Channel
from bookingcore.domain.notifications.catalogue import MessageKind
from bookingcore.domain.notifications.links import Links
from bookingcore.domain.notifications.policy import ChannelRule, NotificationPolicy
from bookingcore.domain.notifications.timing import ServiceTiming, Timing

VERSION = 1
"""Of the text."""

To = Mapping[str, Callable[[Any], Any]]


def policy_text(policy: NotificationPolicy) -> str:
    """*policy* with every field written out."""
    written = {name: put(getattr(policy, name)) for name, put in _PUT_POLICY.items()}
    return canonical_json({"kind": "notification_policy", "version": VERSION, **written})


@lru_cache(maxsize=256)
def policy_of(written: str) -> NotificationPolicy:
    """The policy whose text is *written*, read once."""
    return NotificationPolicy(**_read(json.loads(written), _GET_POLICY))


def put_channels(channels: frozenset[Channel]) -> list[str]:
    """The names of *channels*, in alphabetic order."""
    return sorted(channel.name for channel in channels)


def get_channels(names: list[str]) -> frozenset[Channel]:
    """The channels of those names."""
    return frozenset(Channel[name] for name in names)


def _read(fields: Mapping[str, Any], to: To) -> dict[str, Any]:
    return {name: get(fields[name]) for name, get in to.items() if name in fields}


def _put_rule(rule: ChannelRule) -> dict[str, Any]:
    return {name: put(getattr(rule, name)) for name, put in _PUT_RULE.items()}


def _get_rule(fields: Mapping[str, Any]) -> ChannelRule:
    return ChannelRule(**_read(fields, _GET_RULE))


def _get_timing(fields: Mapping[str, Any]) -> ServiceTiming:
    return ServiceTiming(service_id=fields["service_id"], timing=Timing(**fields["timing"]))


def _as_it_is(value: Any) -> Any:
    return value


def _name(value: Any) -> Any:
    return value.name


_PUT_RULE: To = {
    "kind": _name,
    "channels": put_channels,
    "branch_id": _as_it_is,
    "service_id": _as_it_is,
}

_GET_RULE: To = {
    "kind": MessageKind.__getitem__,
    "channels": get_channels,
    "branch_id": _as_it_is,
    "service_id": _as_it_is,
}

_PUT_POLICY: To = {
    "rules": lambda rules: [_put_rule(rule) for rule in rules],
    "reviews_as": _name,
    "timing": asdict,
    "timings": lambda timings: [asdict(timing) for timing in timings],
    "expiry": _as_it_is,
    "links": asdict,
}

_GET_POLICY: To = {
    "rules": lambda rules: tuple(map(_get_rule, rules)),
    "reviews_as": Category.__getitem__,
    "timing": lambda fields: Timing(**fields),
    "timings": lambda timings: tuple(map(_get_timing, timings)),
    "expiry": _as_it_is,
    "links": lambda fields: Links(**fields),
}
