"""The rows of what goes out: messages, what is written to many, and the center's policy."""

from __future__ import annotations

import json
from enum import Enum

from bookingcore.adapters.sql import tables
from bookingcore.adapters.sql.codec import Codec
from bookingcore.adapters.sql.phrases import Row, Values
from bookingcore.adapters.sql.rows.kept import Kept, canonical_json
from bookingcore.adapters.sql.rows.notifications import (
    get_channels,
    policy_of,
    policy_text,
    put_channels,
)
from bookingcore.domain.customers.customer import CustomerStatus
from bookingcore.domain.customers.preferences import Category, Channel
from bookingcore.domain.notifications.announcement import Announcement, CustomerFilter
from bookingcore.domain.notifications.catalogue import MessageKind
from bookingcore.domain.notifications.delivery import Delivery, DeliveryStatus
from bookingcore.domain.notifications.standing import StandingPolicy
from bookingcore.domain.values.notify import Reason


def _name(choice: Enum | None) -> str | None:
    return None if choice is None else choice.name


def _put_delivery(codec: Codec, delivery: Delivery) -> Values:
    return (
        delivery.id,
        delivery.customer_id,
        delivery.resource_id,
        delivery.kind.name,
        delivery.about,
        delivery.branch_id,
        delivery.service_id,
        _name(delivery.channel),
        _name(delivery.category),
        canonical_json(dict(delivery.facts)),
        delivery.status.name,
        _name(delivery.reason),
        codec.put_instant(delivery.at),
        codec.put_maybe_instant(delivery.until),
        codec.put_instant(delivery.caused_at),
        delivery.seq,
        codec.put_maybe_instant(delivery.free_at),
        delivery.attempts,
        codec.put_maybe_instant(delivery.ended_at),
        delivery.version,
    )


def _get_delivery(codec: Codec, row: Row) -> Delivery:
    return Delivery(
        id=row[0],
        customer_id=row[1],
        resource_id=row[2],
        kind=MessageKind[row[3]],
        about=row[4],
        branch_id=row[5],
        service_id=row[6],
        channel=None if row[7] is None else Channel[row[7]],
        category=None if row[8] is None else Category[row[8]],
        facts=json.loads(row[9]),
        status=DeliveryStatus[row[10]],
        reason=None if row[11] is None else Reason[row[11]],
        at=codec.get_instant(row[12]),
        until=codec.get_maybe_instant(row[13]),
        caused_at=codec.get_instant(row[14]),
        seq=row[15],
        free_at=codec.get_maybe_instant(row[16]),
        attempts=row[17],
        ended_at=codec.get_maybe_instant(row[18]),
        version=row[19],
    )


def _put_announcement(codec: Codec, announcement: Announcement) -> Values:
    channels = announcement.channels
    return (
        announcement.id,
        announcement.subject,
        announcement.text,
        _put_filter(announcement.to),
        announcement.category.name,
        canonical_json(None if channels is None else put_channels(channels)),
        codec.put_instant(announcement.sent_at),
        announcement.sent_by,
        announcement.after,
        codec.put_maybe_instant(announcement.done_at),
        announcement.version,
    )


def _get_announcement(codec: Codec, row: Row) -> Announcement:
    channels = json.loads(row[5])
    return Announcement(
        id=row[0],
        subject=row[1],
        text=row[2],
        to=_get_filter(row[3]),
        category=Category[row[4]],
        channels=None if channels is None else get_channels(channels),
        sent_at=codec.get_instant(row[6]),
        sent_by=row[7],
        after=row[8],
        done_at=codec.get_maybe_instant(row[9]),
        version=row[10],
    )


def _put_filter(to: CustomerFilter) -> str:
    return canonical_json({"text": to.text, "status": _name(to.status), "label": to.label})


def _get_filter(written: str) -> CustomerFilter:
    said = json.loads(written)
    status = said["status"]
    return CustomerFilter(
        text=said["text"],
        status=None if status is None else CustomerStatus[status],
        label=said["label"],
    )


def _put_policy(codec: Codec, standing: StandingPolicy) -> Values:
    return (standing.id, policy_text(standing.policy), standing.version)


def _get_policy(codec: Codec, row: Row) -> StandingPolicy:
    id, policy, version = row
    return StandingPolicy(id=id, policy=policy_of(policy), version=version)


DELIVERIES = Kept(
    row=Delivery,
    table=tables.delivery,
    columns=(
        *("id", "customer_id", "resource_id", "kind", "about", "branch_id", "service_id"),
        *("channel", "category", "facts", "status", "reason", "send_at", "send_until"),
        *("caused_at", "seq", "free_at", "attempts", "ended_at", "version"),
    ),
    put=_put_delivery,
    get=_get_delivery,
    steady=("customer_id", "resource_id", "about", "channel"),
)

ANNOUNCEMENTS = Kept(
    row=Announcement,
    table=tables.announcement,
    columns=(
        *("id", "subject", "text", "customers", "category", "channels"),
        *("sent_at", "sent_by", "after", "done_at", "version"),
    ),
    put=_put_announcement,
    get=_get_announcement,
    locked=True,
)

STANDING_POLICIES = Kept(
    row=StandingPolicy,
    table=tables.standing_policy,
    columns=("id", "policy", "version"),
    put=_put_policy,
    get=_get_policy,
)
