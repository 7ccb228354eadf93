"""What a command has read and written, so that who tells of it need not ask again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar, cast

from bookingcore.domain.catalog.policies import ServicePolicy
from bookingcore.domain.catalog.terms import Terms
from bookingcore.domain.values.changes import Add, Change, Put
from bookingcore.domain.values.ids import PolicyHash
from bookingcore.ports.questions import BookableService, BookableSession, ById, Question
from bookingcore.ports.store import Answers, Reader, Ref, Remember, Unit

T = TypeVar("T")


class Seen:
    """Rows by type and id, each as it is now."""

    def __init__(self) -> None:
        self._rows: dict[tuple[type[object], str], object] = {}
        self._policies: dict[PolicyHash, ServicePolicy] = {}
        self._missing: set[tuple[type[object], str]] = set()

    def get(self, row: type[T], id: str, /) -> T | None:
        """The row of that type with that id; None where it was not seen."""
        return cast("T | None", self._rows.get((row, id)))

    def policy(self, terms: PolicyHash) -> ServicePolicy | None:
        """What was promised; None where it was not seen."""
        return self._policies.get(terms)

    def add(self, row: object) -> None:
        """Take *row* for what it is now."""
        if isinstance(row, BookableSession):
            self._policies[row.session.terms] = row.policy
            row = row.session
        elif isinstance(row, BookableService):
            self._policies[row.service.terms] = row.policy
            row = row.service
        elif isinstance(row, Terms):
            self._policies[row.id] = row.policy
        id = getattr(row, "id", None)
        if id is not None:
            self._rows[(type(row), id)] = row

    def load(self, reader: Reader, *wanted: tuple[type[object], str]) -> list[object]:
        """Ask for those of the *wanted* rows that were not seen, in one trip; what was found."""
        missing = [ById(row, id) for row, id in dict.fromkeys(wanted) if not self._has(row, id)]
        if not missing:
            return []
        answers = reader.load(*missing)
        for question in missing:
            self.learn(question, answers)
        return [row for question in missing for row in answers[question]]

    def learn(self, question: Question[Any], answers: Answers) -> None:
        """Take what was answered for what is now; what was asked for by its id may not exist."""
        for row in answers[question]:
            self.add(row)
        if isinstance(question, ById) and not answers[question]:
            self._missing.add((question.row, question.id))

    def follow(
        self,
        reader: Reader,
        further: Callable[[object], Iterable[tuple[type[object], str]]],
        found: Sequence[object],
    ) -> None:
        """Ask for the rows to which those that were *found* lead *further*, level by level."""
        while found:
            found = self.load(reader, *(more for row in found for more in further(row)))

    def after(self, changes: Sequence[Change]) -> Seen:
        """These rows as they are once *changes* are saved."""
        seen = Seen()
        seen._rows, seen._policies = dict(self._rows), dict(self._policies)
        seen._missing = set(self._missing)
        for change in changes:
            if isinstance(change, Add | Put):
                seen.add(change.row)
        return seen

    def _has(self, row: type[object], id: str) -> bool:
        if row is Terms:
            return id in self._policies
        return (row, id) in self._rows or (row, id) in self._missing


class Watched(Unit):
    """A unit that keeps the answers, and asks for something along with the first questions."""

    def __init__(self, unit: Unit, along: Sequence[Question[Any]]) -> None:
        self._unit = unit
        self._along: Sequence[Question[Any]] = along
        self._answered: list[tuple[Sequence[Question[Any]], Answers]] = []

    def load(self, *asked: Question[Any]) -> Answers:
        """Answer all questions; see `Reader`."""
        questions = tuple(dict.fromkeys((*asked, *self._along)))
        self._along = ()
        answers = self._unit.load(*questions)
        self._answered.append((questions, answers))
        return answers

    def lock(self, *rows: Ref) -> None:
        """Wait for *rows*; see `Unit`."""
        self._unit.lock(*rows)

    def number(self, row: Ref) -> int | None:
        """The number of the lock; see `Unit`."""
        return self._unit.number(row)

    def save(self, changes: Sequence[Change | Remember]) -> None:
        """Write *changes*; see `Unit`."""
        self._unit.save(changes)

    def answer(self, question: Question[T]) -> tuple[T, ...]:
        """What was answered to *question*; asked now if it was not."""
        for questions, answers in self._answered:
            if question in questions:
                return answers[question]
        return self.load(question)[question]

    def answered(self) -> Seen:
        """The rows that were answered."""
        seen = Seen()
        for questions, answers in self._answered:
            for question in questions:
                seen.learn(question, answers)
        return seen
