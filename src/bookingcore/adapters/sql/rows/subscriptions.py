"""The rows of what hosts want to hear of, and of what they are yet to hear."""

from __future__ import annotations

import json

from bookingcore.adapters.sql import tables
from bookingcore.adapters.sql.codec import Codec
from bookingcore.adapters.sql.phrases import Row, Values
from bookingcore.adapters.sql.rows.kept import Kept, canonical_json
from bookingcore.domain.notifications.subscription import Reaction, Subscription
from bookingcore.domain.values.events import EventKind


def _put_subscription(codec: Codec, subscription: Subscription) -> Values:
    kinds = subscription.kinds
    return (
        subscription.id,
        canonical_json(None if kinds is None else sorted(kind.name for kind in kinds)),
        subscription.customer_id,
        subscription.label,
        subscription.ended,
        subscription.version,
    )


def _get_subscription(codec: Codec, row: Row) -> Subscription:
    id, kinds, customer_id, label, ended, version = row
    named = json.loads(kinds)
    return Subscription(
        id=id,
        kinds=None if named is None else frozenset(EventKind[name] for name in named),
        customer_id=customer_id,
        label=label,
        ended=bool(ended),
        version=version,
    )


def _put_reaction(codec: Codec, reaction: Reaction) -> Values:
    return (
        reaction.id,
        reaction.subscription_id,
        reaction.customer_id,
        reaction.stream,
        reaction.no,
        reaction.seq,
        codec.put_instant(reaction.at),
        codec.put_maybe_instant(reaction.free_at),
        reaction.attempts,
        reaction.version,
    )


def _get_reaction(codec: Codec, row: Row) -> Reaction:
    _, subscription_id, customer_id, stream, no, seq, at, free_at, attempts, version = row
    return Reaction(
        subscription_id=subscription_id,
        customer_id=customer_id,
        stream=stream,
        no=no,
        seq=seq,
        at=codec.get_instant(at),
        free_at=codec.get_maybe_instant(free_at),
        attempts=attempts,
        version=version,
    )


SUBSCRIPTIONS = Kept(
    row=Subscription,
    table=tables.subscription,
    columns=("id", "kinds", "customer_id", "label", "ended", "version"),
    put=_put_subscription,
    get=_get_subscription,
    steady=("customer_id",),
)

REACTIONS = Kept(
    row=Reaction,
    table=tables.reaction,
    columns=(
        *("id", "subscription_id", "customer_id", "stream", "no", "seq", "happened_at"),
        *("free_at", "attempts", "version"),
    ),
    put=_put_reaction,
    get=_get_reaction,
    steady=("subscription_id", "customer_id", "stream"),
)
