"""What staff write beside a card: notes, labels, tasks (002-20, 002-22, 002-25)."""

from __future__ import annotations

from functools import partial

from attrs import evolve, frozen
from pendulum import DateTime

from bookingcore.desk.arguments import Day, found, note_id, task_id
from bookingcore.desk.people.part import Part
from bookingcore.desk.redirecting import card_of, read_of
from bookingcore.desk.running import Command, carry_out, read
from bookingcore.domain.customers.account import card_event, edited
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.customers.notes import Note, Task
from bookingcore.domain.values.changes import Add, Decision, Put
from bookingcore.domain.values.checks import name, text, whole
from bookingcore.domain.values.events import EventKind, Happened
from bookingcore.domain.values.ids import CustomerId, NoteId, TaskId
from bookingcore.domain.values.moments import as_date
from bookingcore.errors import InvalidInput, TaskDone
from bookingcore.ports.people import OpenTasks, Owned
from bookingcore.ports.questions import ById, OwnerOf
from bookingcore.ports.store import Reader, Ref, Unit

LABELS_MAX = 50
TASKS_MAX = 1000


@frozen
class Noting(Part):
    """Notes, labels and tasks: for staff only."""

    def add_note(self, customer: Customer | str, text: str, *, key: str | None = None) -> Note:
        """Write a note beside the card (002-20, 002-25).

        Args:
            customer: whose card.
            text: 1 to 10,000 characters.
            key: idempotency key.

        Raises:
            InvalidInput: no text.
            Unknown: no such customer here.
            CustomerNotActive: the card was erased.
        """
        id, words = NoteId(self._context.new_id()), _words(text)

        def write(card: Customer, unit: Unit, now: DateTime) -> Decision[Note]:
            by = str(self._context.actor)
            note = Note(id=id, customer_id=card.id, text=words, made_at=now, made_by=by)
            happened = card_event(EventKind.NOTE_ADDED, card, {"note": id})
            return Decision(result=note, changes=[Add(note)], happened=[happened])

        return self._beside("add_note", customer, write, self._note, key, words)

    def notes(self, customer: Customer | str) -> tuple[Note, ...]:
        """The notes beside the card, oldest first.

        Raises:
            Unknown: no such customer here.
        """

        def ask(id: CustomerId, reader: Reader) -> tuple[Note, ...]:
            card_of(id, reader)
            notes = reader.load(Owned(Note, id))[Owned(Note, id)]
            return tuple(sorted(notes, key=lambda note: (note.made_at, note.id)))

        return read_of(self._context, "customers.notes", customer, ask)

    def add_label(self, customer: Customer | str, label: str) -> Customer:
        """Put a label on the card, by which `find(label=...)` finds it (002-22).

        Args:
            customer: whose card.
            label: 1 to 200 characters; adding it again changes nothing. At most 50 labels.

        Raises:
            InvalidInput: no label, or one too many.
            Unknown: no such customer here.
            CustomerNotActive: the card was erased.
        """
        word = name(label, "label")

        def edit(before: Customer, unit: Unit, now: DateTime) -> Decision[Customer]:
            labels = tuple(sorted({*before.labels, word}))
            if len(labels) > LABELS_MAX:
                raise InvalidInput("label", word, f"take one off first: {LABELS_MAX} are the most")
            after = evolve(before, labels=labels)
            return edited(before, after, EventKind.LABEL_ADDED, words={"label": word})

        return self._edit("add_label", customer, edit)

    def remove_label(self, customer: Customer | str, label: str) -> Customer:
        """Take a label off the card; where it has no such label nothing changes.

        Raises:
            InvalidInput: no label.
            Unknown: no such customer here.
            CustomerNotActive: the card was erased.
        """
        word = name(label, "label")

        def edit(before: Customer, unit: Unit, now: DateTime) -> Decision[Customer]:
            after = evolve(before, labels=tuple(each for each in before.labels if each != word))
            return edited(before, after, EventKind.LABEL_REMOVED, words={"label": word})

        return self._edit("remove_label", customer, edit)

    def add_task(
        self, customer: Customer | str, text: str, *, due_on: Day, key: str | None = None
    ) -> Task:
        """Have something done for the customer by a day: a follow-up reminder (002-25).

        Args:
            customer: for whom.
            text: what is to be done, 1 to 10,000 characters.
            due_on: the day, by the center's calendar; it may be past.
            key: idempotency key.

        Raises:
            InvalidInput: no text, or no day.
            Unknown: no such customer here.
            CustomerNotActive: the card was erased.
        """
        id, words, day = TaskId(self._context.new_id()), _words(text), as_date(due_on, "due_on")

        def write(card: Customer, unit: Unit, now: DateTime) -> Decision[Task]:
            by = str(self._context.actor)
            task = Task(id=id, customer_id=card.id, text=words, due_on=day, made_at=now, made_by=by)
            happened = _about(task, EventKind.TASK_ADDED, due_on=day.isoformat())
            return Decision(result=task, changes=[Add(task)], happened=[happened])

        return self._beside("add_task", customer, write, self._task, key, words, day)

    def complete_task(self, task: Task | str) -> Task:
        """Mark a task as done.

        Raises:
            TaskDone: it was done before.
            Unknown: no such task here.
        """
        id = task_id(task)

        def decide(unit: Unit, now: DateTime) -> Decision[Task]:
            known = _task_in(id, unit)
            if not known.open:
                raise TaskDone(id)
            done = known.completed(now, str(self._context.actor))
            happened = _about(done, EventKind.TASK_COMPLETED)
            return Decision(result=done, changes=[Put(done)], happened=[happened])

        stream = Ref(Customer, OwnerOf(Task, id))
        command = Command(name="customers.complete_task", stream=stream, decide=decide)
        return carry_out(self._context, command)

    def tasks(
        self,
        customer: Customer | str | None = None,
        *,
        until: Day | None = None,
        limit: int = 100,
    ) -> tuple[Task, ...]:
        """Tasks: all of a customer's, or those of the whole center that are still to be done.

        Args:
            customer: whose; None for everybody's, of which only the open ones are listed.
            until: only those due by this day; None for any day.
            limit: how many of the center's at most, 1 to 1,000; in order of day.

        Raises:
            Unknown: no such customer here.
        """
        day = None if until is None else as_date(until, "until")
        most = whole(limit, "limit", 1, TASKS_MAX)
        if customer is None:
            question = OpenTasks(day, most)
            return read(
                self._context, "customers.tasks", lambda reader: reader.load(question)[question]
            )

        def ask(id: CustomerId, reader: Reader) -> tuple[Task, ...]:
            card_of(id, reader)
            tasks = reader.load(Owned(Task, id))[Owned(Task, id)]
            due = [task for task in tasks if day is None or task.due_on <= day]
            return tuple(sorted(due, key=lambda task: (task.due_on, task.id)))

        return read_of(self._context, "customers.tasks", customer, ask)

    def _note(self, id: str) -> Note:
        question = ById(Note, note_id(id))
        return read(
            self._context,
            "customers.notes",
            lambda reader: found(reader.load(question)[question], "note", id),
        )

    def _task(self, id: str) -> Task:
        return read(self._context, "customers.tasks", partial(_task_in, task_id(id)))


def _words(given: str) -> str:
    return text(given, "text", required=True)


def _task_in(id: TaskId, reader: Reader) -> Task:
    question = ById(Task, id)
    return found(reader.load(question)[question], "task", id)


def _about(task: Task, kind: EventKind, **facts: str) -> Happened:
    return Happened(kind=kind, subject=task.id, customer_id=task.customer_id, facts=dict(facts))
