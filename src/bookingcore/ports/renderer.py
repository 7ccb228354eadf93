"""The port that puts what a message says into words."""

from __future__ import annotations

from typing import Protocol

from attrs import frozen

from bookingcore.domain.notifications.content import Content


@frozen(kw_only=True)
class Words:
    """A message in words.

    Attributes:
        subject: one line; empty for SMS.
        body: plain text that reads well by itself; for push and SMS all that there is.
        html: the body once more; empty for push and SMS.
        calendar: an iCalendar text that comes along; empty for none.
    """

    subject: str
    body: str
    html: str = ""
    calendar: str = ""


class Renderer(Protocol):
    """Puts content into words."""

    def render(self, content: Content, /) -> Words:
        """*content* in its language, written as that language writes times, money and numbers.

        What customers and staff wrote stands in it as they wrote it, and is never taken for
        markup. The same content gives the same words.

        Raises:
            TextsBroken: a template of the host's cannot be used, or a word has no translation.
        """
