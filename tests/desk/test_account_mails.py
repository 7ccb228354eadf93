"""Mails about the account: welcome, password, login, verification (001-18 to 001-22)."""

from __future__ import annotations

import pytest

from bookingcore import Channel, ChannelRule, Links, MessageKind, NoLoginEmail, NotificationPolicy
from bookingcore.domain.customers.tokens import LIFETIMES, TokenPurpose
from tests.desk.post import ADDRESS, Post

PAGES = Links(
    login="https://studio.example/in?t={token}",
    reset="https://studio.example/new?t={token}",
    verify="https://studio.example/mine?t={token}",
)


def token(post: Post) -> str:
    return post.renderer.contents[-1].link.partition("t=")[2]


@pytest.mark.rule("001-18")
@pytest.mark.parametrize("by_staff", [True, False])
def test_whoever_registers_is_welcomed(post: Post, by_staff: bool) -> None:
    anna = post.desk.customers.register(name="Anna", login_email=ADDRESS)

    assert post.delivered() == ["email welcome"]
    assert post.desk.deliver().sent == 0
    [history] = post.desk.notifications.history(anna)
    assert history.kind is MessageKind.WELCOME


def test_a_center_that_brings_its_customers_along_need_not_welcome_them(post: Post) -> None:
    off = ChannelRule(kind=MessageKind.WELCOME, channels=frozenset())
    post.desk.notifications.set_policy(NotificationPolicy(rules=(off,)))
    post.desk.customers.register(name="Anna", login_email=ADDRESS)

    assert post.delivered() == []


@pytest.mark.rule("001-19")
def test_a_password_is_reset_by_a_link_that_comes_on_request(post: Post) -> None:
    post.desk.notifications.set_policy(NotificationPolicy(links=PAGES))
    anna = post.anna(verified=False)
    post.desk.by(anna).notifications.request_password_reset(anna)

    assert post.delivered() == ["email password_reset"]
    assert post.desk.customers.reset_password(token(post)).id == anna.id


@pytest.mark.rule("001-20")
def test_one_click_logs_in_by_a_link_that_comes_on_request(post: Post) -> None:
    post.desk.notifications.set_policy(NotificationPolicy(links=PAGES))
    anna = post.anna(verified=False)
    post.desk.by(anna).notifications.request_magic_link(anna)

    assert post.delivered() == ["email magic_link"]
    assert post.desk.customers.redeem_login(token(post)).id == anna.id


def test_without_a_pattern_the_token_itself_comes(post: Post) -> None:
    anna = post.anna(verified=False)
    post.desk.by(anna).notifications.request_magic_link(anna)
    post.desk.deliver()

    assert post.desk.customers.redeem_login(post.renderer.contents[-1].link).id == anna.id


@pytest.mark.rule("001-21", "001-22")
def test_all_who_are_not_verified_are_asked_to_and_nobody_else(post: Post) -> None:
    post.anna()
    for name in ("Bea", "Cleo"):
        post.desk.customers.register(name=name, email=f"{name.lower()}@example.org")
    post.desk.customers.register(name="Dora")
    post.desk.deliver()
    post.forget()

    assert post.desk.notifications.ask_to_verify() == 2
    assert post.delivered() == ["email verify_email"] * 2
    assert {mail.recipient for mail in post.mails()} == {"bea@example.org", "cleo@example.org"}
    assert post.desk.notifications.ask_to_verify() == 0


def test_a_link_that_has_run_out_is_not_sent_any_more(post: Post) -> None:
    anna = post.anna(verified=False)
    post.desk.by(anna).notifications.request_magic_link(anna)
    post.clock.advance(seconds=LIFETIMES[TokenPurpose.LOGIN].total_seconds())

    assert post.delivered() == []
    assert post.told(anna) == ["EMAIL MAGIC_LINK WITHHELD OBSOLETE"]


def test_without_a_login_address_nobody_can_be_sent_a_link(post: Post) -> None:
    anna = post.anna(verified=False, login_email=None)
    with pytest.raises(NoLoginEmail):
        post.desk.notifications.request_magic_link(anna)
    assert post.desk.notifications.ask_to_verify(anna) == 0


def test_who_has_verified_is_not_asked_again(post: Post) -> None:
    assert post.desk.notifications.ask_to_verify(post.anna()) == 0


def test_more_customers_than_fit_on_a_page_are_all_asked(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bookingcore.desk.notifications._PAGE", 2)
    for number in range(5):
        post.desk.customers.register(name=f"C{number}", email=f"c{number}@example.org")

    assert post.desk.notifications.ask_to_verify() == 5
    assert Channel.EMAIL in post.desk.notifications.policy().channels(MessageKind.VERIFY_EMAIL)
