"""The rows beside a card: notes, tasks, documents, forms, links to the account."""

from __future__ import annotations

import json

from bookingcore.adapters.sql import tables
from bookingcore.adapters.sql.codec import Codec
from bookingcore.adapters.sql.phrases import Row, Values
from bookingcore.adapters.sql.rows.kept import Kept, canonical_json
from bookingcore.domain.customers.documents import Document
from bookingcore.domain.customers.forms import FormAssignment, FormStatus
from bookingcore.domain.customers.notes import Note, Task
from bookingcore.domain.customers.tokens import AccountToken, TokenPurpose


def _put_note(codec: Codec, note: Note) -> Values:
    made_at = codec.put_instant(note.made_at)
    return (note.id, note.customer_id, note.text, made_at, note.made_by, note.version)


def _get_note(codec: Codec, row: Row) -> Note:
    id, customer_id, text, made_at, made_by, version = row
    return Note(
        id=id,
        customer_id=customer_id,
        text=text,
        made_at=codec.get_instant(made_at),
        made_by=made_by,
        version=version,
    )


def _put_task(codec: Codec, task: Task) -> Values:
    return (
        task.id,
        task.customer_id,
        task.text,
        codec.put_day(task.due_on),
        codec.put_instant(task.made_at),
        task.made_by,
        codec.put_maybe_instant(task.completed_at),
        task.completed_by,
        task.version,
    )


def _get_task(codec: Codec, row: Row) -> Task:
    return Task(
        id=row[0],
        customer_id=row[1],
        text=row[2],
        due_on=codec.get_day(row[3]),
        made_at=codec.get_instant(row[4]),
        made_by=row[5],
        completed_at=codec.get_maybe_instant(row[6]),
        completed_by=row[7],
        version=row[8],
    )


def _put_document(codec: Codec, document: Document) -> Values:
    return (
        document.id,
        document.customer_id,
        document.type,
        document.name,
        document.size,
        document.digest,
        document.visible_to_customer,
        document.file,
        codec.put_instant(document.added_at),
        document.added_by,
        document.version,
    )


def _get_document(codec: Codec, row: Row) -> Document:
    return Document(
        id=row[0],
        customer_id=row[1],
        type=row[2],
        name=row[3],
        size=row[4],
        digest=row[5],
        visible_to_customer=bool(row[6]),
        file=row[7],
        added_at=codec.get_instant(row[8]),
        added_by=row[9],
        version=row[10],
    )


def _put_assignment(codec: Codec, assignment: FormAssignment) -> Values:
    return (
        assignment.id,
        assignment.customer_id,
        assignment.form_id,
        codec.put_instant(assignment.assigned_at),
        assignment.assigned_by,
        assignment.automatic,
        assignment.status.name,
        codec.put_maybe_instant(assignment.submitted_at),
        canonical_json(dict(assignment.answers)),
        assignment.version,
    )


def _get_assignment(codec: Codec, row: Row) -> FormAssignment:
    return FormAssignment(
        id=row[0],
        customer_id=row[1],
        form_id=row[2],
        assigned_at=codec.get_instant(row[3]),
        assigned_by=row[4],
        automatic=bool(row[5]),
        status=FormStatus[row[6]],
        submitted_at=codec.get_maybe_instant(row[7]),
        answers=json.loads(row[8]),
        version=row[9],
    )


def _put_token(codec: Codec, token: AccountToken) -> Values:
    return (
        token.id,
        token.customer_id,
        token.purpose.name,
        token.address,
        codec.put_instant(token.expires_at),
        token.version,
    )


def _get_token(codec: Codec, row: Row) -> AccountToken:
    id, customer_id, purpose, address, expires_at, version = row
    return AccountToken(
        id=id,
        customer_id=customer_id,
        purpose=TokenPurpose[purpose],
        address=address,
        expires_at=codec.get_instant(expires_at),
        version=version,
    )


NOTES = Kept(
    row=Note,
    table=tables.note,
    columns=("id", "customer_id", "text", "made_at", "made_by", "version"),
    put=_put_note,
    get=_get_note,
    steady=("customer_id",),
)

TASKS = Kept(
    row=Task,
    table=tables.task,
    columns=(
        "id",
        "customer_id",
        "text",
        "due_on",
        "made_at",
        "made_by",
        "completed_at",
        "completed_by",
        "version",
    ),
    put=_put_task,
    get=_get_task,
    steady=("customer_id",),
)

DOCUMENTS = Kept(
    row=Document,
    table=tables.document,
    columns=(
        "id",
        "customer_id",
        "type",
        "name",
        "size",
        "digest",
        "visible_to_customer",
        "file",
        "added_at",
        "added_by",
        "version",
    ),
    put=_put_document,
    get=_get_document,
    steady=("customer_id",),
)

FORM_ASSIGNMENTS = Kept(
    row=FormAssignment,
    table=tables.form_assignment,
    columns=(
        "id",
        "customer_id",
        "form_id",
        "assigned_at",
        "assigned_by",
        "automatic",
        "status",
        "submitted_at",
        "answers",
        "version",
    ),
    put=_put_assignment,
    get=_get_assignment,
    steady=("customer_id", "form_id"),
)

ACCOUNT_TOKENS = Kept(
    row=AccountToken,
    table=tables.account_token,
    columns=("id", "customer_id", "purpose", "address", "expires_at", "version"),
    put=_put_token,
    get=_get_token,
)
