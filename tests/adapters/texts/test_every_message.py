"""What holds for every message, in every language, on every channel."""

from __future__ import annotations

import re

import pytest

from bookingcore.domain.customers.preferences import Channel
from bookingcore.domain.notifications.catalogue import MessageKind
from bookingcore.errors import Language
from tests.adapters.texts.rendering import LANGUAGES, URL, Page, words

SMS_LENGTH_MAX = 300

every_kind = pytest.mark.parametrize("kind", MessageKind, ids=lambda kind: str(kind.value))
every_language = pytest.mark.parametrize("language", LANGUAGES)


@every_kind
@every_language
def test_every_letter_has_a_subject_and_says_the_same_twice(
    kind: MessageKind, language: Language
) -> None:
    letter = words(kind, language)
    page = Page(letter.html)

    assert letter.subject
    assert "\n" not in letter.subject
    assert page.languages == [language]
    assert letter.subject in page.text
    for line in letter.body.splitlines():
        said = re.sub(r"^[>-] |^.{1,20}: (?=.)", "", line).rstrip(":")
        assert said in " ".join(page.text) + URL
    assert "{" not in letter.body
    assert "None" not in letter.body


@every_kind
@every_language
def test_every_notification_has_a_title_and_a_short_body(
    kind: MessageKind, language: Language
) -> None:
    notification = words(kind, language, Channel.PUSH)

    assert notification.subject == words(kind, language).subject
    assert 0 < len(notification.body) <= 300
    assert notification.html == ""
    assert URL not in notification.body


@every_kind
@every_language
def test_every_text_message_is_short_and_says_who_writes(
    kind: MessageKind, language: Language
) -> None:
    message = words(kind, language, Channel.SMS)

    assert (message.subject, message.html) == ("", "")
    assert message.body.startswith("Studio Roma: ")
    assert len(message.body) <= SMS_LENGTH_MAX
    assert "\xa0" not in message.body


@every_kind
def test_every_language_has_words_of_its_own(kind: MessageKind) -> None:
    letters = [words(kind, language) for language in LANGUAGES]

    assert len({letter.subject for letter in letters}) == len(LANGUAGES)
    assert len({letter.body for letter in letters}) == len(LANGUAGES)


@every_kind
def test_a_letter_brings_nothing_from_elsewhere(kind: MessageKind) -> None:
    html = words(kind, link="").html

    assert "://" not in html
    assert "url(" not in html
    assert not {tag for tag, _ in Page(html).tags} & {"img", "link", "script", "iframe"}
