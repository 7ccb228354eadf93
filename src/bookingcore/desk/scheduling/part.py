"""What every part of `desk.schedule` knows."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from bookingcore.desk.arguments import found, session_id
from bookingcore.desk.context import Context
from bookingcore.desk.running import read
from bookingcore.domain.bookings.eligibility import may_see
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.schedule.session import Session
from bookingcore.domain.values.actors import Oneself
from bookingcore.domain.values.ids import CustomerId
from bookingcore.errors import Unknown
from bookingcore.ports.questions import ById, Clashes, EntriesOf
from bookingcore.ports.store import Reader


@frozen
class Part:
    """A part of `desk.schedule`: each of them can read a session."""

    _context: Context

    def get(self, session: Session | str) -> Session:
        """The session as it is now.

        Raises:
            Unknown: no such session here; for a customer also one that is hidden from them, unless
                they are in it or wait for it (000-30).
        """
        question = ById(Session, session_id(session))

        def ask(reader: Reader) -> Session:
            known = found(reader.load(question)[question], "session", question.id)
            if not self._shown(reader, [known]) and not self._concerned(reader, known):
                raise Unknown("session", question.id)
            return known

        return read(self._context, "schedule.get", ask)

    def _shown(self, reader: Reader, sessions: Sequence[Session]) -> tuple[Session, ...]:
        """Those of *sessions* that the one who asks may see: for staff all of them."""
        actor = self._context.actor
        if not isinstance(actor, Oneself):
            return tuple(sessions)
        card = ById(Customer, actor.customer_id)
        cards = reader.load(card)[card]
        return tuple(each for each in sessions if all(may_see(known, each) for known in cards))

    def _concerned(self, reader: Reader, session: Session) -> bool:
        """Whether the customer who asks is in *session*, or waits for it."""
        actor = self._context.actor
        who = actor.customer_id if isinstance(actor, Oneself) else CustomerId("")
        inside, entries = Clashes(who, session.id), EntriesOf(who)
        answers = reader.load(inside, entries)
        waits = (entry.session_id for entry in answers[entries] if entry.open)
        there = {*waits, *(booking.session_id for booking in answers[inside])}
        return session.id in there
