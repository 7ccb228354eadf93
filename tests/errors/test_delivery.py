"""What is said of a message that did not arrive, and what is not said."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookingcore.errors import (
    MessagesForbidden,
    MessagesUnavailable,
    Misuse,
    TextsBroken,
    Unavailable,
    Undeliverable,
)
from bookingcore.errors.delivery import masked


@pytest.mark.parametrize(
    ("recipient", "shown"),
    [
        ("anna@example.org", "a…@example.org"),
        ("@example.org", "…@example.org"),
        ("a", "…a"),
        ("", "…"),
        ("+39 333 1234567", "…67"),
        ("https://push.example/s/s3cret", "https://push.example/…"),
        ("https://push.example?s3cret", "https://push.example/…"),
        ("anna@example.org\r\nBcc: b", "a…@example.org??Bcc: b"),
    ],
)
def test_a_recipient_is_shown_as_far_as_a_log_may_know(recipient: str, shown: str) -> None:
    assert masked(recipient) == shown


@given(st.text() | st.emails() | st.from_regex(r"https?://[a-z]{1,5}/\w*", fullmatch=True))
def test_what_is_masked_stays_as_it_is(recipient: str) -> None:
    error = Undeliverable("email", recipient, "unknown")

    assert masked(masked(recipient)) == masked(recipient)
    assert pickle.loads(pickle.dumps(error)).recipient == error.recipient


@given(st.emails())
def test_nobody_is_named_in_full(email: str) -> None:
    error = Undeliverable("email", email, "unknown", gone=True)
    said = f"{error} {error!r} {error.args} {error.told('it')} {error.told('es')}"

    assert email not in said


def test_a_wrong_password_is_a_service_that_is_away() -> None:
    """Whoever tries again on `MessagesUnavailable` tries this again too."""
    error = MessagesForbidden("smtp://mail.example:587", "535 wrong")

    assert isinstance(error, MessagesUnavailable)
    assert isinstance(error, Unavailable)
    assert str(error) == (
        "smtp://mail.example:587 does not let us in (535 wrong); correct the user name and "
        "password, or the key, that the adapter was opened with"
    )


def test_broken_texts_are_named_with_the_way_out() -> None:
    error = TextsBroken("welcome", "it", "texts/welcome.jinja:3", "'nmae' is\nundefined")

    assert isinstance(error, Misuse)
    assert str(error) == (
        "the message welcome in it: texts/welcome.jinja:3 cannot be used ('nmae' is undefined); "
        "mend it, or take it away to have the library's own words"
    )
    assert str(TextsBroken("", "", "texts/it.po", "no")).startswith("texts/it.po cannot be used")
