"""Fakes that record: what would have been sent can be looked at."""

from __future__ import annotations

from bookingcore.domain.notifications.content import Content
from bookingcore.ports.renderer import Words
from bookingcore.testing.messages import Recording


class RecordingMailer(Recording):
    """A mailer whose letters stay in `sent`."""


class RecordingPush(Recording):
    """A push service whose notifications stay in `sent`."""


class RecordingSms(Recording):
    """A text message service whose messages stay in `sent`."""


class RecordingRenderer:
    """A renderer that writes the kind of a message instead of words.

    Attributes:
        contents: what was put into words, oldest first.
    """

    def __init__(self) -> None:
        self.contents: list[Content] = []

    def render(self, content: Content, /) -> Words:
        """The kind as the subject, and what stands in `text` as the body."""
        self.contents.append(content)
        return Words(subject=content.kind.value, body=content.text)
