"""What every part of `desk.schedule` knows."""

from __future__ import annotations

from attrs import frozen

from bookingcore.desk.arguments import found, session_id
from bookingcore.desk.context import Context
from bookingcore.desk.running import read
from bookingcore.domain.schedule.session import Session
from bookingcore.ports.questions import ById


@frozen
class Part:
    """A part of `desk.schedule`: each of them can read a session."""

    _context: Context

    def get(self, session: Session | str) -> Session:
        """The session as it is now.

        Raises:
            Unknown: no such session here.
        """
        question = ById(Session, session_id(session))
        return read(
            self._context,
            "schedule.get",
            lambda reader: found(reader.load(question)[question], "session", question.id),
        )
