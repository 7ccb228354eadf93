"""The documents of a customer: what is known of each; its content stands behind the files port."""

from __future__ import annotations

from attrs import evolve, field, frozen
from pendulum import DateTime

from bookingcore.domain.values.checks import name, shown
from bookingcore.domain.values.events import EventKind, Fact, Happened
from bookingcore.domain.values.ids import CustomerId, DocumentId
from bookingcore.errors import InvalidInput

DOCUMENT_BYTES_MAX = 10 * 1024 * 1024
"""The size of the largest document."""

_SEPARATORS = frozenset("/\\:")


@frozen(kw_only=True)
class Document:
    """A document of a customer, such as a liability waiver (002-23, 004-12).

    Attributes:
        type: what it is, in the center's own words (004-13).
        name: the name under which it is downloaded; no folder in it.
        size: bytes of its content.
        digest: SHA-256 of its content, in hexadecimal.
        visible_to_customer: whether the customer can reach it (004-14); hidden by default (A58).
        file: the key of its content behind the files port.
        added_by: who added it, in the text form of the actor.
    """

    id: DocumentId
    customer_id: CustomerId
    type: str
    name: str
    size: int
    digest: str
    visible_to_customer: bool
    file: str
    added_at: DateTime
    added_by: str
    version: int = field(default=1, eq=False, repr=False)

    def shown(self, *, to_customer: bool) -> Document:
        """With the switch *show to customer* set."""
        return evolve(self, visible_to_customer=to_customer)


def document_event(kind: EventKind, document: Document, **facts: Fact) -> Happened:
    """What has become of *document*."""
    return Happened(
        kind=kind, subject=document.id, customer_id=document.customer_id, facts=dict(facts)
    )


def file_name(value: object, field: str) -> str:
    """*value* as the name of a file, for whatever system it is downloaded to.

    Raises:
        InvalidInput: it names a folder, or none at all.
    """
    cleaned = name(value, field)
    if _SEPARATORS & set(cleaned) or not cleaned.strip(". "):
        raise InvalidInput(field, shown(value), "give a plain name such as 'waiver.pdf'")
    return cleaned


def content(value: object, field: str) -> bytes:
    """*value* as the content of a document.

    Raises:
        InvalidInput: no bytes, none of them, or too many.
    """
    if not isinstance(value, bytes | bytearray | memoryview):
        raise InvalidInput(field, shown(type(value)), "give bytes")
    raw = bytes(value)
    if not 0 < len(raw) <= DOCUMENT_BYTES_MAX:
        raise InvalidInput(field, f"{len(raw)} bytes", f"give 1 to {DOCUMENT_BYTES_MAX} bytes")
    return raw
