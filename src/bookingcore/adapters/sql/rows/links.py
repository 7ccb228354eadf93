"""The rows behind the links in messages."""

from __future__ import annotations

from bookingcore.adapters.sql import tables
from bookingcore.adapters.sql.codec import Codec
from bookingcore.adapters.sql.phrases import Row, Values
from bookingcore.adapters.sql.rows.kept import Kept
from bookingcore.domain.bookings.links import LinkAttempts
from bookingcore.domain.values.sealing import SigningKey


def _put_key(codec: Codec, key: SigningKey) -> Values:
    return (key.id, key.secret)


def _get_key(codec: Codec, row: Row) -> SigningKey:
    id, secret = row
    return SigningKey(id=id, secret=secret)


def _put_attempts(codec: Codec, attempts: LinkAttempts) -> Values:
    return (attempts.id, attempts.failed, attempts.version)


def _get_attempts(codec: Codec, row: Row) -> LinkAttempts:
    id, failed, version = row
    return LinkAttempts(id=id, failed=failed, version=version)


SIGNING_KEYS = Kept(
    row=SigningKey,
    table=tables.signing_key,
    columns=("id", "secret"),
    put=_put_key,
    get=_get_key,
    versioned=False,
)

LINK_ATTEMPTS = Kept(
    row=LinkAttempts,
    table=tables.link_attempts,
    columns=("id", "failed", "version"),
    put=_put_attempts,
    get=_get_attempts,
)
