"""The catalogues of Italian and Spanish: every sentence, and nothing that is none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from jinja2.ext import babel_extract

from bookingcore.adapters.texts import tongue
from bookingcore.adapters.texts.typesetting import OURS, TEMPLATES
from bookingcore.domain.notifications.catalogue import MessageKind

KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2)}
OPTIONS = {"silent": "false", "newstyle_gettext": "true", "trim_blocks": "true"}

every_language = pytest.mark.parametrize("language", ["it", "es"])


def read(language: str) -> Catalog:
    """The catalogue as it stands in the file."""
    with (OURS / "catalogues" / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def sentences() -> Iterator[tuple[str, ...]]:
    """Every sentence of the templates; those with a plural have two forms."""
    for path in sorted(TEMPLATES.rglob("*.jinja")):
        with path.open("rb") as file:
            for _, _, said, _ in babel_extract(file, list(KEYWORDS), (), OPTIONS):
                forms = (said,) if isinstance(said, str) else said or ()
                yield tuple(form for form in forms if isinstance(form, str))
    with Path(tongue.__file__).open("rb") as file:
        for _, said, *_ in extract("python", file, KEYWORDS):
            yield (said,) if isinstance(said, str) else tuple(said or ())


def forms_of(message: Message) -> tuple[str, ...]:
    said = message.string
    return (said,) if isinstance(said, str) else tuple(said or ())


def placeholders(sentence: str) -> list[str]:
    return sorted(re.findall(r"%(?:\(\w+\))?.", sentence))


@every_language
def test_every_sentence_is_translated_and_no_translation_is_left_over(language: str) -> None:
    messages = [message for message in read(language) if message.id]
    translated = {(m.id,) if isinstance(m.id, str) else tuple(m.id) for m in messages}

    assert translated == set(sentences())
    assert all(all(forms_of(message)) for message in messages)


@every_language
def test_no_translation_is_doubtful_or_out_of_use(language: str) -> None:
    catalogue = read(language)

    assert [message.id for message in catalogue if message.id and message.fuzzy] == []
    assert not catalogue.obsolete
    assert [list(message.check(catalogue)) for message in catalogue if message.id] == [
        [] for message in catalogue if message.id
    ]


@every_language
def test_every_translation_says_the_same_values(language: str) -> None:
    """The one of a singular may leave out the number, which its words say."""
    for message in read(language):
        if not message.id:
            continue
        sources = (message.id,) if isinstance(message.id, str) else message.id
        for source, form in zip(sources, forms_of(message), strict=True):
            assert placeholders(form) == placeholders(source)


@every_language
def test_no_translation_is_the_english_sentence(language: str) -> None:
    same = [message.id for message in read(language) if message.id and message.id == message.string]

    assert same == []


def test_every_kind_has_a_template_and_every_template_a_kind() -> None:
    """Beside those that others extend."""
    assert {path.stem for path in TEMPLATES.glob("*.jinja")} == {
        "message",
        *(kind.value for kind in MessageKind),
    }


def test_no_macro_hides_a_value() -> None:
    """A template that asks for the value would show the macro."""
    from bookingcore.adapters.texts.catalogues import catalogue
    from bookingcore.adapters.texts.known import known
    from bookingcore.adapters.texts.samples import sample
    from bookingcore.adapters.texts.tongue import Tongue

    names = known(sample(MessageKind.SALE, "en"), Tongue("en", catalogue("en", [OURS]))).keys()
    made = re.findall(
        r"{%-? (?:macro|set) (\w+)",
        "".join(path.read_text("utf-8") for path in TEMPLATES.rglob("*.jinja")),
    )

    assert made
    assert names & {*made} == set()
