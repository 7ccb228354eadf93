"""Messages in mailboxes and on the board for the contracts: plain ones, full ones, changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from attrs import evolve

from bookingcore.domain.messages.mailbox import BoardMessage, MailboxMessage
from bookingcore.domain.values.actors import SYSTEM
from bookingcore.domain.values.ids import BoardMessageId, MailboxMessageId
from bookingcore.testing.contracts.paper_rows import a_coupon
from bookingcore.testing.contracts.people_specimens import WORDS
from bookingcore.testing.contracts.rows import a_customer, a_service, id_of, july


def a_message(number: int = 1, customer: int = 1, **fields: Any) -> MailboxMessage:
    """A few words in a customer's mailbox, which lead nowhere."""
    row = MailboxMessage(
        id=MailboxMessageId(id_of(MailboxMessage, number)),
        customer_id=a_customer(customer).id,
        text=f"Message {number}",
        sent_at=july(1, 14, number % 60),
        sent_by="staff:maria",
    )
    return evolve(row, **fields)


def a_board_message(number: int = 1, **fields: Any) -> BoardMessage:
    """A few words on the board, which stay."""
    row = BoardMessage(
        id=BoardMessageId(id_of(BoardMessage, number)),
        text=f"Board message {number}",
        posted_at=july(1, 15, number % 60),
        posted_by="staff:maria",
    )
    return evolve(row, **fields)


MESSAGE = a_message(
    2,
    text=WORDS,
    service_id=a_service().id,
    coupon_id=a_coupon().id,
    sent_at=july(1, 0, 0, 1),
    sent_by=str(SYSTEM),
)
POSTED = a_board_message(
    2,
    text=WORDS,
    service_id=a_service().id,
    coupon_id=a_coupon().id,
    until=date(9998, 12, 31),
    posted_at=july(1, 0, 0, 1),
    posted_by=str(SYSTEM),
)

FULL: Sequence[Any] = (MESSAGE, POSTED)

BARE: Sequence[Any] = (a_message(2), a_board_message(2))

PUT: Sequence[tuple[Any, Any]] = (
    (a_message(2), MESSAGE),
    (MESSAGE, a_message(2)),
    (a_board_message(2), POSTED),
    (POSTED, a_board_message(2)),
)
