"""What the center writes by hand to many customers (001-02, 001-03, 001-16, 001-28, A26)."""

from __future__ import annotations

import pytest

from bookingcore import (
    Category,
    Channel,
    Channels,
    CustomerFilter,
    InvalidInput,
    Preferences,
    Unknown,
)
from tests.desk.post import Post

SERVICE = Category.SERVICE


def people(post: Post) -> dict[str, str]:
    """Ada and Bea with a label, Cleo who has left, Dora who has not verified; by name their ids."""
    ids: dict[str, str] = {}
    for name in ("Ada", "Bea", "Cleo", "Dora"):
        card = post.desk.customers.register(name=name, login_email=f"{name.lower()}@example.org")
        ids[name] = card.id
        if name != "Dora":
            post.desk.customers.activate(card)
        if name in {"Ada", "Bea"}:
            post.desk.customers.add_label(card, "vip")
    post.desk.customers.deregister(ids["Cleo"])
    post.desk.deliver()
    post.forget()
    return ids


def sent(post: Post) -> set[str]:
    post.desk.run_due()
    post.desk.deliver()
    return {mail.recipient.partition("@")[0] for mail in post.mails() if mail.kind == "manual"}


@pytest.mark.rule("001-02", "001-16", "001-28")
def test_without_a_filter_all_are_told_and_with_one_those_it_finds(post: Post) -> None:
    people(post)
    post.desk.notifications.send("Closed on Monday", subject="Holiday", category=SERVICE)
    assert sent(post) == {"ada", "bea", "cleo"}
    assert {(mail.kind, mail.body) for mail in post.mails()} == {("manual", "Closed on Monday")}

    post.forget()
    vips = CustomerFilter(label="vip", text="be")
    post.desk.notifications.send("For you", to=vips, category=SERVICE)
    assert sent(post) == {"bea"}


@pytest.mark.rule("001-03", "A26")
def test_those_who_have_left_are_told_too_but_not_the_unverified(post: Post) -> None:
    ids = people(post)
    post.desk.notifications.send("Come back", category=SERVICE)

    assert "cleo" in sent(post)
    assert post.told(post.desk.customers.get(ids["Dora"])) == [
        "EMAIL MANUAL WITHHELD UNVERIFIED",
        "PUSH MANUAL WITHHELD NO_ADDRESS",
    ]


@pytest.mark.rule("A26", "004-33", "A53")
def test_it_counts_as_marketing_unless_told_otherwise_and_needs_a_yes(post: Post) -> None:
    ids = people(post)
    yes = Preferences(marketing=Channels(email=True))
    post.desk.customers.set_preferences(ids["Ada"], yes)
    post.desk.notifications.send("Two for one")

    assert sent(post) == {"ada"}


@pytest.mark.rule("A26")
def test_it_can_be_narrowed_to_some_channels(post: Post) -> None:
    people(post)
    post.desk.notifications.send("Ping", category=SERVICE, channels={Channel.PUSH})

    assert sent(post) == set()


def test_it_is_written_page_by_page_and_tells_how_far_it_has_come(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bookingcore.desk.announcing.PAGE", 2)
    people(post)
    announcement = post.desk.notifications.send("Hello", category=SERVICE)
    before = post.desk.notifications.progress(announcement)
    assert (before.done, before.waiting) == (False, 0)

    post.desk.run_due()
    written = post.desk.notifications.progress(announcement.id)
    assert (written.done, written.waiting, written.sent) == (True, 3, 0)
    assert {why.name: number for why, number in written.withheld.items()} == {
        "UNVERIFIED": 1,
        "NO_ADDRESS": 4,
    }
    post.desk.deliver()
    assert post.desk.notifications.progress(announcement).sent == 3


def test_the_same_key_writes_it_once(post: Post) -> None:
    people(post)
    first = post.desk.notifications.send("Hello", category=SERVICE, key="k1")
    assert post.desk.notifications.send("Hello", category=SERVICE, key="k1").id == first.id
    post.desk.run_due()
    assert post.desk.notifications.progress(first).waiting == 3


def test_what_cannot_be_meant_is_refused(post: Post) -> None:
    send = post.desk.notifications.send
    for wrong in (
        {"text": ""},
        {"text": "x", "to": "everybody"},
        {"text": "x", "category": "all"},
        {"text": "x", "channels": ["fax"]},
    ):
        with pytest.raises(InvalidInput):
            send(**wrong)
    with pytest.raises(Unknown):
        post.desk.notifications.progress("0198-none")
