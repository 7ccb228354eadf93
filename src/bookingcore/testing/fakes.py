"""Fakes that record: what would have been sent can be looked at."""

from __future__ import annotations

from bookingcore.testing.messages import Recording


class RecordingMailer(Recording):
    """A mailer whose letters stay in `sent`."""


class RecordingPush(Recording):
    """A push service whose notifications stay in `sent`."""


class RecordingSms(Recording):
    """A text message service whose messages stay in `sent`."""
