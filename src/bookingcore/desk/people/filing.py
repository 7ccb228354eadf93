"""Documents of a customer, their content behind the files port (002-23, 004-12 to 004-14)."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

from attrs import evolve, frozen
from pendulum import DateTime

from bookingcore.desk.arguments import customer_id, document_id, found
from bookingcore.desk.people.part import Part
from bookingcore.desk.permissions import refuse_foreign
from bookingcore.desk.redirecting import card_of, following, read_of
from bookingcore.desk.running import Command, Key, carry_out, keyed, read, rerun
from bookingcore.desk.stray import (
    PUT_WITHIN,
    file_key,
    files_of,
    looked_for,
    opened,
    remove_late,
    remove_now,
)
from bookingcore.domain.customers.account import refuse_erased
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.customers.documents import Document, document_event, file_name
from bookingcore.domain.customers.documents import content as content_of
from bookingcore.domain.values.actors import Oneself
from bookingcore.domain.values.changes import Add, Change, Decision, Put, Remove
from bookingcore.domain.values.checks import name as named
from bookingcore.domain.values.checks import truth
from bookingcore.domain.values.due import Due, DueKind, due_key
from bookingcore.domain.values.events import EventKind
from bookingcore.domain.values.ids import CustomerId, DocumentId
from bookingcore.errors import FilesUnavailable, Unknown
from bookingcore.ports.people import Owned
from bookingcore.ports.questions import ById, OwnerOf, Remembered
from bookingcore.ports.store import Reader, Ref, Unit

_ADD = "customers.add_document"

Decide = Callable[[Unit, DateTime], Decision[Document]]


@frozen
class Filing(Part):
    """Adding documents, opening them, showing them to the customer, removing them."""

    def add_document(
        self,
        customer: Customer | str,
        *,
        type: str,
        name: str,
        content: bytes,
        visible_to_customer: bool = False,
        key: str | None = None,
    ) -> Document:
        """Keep a document of the customer's (002-23, 004-12).

        What a customer adds is visible to them. Under `desk.using(...)` the content is kept or
        lost with the host's transaction only where the files can join it.

        Args:
            customer: whose.
            type: what it is, in the center's own words: "waiver" (004-13).
            name: the name to download it under: no folder, 1 to 200 characters.
            content: 1 byte to 10 MiB.
            visible_to_customer: the switch *show to customer*; off by default (004-14, A58).
            key: idempotency key.

        Raises:
            InvalidInput: no type, a name with a folder in it, no content, or too much of it.
            PortMissing: the desk was opened without files.
            FilesUnavailable: the content cannot be kept now; nothing was written.
            Unknown: no such customer here, or not the one who acts.
            CustomerNotActive: the card was erased.
        """
        context, id = self._context, DocumentId(self._context.new_id())
        raw = content_of(content, "content")
        draft = Document(
            id=id,
            customer_id=customer_id(customer),
            type=named(type, "type"),
            name=file_name(name, "name"),
            size=len(raw),
            digest=sha256(raw).hexdigest(),
            visible_to_customer=truth(visible_to_customer, "visible_to_customer")
            or isinstance(context.actor, Oneself),
            file=file_key(context, id),
            added_at=context.clock.now(),
            added_by=str(context.actor),
        )
        told = (draft.customer_id, draft.type, draft.name, draft.digest, draft.visible_to_customer)
        remembered = keyed(key, *told)
        return following(
            context,
            _ADD,
            customer,
            lambda owner: self._add(evolve(draft, customer_id=owner), raw, remembered),
        )

    def documents(self, customer: Customer | str) -> tuple[Document, ...]:
        """The customer's documents, oldest first; a customer sees those shown to them (004-14).

        Raises:
            Unknown: no such customer here, or not the one who asks.
        """

        def ask(id: CustomerId, reader: Reader) -> tuple[Document, ...]:
            card_of(id, reader)
            kept = reader.load(Owned(Document, id))[Owned(Document, id)]
            visible = (each for each in kept if self._sees(each))
            return tuple(sorted(visible, key=lambda each: (each.added_at, each.id)))

        return read_of(self._context, "customers.documents", customer, ask)

    def open_document(self, document: Document | str) -> bytes:
        """The content of a document, to view or download (004-12).

        Raises:
            DocumentLost: its content is not there, or is not what was added.
            PortMissing: the desk was opened without files.
            FilesUnavailable: it cannot be read now.
            Unknown: no such document here, or not one that the customer who asks may see.
        """
        id = document_id(document)
        known = read(
            self._context, "customers.open_document", lambda reader: self._document(id, reader)
        )
        return opened(self._context, known)

    def show_document(self, document: Document | str, to_customer: bool = True) -> Document:
        """Set the switch *show to customer* of a document (004-14).

        Raises:
            Unknown: no such document here.
        """
        id, shown = document_id(document), truth(to_customer, "to_customer")

        def decide(unit: Unit, now: DateTime) -> Decision[Document]:
            before = self._document(id, unit)
            after = before.shown(to_customer=shown)
            if after == before:
                return Decision(result=before, changes=(), happened=())
            happened = document_event(EventKind.DOCUMENT_SHOWN, after, visible=shown)
            return Decision(result=after, changes=[Put(after)], happened=[happened])

        return self._on_document("show_document", id, decide)

    def remove_document(self, document: Document | str) -> Document:
        """Take a document away, with its content (004-12); the result is what it was.

        Raises:
            Unknown: no such document here.
        """
        id = document_id(document)

        def decide(unit: Unit, now: DateTime) -> Decision[Document]:
            known = self._document(id, unit)
            happened = document_event(EventKind.DOCUMENT_REMOVED, known)
            changes: list[Change] = [Remove(known), looked_for(known.file, now)]
            return Decision(result=known, changes=changes, happened=[happened])

        removed = self._on_document("remove_document", id, decide)
        remove_now(self._context, [removed.file])
        return removed

    def _add(self, draft: Document, raw: bytes, key: Key | None) -> Document:
        files, context = files_of(self._context), self._context
        if self._announce(draft, key):
            files.put(draft.file, raw)
        command = Command(
            name=_ADD,
            stream=Ref(Customer, draft.customer_id),
            decide=lambda unit, now: self._added(draft, unit, now),
            key=key,
        )
        try:
            return carry_out(context, command, self._known_document)
        except FilesUnavailable:
            remove_late(context, draft.file)
            raise

    def _announce(self, draft: Document, key: Key | None) -> bool:
        """Expect that the content of *draft* is looked for, before there is any.

        Whether there will be: not where the *key* was used before.
        """
        before = Remembered(draft.added_by, _ADD, key.key if key else "")

        def attempt() -> bool:
            with self._context.store.begin(self._context.center) as unit:
                refuse_erased(card_of(draft.customer_id, unit))
                if key and unit.load(before)[before]:
                    return False
                at = self._context.clock.now() + PUT_WITHIN
                unit.save([looked_for(draft.file, at)])
            return True

        return rerun(self._context.store.owns, attempt)

    def _added(self, draft: Document, unit: Unit, now: DateTime) -> Decision[Document]:
        expected = ById(Due, due_key(DueKind.STRAY_FILE, draft.file))
        refuse_erased(card_of(draft.customer_id, unit))
        still = [due for due in unit.load(expected)[expected] if not due.attempts]
        if not still:
            raise FilesUnavailable("the desk's files", "putting the content took too long")
        document = evolve(draft, added_at=now)
        happened = document_event(
            EventKind.DOCUMENT_ADDED,
            document,
            size=document.size,
            visible=document.visible_to_customer,
        )
        changes: list[Change] = [Add(document), *map(Remove, still)]
        return Decision(result=document, changes=changes, happened=[happened])

    def _on_document(self, command: str, id: DocumentId, decide: Decide) -> Document:
        order = Command(
            name=f"customers.{command}",
            stream=Ref(Customer, OwnerOf(Document, id)),
            decide=decide,
        )
        return carry_out(self._context, order)

    def _known_document(self, id: str) -> Document:
        return read(
            self._context,
            "customers.documents",
            lambda reader: self._document(DocumentId(id), reader),
        )

    def _document(self, id: DocumentId, reader: Reader) -> Document:
        question = ById(Document, id)
        document = found(reader.load(question)[question], "document", id)
        refuse_foreign(self._context.actor, document.customer_id, "document", id)
        if not self._sees(document):
            raise Unknown("document", id)
        return document

    def _sees(self, document: Document) -> bool:
        return document.visible_to_customer or not isinstance(self._context.actor, Oneself)
