"""Content behind the files port, and the due work that finds what belongs to no document.

No transaction holds a file and a row. So whoever puts content expects, before, that it is looked
for later; the document that comes to be takes the expectation back in its own transaction. Who
lets a document go expects the same. What is found to belong to no document is removed, after any
crash, by the next `run_due()`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta
from hashlib import sha256

from pendulum import DateTime

from bookingcore.desk.context import Context
from bookingcore.desk.running import read, rerun
from bookingcore.domain.customers.documents import Document
from bookingcore.domain.values.changes import Expect, Withdraw
from bookingcore.domain.values.due import Due, DueKind, due_key
from bookingcore.domain.values.ids import DocumentId
from bookingcore.errors import Conflict, DocumentLost, PortMissing, Unavailable
from bookingcore.ports.files import Files
from bookingcore.ports.questions import ById

PUT_WITHIN = timedelta(hours=1)
"""How long putting content may take before it counts as nobody's."""

_PLAIN = re.compile(r"[A-Za-z0-9_-]{1,63}")


def files_of(context: Context) -> Files:
    """Where the content of documents is kept.

    Raises:
        PortMissing: nowhere.
    """
    if context.files is None:
        raise PortMissing("files")
    return context.files


def opened(context: Context, document: Document) -> bytes:
    """The content of *document*, as it was added.

    Raises:
        DocumentLost: it is not there, or is not what was added.
        PortMissing, Unavailable: it cannot be read now.
    """
    try:
        content = files_of(context).get(document.file)
    except KeyError:
        raise DocumentLost(document.id) from None
    if sha256(content).hexdigest() != document.digest:
        raise DocumentLost(document.id)
    return content


def file_key(context: Context, id: DocumentId) -> str:
    """Where the content of the document *id* is kept: a part for the center, then one for it."""
    center: str = context.center
    if not _PLAIN.fullmatch(center):
        center = f"x{sha256(center.encode()).hexdigest()[:40]}"
    return f"{center}/{id}"


def looked_for(file: str, at: DateTime) -> Expect:
    """Have *file* looked for at an instant: whether it belongs to a document then."""
    return Expect(Due(kind=DueKind.STRAY_FILE, subject=file, due_at=at))


def remove_stray(context: Context, due: Due) -> None:
    """Remove the content that *due* is about, unless it belongs to a document.

    The due work is claimed: a document that comes so late finds that and is not made.

    Raises:
        PortMissing, Unavailable: it cannot be removed now.
    """
    file = due.subject
    question = ById(Document, file.rpartition("/")[2])
    documents = read(context, "run_due", lambda reader: reader.load(question)[question])
    if not any(document.file == file for document in documents):
        files_of(context).remove(file)
    _withdraw(context, file)


def remove_now(context: Context, files: Iterable[str]) -> None:
    """Remove the content of documents that are gone; what cannot be removed now is later.

    In the host's transaction nothing is removed before it is committed: `run_due()` will.
    """
    if not context.store.owns or context.files is None:
        return
    for file in files:
        # The expectation stands: the next `run_due()` does it.
        with suppress(Unavailable, Conflict):
            context.files.remove(file)
            _withdraw(context, file)


def remove_late(context: Context, file: str) -> None:
    """Remove content that was put so late that whoever looked for it may have found none yet."""

    def attempt() -> None:
        with context.store.begin(context.center) as unit:
            unit.save([looked_for(file, context.clock.now())])

    rerun(context.store.owns, attempt)
    remove_now(context, [file])


def _withdraw(context: Context, file: str) -> None:
    def attempt() -> None:
        with context.store.begin(context.center) as unit:
            unit.save([Withdraw(due_key(DueKind.STRAY_FILE, file))])

    rerun(context.store.owns, attempt)
