"""The rows of what customers find when they come in: messages in mailboxes and on the board."""

from __future__ import annotations

from bookingcore.adapters.sql import tables
from bookingcore.adapters.sql.codec import Codec
from bookingcore.adapters.sql.phrases import Row, Values
from bookingcore.adapters.sql.rows.kept import Kept
from bookingcore.domain.messages.mailbox import BoardMessage, MailboxMessage


def _put_message(codec: Codec, message: MailboxMessage) -> Values:
    return (
        message.id,
        message.customer_id,
        message.text,
        message.service_id,
        message.coupon_id,
        codec.put_instant(message.sent_at),
        message.sent_by,
        message.version,
    )


def _get_message(codec: Codec, row: Row) -> MailboxMessage:
    id, customer_id, text, service_id, coupon_id, sent_at, sent_by, version = row
    return MailboxMessage(
        id=id,
        customer_id=customer_id,
        text=text,
        service_id=service_id,
        coupon_id=coupon_id,
        sent_at=codec.get_instant(sent_at),
        sent_by=sent_by,
        version=version,
    )


def _put_posted(codec: Codec, message: BoardMessage) -> Values:
    return (
        message.id,
        message.text,
        message.service_id,
        message.coupon_id,
        codec.put_maybe_day(message.until),
        codec.put_instant(message.posted_at),
        message.posted_by,
        message.version,
    )


def _get_posted(codec: Codec, row: Row) -> BoardMessage:
    id, text, service_id, coupon_id, until, posted_at, posted_by, version = row
    return BoardMessage(
        id=id,
        text=text,
        service_id=service_id,
        coupon_id=coupon_id,
        until=codec.get_maybe_day(until),
        posted_at=codec.get_instant(posted_at),
        posted_by=posted_by,
        version=version,
    )


MAILBOX_MESSAGES = Kept(
    row=MailboxMessage,
    table=tables.mailbox_message,
    columns=(
        *("id", "customer_id", "text", "service_id", "coupon_id"),
        *("sent_at", "sent_by", "version"),
    ),
    put=_put_message,
    get=_get_message,
    steady=("customer_id", "service_id", "coupon_id"),
)

BOARD_MESSAGES = Kept(
    row=BoardMessage,
    table=tables.board_message,
    columns=(
        *("id", "text", "service_id", "coupon_id"),
        *("until", "posted_at", "posted_by", "version"),
    ),
    put=_put_posted,
    get=_get_posted,
    steady=("service_id", "coupon_id"),
    locked=True,
)
