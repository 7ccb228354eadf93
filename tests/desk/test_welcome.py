"""The welcome: sent by hand at any time, so that a customer can get in (000-45, 000-46)."""

from __future__ import annotations

import pytest

from bookingcore import (
    Customer,
    CustomerNotActive,
    Desk,
    DueReport,
    EventKind,
    NoLoginEmail,
    PortMissing,
    Unavailable,
)
from bookingcore.domain.values.due import DueKind
from bookingcore.testing import FrozenClock, RecordingMailer, SeededChance

ADDRESS = "anna@example.org"


@pytest.fixture
def mailer() -> RecordingMailer:
    return RecordingMailer()


@pytest.fixture
def front(desk: Desk, clock: FrozenClock, mailer: RecordingMailer) -> Desk:
    """The desk with a mailer."""
    return Desk(desk.store, center="roma", clock=clock, chance=SeededChance(5), mailer=mailer)


def told(desk: Desk, customer: Customer) -> list[str]:
    kinds = (EventKind.WELCOME_ASKED, EventKind.WELCOME_SENT)
    events = desk.customers.history(customer, kinds=kinds).events
    return [event.kind.name for event in reversed(events)]


@pytest.mark.rule("000-45", "000-41", "A42")
def test_after_absorbing_staff_send_the_welcome_so_that_the_customer_can_get_in(
    front: Desk, mailer: RecordingMailer
) -> None:
    old = front.customers.register(name="Ana", email=ADDRESS, language="it")
    front.customers.activate(old)
    new = front.customers.register(name="Anna")
    front.customers.absorb(into=new, old=old)
    front.notifications.send_welcome(new)
    assert mailer.sent == []

    assert front.run_due() == DueReport(done={DueKind.WELCOME: 1})
    [mail] = mailer.sent
    assert (mail.kind, mail.channel, mail.recipient) == ("welcome", "email", ADDRESS)
    assert (mail.language, mail.subject) == ("it", "Benvenuto in roma")
    assert "Anna" in mail.body
    assert ADDRESS in mail.body
    assert front.customers.activate(new).notice_email == ADDRESS
    assert told(front, new) == ["WELCOME_ASKED", "WELCOME_SENT"]
    assert front.verify() == ()


@pytest.mark.rule("000-46")
def test_it_can_be_sent_by_hand_at_any_time(
    front: Desk, mailer: RecordingMailer, clock: FrozenClock
) -> None:
    """Before the first access and after it, and again."""
    anna = front.customers.register(name="Anna", login_email=ADDRESS, email="other@example.org")
    for act in (lambda: None, lambda: front.customers.activate(anna), lambda: None):
        act()
        clock.advance(days=1)
        front.notifications.send_welcome(anna)
        front.run_due()

    assert [mail.recipient for mail in mailer.sent] == [ADDRESS] * 3
    assert [mail.subject for mail in mailer.sent] == ["Benvenuto in roma"] * 3
    assert len({mail.id for mail in mailer.sent}) == 3


def test_asked_for_twice_before_it_goes_out_it_is_sent_once(
    front: Desk, mailer: RecordingMailer
) -> None:
    anna = front.customers.register(name="Anna", email=ADDRESS)
    front.notifications.send_welcome(anna)
    front.notifications.send_welcome(anna)
    front.run_due()
    front.run_due()

    assert len(mailer.sent) == 1
    assert front.next_due() is None


def test_while_the_mailer_is_down_it_waits_and_then_is_the_same_message(
    front: Desk, mailer: RecordingMailer, clock: FrozenClock
) -> None:
    anna = front.customers.register(name="Anna", email=ADDRESS)
    front.notifications.send_welcome(anna)
    mailer.down = True
    [failure] = front.run_due().failed
    assert (failure.kind, failure.subject) == (DueKind.WELCOME, anna.id)
    assert isinstance(failure.error, Unavailable)

    mailer.down = False
    assert front.run_due().done == {}
    clock.advance(minutes=1)
    assert front.run_due().done == {DueKind.WELCOME: 1}
    assert len(mailer.sent) == 1


def test_a_worker_that_dies_after_sending_has_the_same_message_sent_again(
    front: Desk, mailer: RecordingMailer, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = front.customers.register(name="Anna", email=ADDRESS)
    front.notifications.send_welcome(anna)

    class Killed(BaseException):
        pass

    def dies(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("bookingcore.desk.notifications.decide_welcomed", dies)
        with pytest.raises(Killed):
            front.run_due()
    clock.advance(minutes=1)
    front.run_due()

    assert len({mail.id for mail in mailer.sent}) == 1
    assert len(mailer.sent) == 2
    assert told(front, anna) == ["WELCOME_ASKED", "WELCOME_SENT"]


def test_it_follows_a_card_that_was_absorbed_meanwhile(
    front: Desk, mailer: RecordingMailer
) -> None:
    old = front.customers.register(name="Ana", email=ADDRESS)
    front.notifications.send_welcome(old)
    new = front.customers.register(name="Anna")
    front.customers.absorb(into=new, old=old)
    front.run_due()

    assert "Anna" in mailer.sent[0].body
    assert front.next_due() is None
    assert front.verify() == ()


@pytest.mark.parametrize("gone", ["erased", "without an address"])
def test_nobody_is_welcomed_who_cannot_be_any_more(
    front: Desk, mailer: RecordingMailer, gone: str
) -> None:
    anna = front.customers.register(name="Anna", email=ADDRESS)
    front.notifications.send_welcome(anna)
    if gone == "erased":
        front.customers.erase(anna)
    else:
        front.customers.update(anna, email=None)
    assert front.run_due() == DueReport(done={DueKind.WELCOME: 1})

    assert mailer.sent == []
    assert front.next_due() is None
    assert front.verify() == ()


@pytest.fixture
def bare(desk: Desk, clock: FrozenClock) -> Desk:
    """A desk without a mailer."""
    return Desk(desk.store, center="roma", clock=clock, chance=SeededChance(6))


def test_who_cannot_be_welcomed_is_refused(front: Desk, bare: Desk) -> None:
    nobody = front.customers.register(name="Nobody")
    with pytest.raises(NoLoginEmail):
        front.notifications.send_welcome(nobody)
    anna = front.customers.register(name="Anna", email=ADDRESS)
    front.customers.erase(anna)
    with pytest.raises(CustomerNotActive):
        front.notifications.send_welcome(anna)
    ugo = front.customers.register(name="Ugo", email="ugo@example.org")
    with pytest.raises(PortMissing):
        bare.notifications.send_welcome(ugo)
    assert front.next_due() is None


def test_a_desk_without_a_mailer_leaves_it_to_one_that_has_one(
    front: Desk, bare: Desk, mailer: RecordingMailer
) -> None:
    anna = front.customers.register(name="Anna", email=ADDRESS)
    front.notifications.send_welcome(anna)
    assert bare.run_due() == DueReport()
    assert bare.next_due() is None

    front.run_due()
    assert len(mailer.sent) == 1
