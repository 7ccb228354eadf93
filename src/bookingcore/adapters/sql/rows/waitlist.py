"""The rows of waiting lists."""

from __future__ import annotations

from bookingcore.adapters.sql import tables
from bookingcore.adapters.sql.codec import Codec
from bookingcore.adapters.sql.phrases import Row, Values
from bookingcore.adapters.sql.rows.kept import Kept
from bookingcore.domain.waitlist.entry import EntryStatus, Offer, WaitlistEntry


def _put_entry(codec: Codec, entry: WaitlistEntry) -> Values:
    offer = entry.offer
    return (
        entry.id,
        entry.customer_id,
        entry.session_id,
        entry.places,
        entry.position,
        codec.put_instant(entry.joined_at),
        entry.status.name,
        None if offer is None else codec.put_instant(offer.made_at),
        None if offer is None else codec.put_instant(offer.expires_at),
        None if offer is None else offer.promoted,
        entry.staff_only,
        entry.unreachable,
        codec.put_maybe_instant(entry.ended_at),
        entry.booking_id,
        entry.version,
    )


def _get_entry(codec: Codec, row: Row) -> WaitlistEntry:
    return WaitlistEntry(
        id=row[0],
        customer_id=row[1],
        session_id=row[2],
        places=row[3],
        position=row[4],
        joined_at=codec.get_instant(row[5]),
        status=EntryStatus[row[6]],
        offer=None if row[7] is None else _get_offer(codec, row[7:10]),
        staff_only=bool(row[10]),
        unreachable=bool(row[11]),
        ended_at=codec.get_maybe_instant(row[12]),
        booking_id=row[13],
        version=row[14],
    )


def _get_offer(codec: Codec, row: Row) -> Offer:
    made, expires, promoted = row
    return Offer(
        made_at=codec.get_instant(made),
        expires_at=codec.get_instant(expires),
        promoted=bool(promoted),
    )


ENTRIES = Kept(
    row=WaitlistEntry,
    table=tables.waitlist_entry,
    columns=(
        "id",
        "customer_id",
        "session_id",
        "places",
        "position",
        "joined_at",
        "status",
        "offered_at",
        "expires_at",
        "promoted",
        "staff_only",
        "unreachable",
        "ended_at",
        "booking_id",
        "version",
    ),
    put=_put_entry,
    get=_get_entry,
)
