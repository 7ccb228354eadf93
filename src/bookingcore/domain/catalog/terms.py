"""A policy under the hash of its canonical text: what was promised, for ever."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from enum import Enum
from typing import Any

from attrs import asdict, frozen

from bookingcore.domain.catalog.cancellation import CancellationBand, CancellationPolicy
from bookingcore.domain.catalog.policies import BookingWindow, ServicePolicy
from bookingcore.domain.catalog.waiting import WaitlistPolicy
from bookingcore.domain.values.ids import PolicyHash
from bookingcore.domain.values.money import Money

VERSION = 2
"""Of the text. Version 1 knew balance, the free limit and overlaps; the rest is as its default."""


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
        if isinstance(value, Money):
            return [value.minor, value.currency]
        return value.name if isinstance(value, Enum) else value

    fields = asdict(policy, value_serializer=plain)
    return json.dumps(
        {"kind": "service_policy", "version": VERSION, **fields},
        sort_keys=True,
        separators=(",", ":"),
    )


def policy_from_text(written: str) -> ServicePolicy:
    """The policy whose canonical text is *written*, in this version or an older one."""
    fields = json.loads(written)
    del fields["kind"], fields["version"]
    fields["cancellation"] = _cancellation(fields["cancellation"])
    if "window" in fields:
        fields["window"] = BookingWindow(**fields["window"])
        fields["waitlist"] = WaitlistPolicy(**fields["waitlist"])
        fields["no_show_fee"] = _money(fields["no_show_fee"])
    return ServicePolicy(**fields)


def _cancellation(fields: Mapping[str, Any]) -> CancellationPolicy:
    bands = [
        CancellationBand(**{**band, "fee": _money(band["fee"])}) for band in fields.get("bands", ())
    ]
    return CancellationPolicy(**{**fields, "bands": bands})


def _money(written: tuple[int, str] | None) -> Money | None:
    return None if written is None else Money(minor=written[0], currency=written[1])
