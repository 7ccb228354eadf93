"""A message as a letter: what is in it, and what cannot be smuggled into it."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from bookingcore.errors import InvalidInput, Undeliverable
from bookingcore.ports.letters import (
    ADDRESS_LENGTH_MAX,
    Sender,
    is_address,
    letter_id,
    letter_of,
    one_line,
    raw_letter,
)
from bookingcore.ports.messages import UNSUBSCRIBE_LENGTH_MAX, Message
from bookingcore.testing.contracts.messages import MESSAGE

NOON = datetime(2026, 7, 2, 12, tzinfo=UTC)
STUDIO = Sender.parse("Studio Roma <desk@studio.example>")
INVITATION = "BEGIN:VCALENDAR\r\nMETHOD:{}\r\nSUMMARY:Città\r\nEND:VCALENDAR\r\n"
HEADERS = {
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
}


def raw(message: Message) -> bytes:
    """*message* as it travels."""
    return raw_letter(letter_of(message, STUDIO, at=NOON))


def read(message: Message) -> EmailMessage:
    """*message* as another program reads it."""
    letter = message_from_bytes(raw(message), policy=default)
    assert isinstance(letter, EmailMessage)
    return letter


def test_a_letter_says_who_writes_to_whom_when_and_that_it_was_a_machine() -> None:
    letter = read(MESSAGE)

    assert str(letter["From"]) == "Studio Roma <desk@studio.example>"
    assert str(letter["To"]) == "anna@example.org"
    assert letter["Date"].datetime == NOON
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["List-Unsubscribe"] is None
    assert letter.get_content_type() == "text/plain"


def test_a_message_may_come_from_somebody_with_another_name() -> None:
    assert str(read(evolve(MESSAGE, sender_name="Ada"))["From"]) == "Ada <desk@studio.example>"


def test_text_comes_before_html_and_an_invitation_is_attached() -> None:
    calendar = INVITATION.format("CANCEL")
    letter = read(evolve(MESSAGE, html="<p>È fatta!</p>", calendar=calendar))
    plain, html = letter.get_body(("plain",)), letter.get_body(("html",))
    [invitation] = letter.iter_attachments()

    assert plain is not None
    assert html is not None
    assert [part.get_content_type() for part in letter.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
    ]
    assert html.get_content().strip() == "<p>È fatta!</p>"
    assert invitation["Content-Type"].params["method"] == "CANCEL"
    assert invitation["Content-Transfer-Encoding"] == "base64"
    assert invitation.get_payload(decode=True) == calendar.encode()


def test_an_invitation_that_does_not_say_what_for_invites() -> None:
    [invitation] = read(evolve(MESSAGE, calendar="BEGIN:VCALENDAR")).iter_attachments()

    assert isinstance(invitation, EmailMessage)
    assert invitation["Content-Type"].params["method"] == "REQUEST"


def test_one_click_takes_the_recipient_off_the_list() -> None:
    url = "https://studio.example/off?c=" + "7" * (UNSUBSCRIBE_LENGTH_MAX - 29)
    letter = message_from_bytes(raw(evolve(MESSAGE, unsubscribe=url)))

    assert letter["List-Unsubscribe"] == f"<{url}>"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_nobody_posts_to_an_address() -> None:
    letter = read(evolve(MESSAGE, unsubscribe="mailto:off@studio.example?subject=off"))

    assert letter["List-Unsubscribe"] == "<mailto:off@studio.example?subject=off>"
    assert letter["List-Unsubscribe-Post"] is None


@pytest.mark.parametrize(
    "url",
    [
        "http://studio.example/off",
        "https://",
        "https://studio.example/off>, <https://thief.example",
        "https://studio.example/\r\nBcc: thief@example.org",
        "https://studio.example/off\n",
        "https://città.example/off",
        "https://studio.example/" + "x" * UNSUBSCRIBE_LENGTH_MAX,
        None,
    ],
)
def test_no_other_url_takes_anybody_off_a_list(url: Any) -> None:
    with pytest.raises(InvalidInput, match="unsubscribe"):
        evolve(MESSAGE, unsubscribe=url)


@pytest.mark.parametrize(
    "recipient",
    [
        "",
        "anna",
        "@example.org",
        "anna@",
        "anna@example.org@example.org",
        "Anna <anna@example.org>",
        "anna@example.org,thief@example.org",
        "anna@example.org thief@example.org",
        "anna@example.org\u2028thief@example.org",
        "anna@example.org\x00",
        "(anna)@example.org",
        '"anna"@example.org',
        "anna\ud800@example.org",
        "a" * (ADDRESS_LENGTH_MAX - 11) + "@example.org",
    ],
    ids=ascii,
)
def test_whoever_is_no_single_address_is_undeliverable(recipient: str) -> None:
    with pytest.raises(Undeliverable, match="no e-mail address"):
        letter_of(evolve(MESSAGE, recipient=recipient), STUDIO, at=NOON)


@pytest.mark.parametrize("text", ["a@b", "o'hara+7@mail.example.org", "dèsk@città.example"])
def test_a_single_address_is_one(text: str) -> None:
    assert is_address(text)


@given(st.text(max_size=200), st.text(max_size=80), st.text(max_size=300), st.text())
def test_whatever_is_said_no_header_is_added_and_nothing_is_lost(
    subject: str, name: str, body: str, id: str
) -> None:
    message = evolve(MESSAGE, subject=subject, sender_name=name, body=body, html=body, id=id)
    travelling = raw(message)
    plain, letter = message_from_bytes(travelling), read(message)
    shown, address = parseaddr(plain["From"].replace("\r\n", ""))
    wanted = one_line(name) or "Studio Roma"

    assert travelling.isascii()
    assert max(map(len, travelling.split(b"\r\n"))) <= 998
    assert set(letter.keys()) <= HEADERS
    assert str(letter["Subject"]).strip() == one_line(subject)
    assert " ".join(str(make_header(decode_header(shown))).split()) == " ".join(wanted.split())
    assert address == "desk@studio.example"
    assert letter["Message-ID"] == letter_id(message, STUDIO)


@given(st.text(st.characters(exclude_characters="\r", exclude_categories=["Cs"])))
def test_a_body_comes_back_as_it_was(body: str) -> None:
    """But for how its lines end, and that the last one ends too."""
    plain = read(evolve(MESSAGE, body=body)).get_body(("plain",))

    assert plain is not None
    back = plain.get_content().replace("\r\n", "\n")
    assert back.removesuffix("\n") == body.removesuffix("\n")


@given(st.text(), st.text())
def test_two_messages_have_two_names_and_one_has_one(one: str, other: str) -> None:
    ids = [letter_id(evolve(MESSAGE, id=id), STUDIO) for id in (one, one, other)]

    assert ids[0] == ids[1]
    assert (ids[0] == ids[2]) is (one == other)


@pytest.mark.parametrize("value", ["", "desk", "Studio <>", "dèsk@studio.example", 7, None])
def test_who_writes_has_an_address_in_ascii(value: object) -> None:
    with pytest.raises(InvalidInput, match="sender"):
        Sender.parse(value)
