"""How every command runs: lock and load, decide, save, all in one unit; again when it was raced.

A unit that lost a guard is run again: the pure decision, now seeing the truth, says why. In
somebody else's transaction nothing is run again; they are told to.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, Generic, TypeVar

from attrs import field, frozen
from pendulum import DateTime

from bookingcore.desk.arguments import digest_of, idempotency_key
from bookingcore.desk.context import Context
from bookingcore.desk.hearing import SUBSCRIPTIONS, heard_of
from bookingcore.desk.permissions import refuse_strangers
from bookingcore.desk.seen import Watched
from bookingcore.desk.standing import along
from bookingcore.desk.telling import told
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.schedule.session import Session
from bookingcore.domain.values.changes import Add, Change, Decision
from bookingcore.domain.values.events import VERSIONS, Event, Happened
from bookingcore.errors import (
    Conflict,
    Contended,
    IdempotencyKeyReused,
    OutcomeUnknown,
    Unavailable,
)
from bookingcore.ports.questions import Question, Remembered
from bookingcore.ports.store import Answers, LostGuard, Reader, Ref, Remember, Unit

T = TypeVar("T")

ATTEMPTS_MAX = 20
"""How often a unit of ours is run before `Contended` gives up."""


@frozen(kw_only=True)
class Key:
    """An idempotency key with what it stands for.

    Attributes:
        digest: of the resolved arguments.
    """

    key: str
    digest: str


def keyed(key: str | None, *arguments: object) -> Key | None:
    """The idempotency key of a call with these resolved *arguments*; None when none was given."""
    given = idempotency_key(key)
    return None if given is None else Key(key=given, digest=digest_of(*arguments))


@frozen(kw_only=True)
class Command(Generic[T]):
    """A command to carry out.

    Attributes:
        name: as in the table of permissions: `bookings.book`.
        stream: the row that is locked first; None when the command makes a new one. Events that
            neither a customer nor a session numbers are numbered by it.
        decide: loads what it needs and decides; called again when the unit is run again.
        key: set when the caller gave an idempotency key.
        made: the id of what the command made, to be remembered under the key.
    """

    name: str
    stream: Ref | None
    decide: Callable[[Unit, DateTime], Decision[T]]
    key: Key | None = None
    made: Callable[[T], str] = field(default=lambda result: str(result.id))


def carry_out(context: Context, command: Command[T], again: Callable[[str], T] | None = None) -> T:
    """Run *command* in a unit and return its result.

    *again* reads the entity with the remembered id, for a key that was used before.

    Raises:
        NotAllowed: the actor may not give this command.
        IdempotencyKeyReused: the key stands for other arguments.
        Conflict: somebody was faster, again and again, or in the host's transaction.
        OutcomeUnknown: the store was lost while it finished the command.
    """
    refuse_strangers(command.name, context.actor)
    try:
        return _known(context, command)
    except _Unchanged as unchanged:
        result: T = unchanged.result
        return result
    except _Replay as replay:
        if again is None:  # pragma: no cover - every keyed command says how to read its result
            raise
        return again(replay.result)


def _known(context: Context, command: Command[T]) -> T:
    """Run *command* until its outcome is known, where a key makes it safe to give it again."""

    def attempt() -> T:
        return rerun(context.store.owns, lambda: _once(context, command))

    try:
        return attempt()
    except OutcomeUnknown:
        if command.key is None:
            raise
        # The key finds what was done. Where the store is still away, nobody knows: so say that.
        with suppress(Unavailable):
            return attempt()
        raise


def rerun(owns: bool, attempt: Callable[[], T]) -> T:
    """*attempt*, run again each time it loses a guard; in the host's transaction only once.

    Raises:
        Conflict: in the host's transaction, which has to be run again as a whole.
        Contended: it lost `ATTEMPTS_MAX` times in a row.
    """
    for _ in range(ATTEMPTS_MAX):
        try:
            return attempt()
        except LostGuard as lost:
            if not owns:
                raise Conflict("transaction") from lost
    raise Contended("command", ATTEMPTS_MAX)


def _once(context: Context, command: Command[T]) -> T:
    with context.store.begin(context.center) as begun:
        now = context.clock.now()
        watched = Watched(begun, (*along(context), SUBSCRIPTIONS))
        unit = _Keyed(watched, context, command) if command.key else watched
        if command.stream:
            unit.lock(command.stream)
        decision = command.decide(unit, now)
        if not decision.changes and not decision.happened and not command.key:
            # What changes nothing leaves no number behind either.
            raise _Unchanged(decision.result)
        # Under the lock, which the decision may have waited for: so that a history reads in order,
        # and a message finds the event that it tells of.
        at = context.clock.now()
        decision = told(context, watched, decision, at)
        number = partial(_number, unit, command.stream, _new_cards(decision))
        events = list(_events(decision.happened, context, number, at))
        written = [*decision.changes, *map(Add, events)]
        heard = heard_of(watched, events, decision.changes)
        unit.save([*_remember(context, command, decision.result), *written, *heard])
    return decision.result


def _number(unit: Unit, first: Ref | None, new: Collection[str], happened: Happened) -> int:
    """The number that the lock on its stream gave; 1 where the stream begins with it.

    Raises:
        LostGuard: the customer is not locked. Who owned the row that was locked has been absorbed
            meanwhile, by whose row it is now.
    """
    if happened.by_customer is not None:
        number = unit.number(Ref(Customer, happened.stream))
        if number is None and happened.stream not in new:
            raise LostGuard(f"customer {happened.stream} is not locked")
        return number or 1
    if happened.stream == happened.session_id:
        return unit.number(Ref(Session, happened.stream)) or 1
    return (unit.number(first) if first else None) or 1


def _new_cards(decision: Decision[Any]) -> frozenset[str]:
    """The customers who begin with *decision*, whom nobody could lock."""
    added = (change.row for change in decision.changes if isinstance(change, Add))
    return frozenset(row.id for row in added if isinstance(row, Customer))


def _events(
    happened: Sequence[Happened],
    context: Context,
    number: Callable[[Happened], int],
    now: DateTime,
) -> Iterator[Event]:
    for seq, each in enumerate(happened):
        yield Event(
            stream=each.stream,
            no=number(each),
            seq=seq,
            kind=each.kind,
            subject=each.subject,
            customer_id=each.customer_id,
            session_id=each.session_id,
            actor=context.actor,
            at=now,
            facts=each.facts,
            words=each.words,
            version=VERSIONS.get(each.kind, 1),
        )


def _remember(context: Context, command: Command[T], result: T) -> Iterator[Remember]:
    if command.key:
        yield Remember(
            actor=str(context.actor),
            command=command.name,
            key=command.key.key,
            digest=command.key.digest,
            result=command.made(result),
        )


class _Replay(Exception):
    """The key was used before: the unit is undone, and its first result is read again."""

    def __init__(self, result: str) -> None:
        super().__init__(result)
        self.result = result


class _Unchanged(Exception):
    """The command changes nothing: the unit is undone, the locks that it counted included."""

    def __init__(self, result: Any) -> None:
        super().__init__()
        self.result = result


class _Keyed(Unit):
    """A unit that asks for the idempotency key along with the first questions."""

    def __init__(self, unit: Unit, context: Context, command: Command[Any]) -> None:
        self._unit = unit
        self._command = command
        key = command.key.key if command.key else ""
        self._question: Remembered | None = Remembered(str(context.actor), command.name, key)

    def load(self, *asked: Question[Any]) -> Answers:
        if self._question is None:
            return self._unit.load(*asked)
        answers = self._unit.load(*asked, self._question)
        for remembered in answers[self._question]:
            key = self._command.key
            if key and remembered.digest != key.digest:
                raise IdempotencyKeyReused(self._command.name, key.key)
            raise _Replay(remembered.result)
        self._question = None
        return answers

    def lock(self, *rows: Ref) -> None:
        self._unit.lock(*rows)

    def number(self, row: Ref) -> int | None:
        return self._unit.number(row)

    def save(self, changes: Sequence[Change | Remember]) -> None:
        self._unit.save(changes)


def read(context: Context, query: str, ask: Callable[[Reader], T]) -> T:
    """Ask a snapshot of the center.

    Raises:
        NotAllowed: the actor may not ask this.
        Conflict: in the host's transaction, when that has to be run again as a whole.
    """
    refuse_strangers(query, context.actor)

    def attempt() -> T:
        with context.store.snapshot(context.center) as reader:
            return ask(reader)

    return rerun(context.store.owns, attempt)
