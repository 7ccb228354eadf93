"""The studio in which the rules' examples are told."""

from __future__ import annotations

import pytest

from bookingcore import Desk, NotificationPolicy
from bookingcore.testing import (
    FakePayments,
    FrozenClock,
    RecordingMailer,
    RecordingPush,
    RecordingRenderer,
    RecordingSms,
    SeededChance,
)
from tests.desk.post import Post
from tests.desk.studio import Studio


@pytest.fixture
def studio(desk: Desk) -> Studio:
    """A small studio on each of the stores."""
    return Studio(desk)


@pytest.fixture
def post(desk: Desk, clock: FrozenClock) -> Post:
    """A desk on each of the stores that sends messages."""
    mailer, push, sms = RecordingMailer(), RecordingPush(), RecordingSms()
    renderer = RecordingRenderer()
    sending = Desk(
        desk.store,
        center="roma",
        clock=clock,
        chance=SeededChance(5),
        mailer=mailer,
        push=push,
        sms=sms,
        renderer=renderer,
        payments=FakePayments(),
    )
    sending.notifications.set_policy(NotificationPolicy())
    return Post(sending, clock, mailer, push, sms, renderer)
