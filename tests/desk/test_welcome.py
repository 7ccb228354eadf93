"""The welcome: sent by itself, and by hand at any time, so that a customer can get in."""

from __future__ import annotations

import pytest

from bookingcore import Customer, CustomerNotActive, Desk, EventKind, NoLoginEmail, PortMissing
from bookingcore.domain.values.changes import Expect
from bookingcore.domain.values.due import Due, DueKind
from bookingcore.testing import FrozenClock, SeededChance
from tests.desk.post import ADDRESS, Post


def told(desk: Desk, customer: Customer) -> list[str]:
    kinds = (EventKind.WELCOME_ASKED, EventKind.WELCOME_SENT)
    events = desk.customers.history(customer, kinds=kinds).events
    return [event.kind.name for event in reversed(events)]


@pytest.mark.rule("000-45", "000-41", "A42")
def test_after_absorbing_staff_send_the_welcome_so_that_the_customer_can_get_in(
    post: Post,
) -> None:
    desk = post.desk
    old = desk.customers.register(name="Ana", email=ADDRESS, language="it")
    desk.customers.activate(old)
    new = desk.customers.register(name="Anna")
    desk.deliver()
    post.forget()
    post.clock.advance(minutes=1)
    desk.customers.absorb(into=new, old=old)
    desk.notifications.send_welcome(new)
    assert post.mails() == []

    post.clock.advance(minutes=1)
    assert desk.deliver().sent == 1
    [mail], [content] = post.mails(), post.renderer.contents
    assert (mail.kind, mail.channel, mail.recipient) == ("welcome", "email", ADDRESS)
    assert (content.language, content.center, content.name) == ("it", "roma", "Anna")
    assert content.login == ADDRESS
    assert desk.customers.activate(new).notice_email == ADDRESS
    assert told(desk, new)[-2:] == ["WELCOME_ASKED", "WELCOME_SENT"]
    assert desk.verify() == ()


@pytest.mark.rule("000-46")
def test_it_can_be_sent_by_hand_at_any_time(post: Post) -> None:
    """Before the first access and after it, and again."""
    desk = post.desk
    anna = desk.customers.register(name="Anna", login_email=ADDRESS, email="other@example.org")
    desk.deliver()
    post.forget()
    for act in (lambda: None, lambda: desk.customers.activate(anna), lambda: None):
        act()
        post.clock.advance(days=1)
        desk.notifications.send_welcome(anna)
        desk.deliver()

    assert [mail.recipient for mail in post.mails()] == [ADDRESS] * 3
    assert len({mail.id for mail in post.mails()}) == 3


def test_asked_for_twice_before_it_goes_out_it_is_sent_once(post: Post) -> None:
    anna = post.desk.customers.register(name="Anna", email=ADDRESS)
    post.desk.notifications.send_welcome(anna)
    post.desk.notifications.send_welcome(anna)
    post.desk.deliver()

    assert len(post.mails()) == 1
    assert post.desk.next_delivery() is None


def test_it_follows_a_card_that_was_absorbed_meanwhile(post: Post) -> None:
    old = post.desk.customers.register(name="Ana", login_email=ADDRESS)
    new = post.desk.customers.register(name="Anna")
    post.desk.customers.absorb(into=new, old=old)
    post.desk.deliver()

    assert [mail.recipient for mail in post.mails()] == [ADDRESS]
    assert [content.name for content in post.renderer.contents] == ["Anna"]
    assert [content.login for content in post.renderer.contents] == [ADDRESS]
    assert post.desk.verify() == ()


@pytest.mark.parametrize("gone", ["erased", "without an address"])
def test_nobody_is_welcomed_who_cannot_be_any_more(post: Post, gone: str) -> None:
    anna = post.desk.customers.register(name="Anna", email=ADDRESS)
    if gone == "erased":
        post.desk.customers.erase(anna)
    else:
        post.desk.customers.update(anna, email=None)

    assert post.delivered() == []
    [delivery] = post.desk.notifications.history(anna)
    assert delivery.reason is not None
    assert delivery.reason.name == "NO_ADDRESS"
    assert post.desk.verify() == ()


def test_who_cannot_be_welcomed_is_refused(post: Post, clock: FrozenClock) -> None:
    desk = post.desk
    nobody = desk.customers.register(name="Nobody")
    with pytest.raises(NoLoginEmail):
        desk.notifications.send_welcome(nobody)
    anna = desk.customers.register(name="Anna", email=ADDRESS)
    desk.customers.erase(anna)
    with pytest.raises(CustomerNotActive):
        desk.notifications.send_welcome(anna)
    ugo = desk.customers.register(name="Ugo", email="ugo@example.org")
    bare = Desk(desk.store, center="roma", clock=clock, chance=SeededChance(6))
    with pytest.raises(PortMissing):
        bare.notifications.send_welcome(ugo)


def test_one_that_an_older_version_was_asked_for_is_sent_too(post: Post) -> None:
    """Then it was work that fell due, and no message yet."""
    anna = post.desk.customers.register(name="Anna", email=ADDRESS)
    post.desk.deliver()
    post.forget()
    due = Due(kind=DueKind.WELCOME, subject=anna.id, due_at=post.clock.now())
    with post.desk.store.begin(post.desk.center) as unit:
        unit.save([Expect(due)])

    assert post.desk.run_due().done == {DueKind.WELCOME: 1}
    assert post.delivered() == ["email welcome"]
    assert post.desk.run_due().done == {}
