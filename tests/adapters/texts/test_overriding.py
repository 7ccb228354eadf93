"""Templates and sentences of the host's own, one by one."""

from __future__ import annotations

from pathlib import Path

import pytest

from bookingcore.adapters.texts import JinjaRenderer
from bookingcore.domain.customers.preferences import Channel
from bookingcore.domain.notifications.catalogue import MessageKind
from bookingcore.errors import InvalidInput, Misuse, TextsBroken
from tests.adapters.texts.rendering import LANGUAGES, Page, words

WELCOME = MessageKind.WELCOME

PO = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"""


def write(folder: Path, name: str, text: str) -> Path:
    """A file of the host's."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def broken(folder: Path, kind: MessageKind = WELCOME) -> TextsBroken:
    """What is raised for a message of that kind."""
    with pytest.raises(TextsBroken) as raised:
        words(kind, "it", renderer=JinjaRenderer(folder))
    return raised.value


def test_a_template_of_the_host_wins_and_the_others_stay(tmp_path: Path) -> None:
    write(
        tmp_path,
        "welcome.jinja",
        '{% extends "message.jinja" %}'
        "{% block subject %}Hi {{ name }}{% endblock %}"
        "{% block lead %}At {{ center }}.{% endblock %}",
    )
    renderer = JinjaRenderer(tmp_path)

    for language in LANGUAGES:
        letter = words(WELCOME, language, renderer=renderer)
        assert letter.subject == "Hi Anna"
        assert "\n\nAt Studio Roma.\n\n" in letter.body
        assert "At Studio Roma." in Page(letter.html).text
        other = words(MessageKind.REMINDER, language, renderer=renderer)
        assert other == words(MessageKind.REMINDER, language)


def test_a_template_may_be_for_one_language_and_change_one_block(tmp_path: Path) -> None:
    write(
        tmp_path,
        "it/welcome.jinja",
        '{% extends "bookingcore/welcome.jinja" %}{% block subject %}Eccoci!{% endblock %}',
    )
    renderer = JinjaRenderer(tmp_path)
    italian = words(WELCOME, "it", renderer=renderer)

    assert italian.subject == "Eccoci!"
    assert italian.body == words(WELCOME, "it").body
    assert words(WELCOME, "es", renderer=renderer) == words(WELCOME, "es")


def test_what_messages_have_in_common_may_be_the_host_s(tmp_path: Path) -> None:
    write(
        tmp_path,
        "message.jinja",
        '{% extends "bookingcore/message.jinja" %}'
        "{% block greeting %}Dear {{ name }}{% endblock %}",
    )
    write(tmp_path, "layouts/sms.txt.jinja", "{{ self.short() }} STOP to 12345")
    renderer = JinjaRenderer(tmp_path)

    assert words(WELCOME, renderer=renderer).body.startswith("Dear Anna\n\nYou are now")
    assert words(WELCOME, "en", Channel.SMS, renderer=renderer).body.endswith("! STOP to 12345")


def test_single_sentences_may_be_the_host_s_and_the_others_stay(tmp_path: Path) -> None:
    for language, said in (("it", "Benvenuti a %(center)s"), ("en", "Hello from %(center)s")):
        entry = f'\nmsgid "Welcome to %(center)s"\nmsgstr "{said}"\n'
        write(tmp_path, f"catalogues/{language}.po", PO + entry)
    renderer = JinjaRenderer(tmp_path)

    assert words(WELCOME, "it", renderer=renderer).subject == "Benvenuti a Studio Roma"
    assert words(WELCOME, "en", renderer=renderer).subject == "Hello from Studio Roma"
    assert words(WELCOME, "it", renderer=renderer).body == words(WELCOME, "it").body
    assert words(WELCOME, "es", renderer=renderer) == words(WELCOME, "es")


def test_a_sentence_without_all_its_plurals_or_in_doubt_is_none(tmp_path: Path) -> None:
    write(
        tmp_path,
        "catalogues/it.po",
        f'{PO}\nmsgid "A form is waiting for you"\n'
        'msgid_plural "%(num)s forms are waiting for you"\nmsgstr[0] "Un modulo!"\nmsgstr[1] ""\n'
        '\n#, fuzzy\nmsgid "Fill in"\nmsgstr "Forse"\n',
    )
    letter = words(MessageKind.FORM_REMINDER, "it", renderer=JinjaRenderer(tmp_path), forms=("A",))

    assert letter.subject == "Hai un modulo da compilare"
    assert "Forse" not in letter.body


@pytest.mark.parametrize(
    ("template", "line", "detail"),
    [
        ("{% if %}", 1, "TemplateSyntaxError"),
        ("\n\n{{ nobody }}", 3, "'nobody' is undefined"),
        ("\n{{ 1 / 0 }}", 2, "ZeroDivisionError"),
        ('\n{{ _("Wholly unheard of") }}', 2, "no translation of 'Wholly unheard of'"),
        ('\n{{ ngettext("One", "Many", places) }}', 2, "no translation of 'One'"),
        ('\n{{ _("Hello %(name)s,") }}', 2, "KeyError"),
        ('\n{% include "nowhere.jinja" %}', 2, "nowhere.jinja"),
        ("\n{{ ''.__class__.__mro__ }}", 2, "SecurityError"),
        ("\n{{ name.no_such_thing }}", 2, "no_such_thing"),
    ],
)
def test_a_broken_template_is_named_with_its_line(
    tmp_path: Path, template: str, line: int, detail: str
) -> None:
    path = write(
        tmp_path,
        "welcome.jinja",
        "{% extends layout %}{% block subject %}" + template + "{% endblock %}",
    )
    error = broken(tmp_path)

    assert isinstance(error, Misuse)
    assert (error.kind, error.language) == ("welcome", "it")
    assert error.template == f"{path}:{line}"
    assert detail in error.detail
    assert f"{path}:{line} cannot be used" in str(error)


def test_a_broken_part_is_named_and_not_the_whole(tmp_path: Path) -> None:
    write(tmp_path, "welcome.jinja", '{% extends "ours.jinja" %}')
    part = write(
        tmp_path, "ours.jinja", "{% extends layout %}\n\n{% block subject %}{{ x }}{% endblock %}"
    )

    assert broken(tmp_path).template == f"{part}:3"


def test_a_parent_that_is_missing_is_named_where_it_is_asked_for(tmp_path: Path) -> None:
    path = write(tmp_path, "welcome.jinja", '\n{% extends "parent.jinja" %}')
    error = broken(tmp_path)

    assert error.template == f"{path}:2"
    assert "parent.jinja" in error.detail


def test_a_template_that_extends_itself_ends(tmp_path: Path) -> None:
    write(tmp_path, "welcome.jinja", '{% extends "welcome.jinja" %}')

    assert "RecursionError" in broken(tmp_path).detail


def test_a_template_that_says_nothing_is_no_message(tmp_path: Path) -> None:
    path = write(
        tmp_path, "welcome.jinja", "{% extends layout %}{% block subject %} {% endblock %}"
    )
    error = broken(tmp_path)

    assert (error.template, error.detail) == (str(path), "it says nothing")


def test_a_template_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "welcome.jinja").write_bytes(b"{{ name }} \xff")
    error = broken(tmp_path)

    assert error.template == "welcome.jinja"
    assert "UnicodeDecodeError" in error.detail


@pytest.mark.parametrize("content", [b'msgid "Open"\nmsgstr "\xff"\n', b"nonsense"])
def test_a_broken_catalogue_is_named_as_soon_as_it_is_opened(
    tmp_path: Path, content: bytes
) -> None:
    path = write(tmp_path, "catalogues/it.po", "")
    path.write_bytes(content)

    with pytest.raises(TextsBroken) as raised:
        JinjaRenderer(tmp_path)

    assert (raised.value.kind, raised.value.template) == ("", str(path))
    assert str(raised.value).startswith(f"{path} cannot be used (")


@pytest.mark.parametrize("folder", ["nowhere", "", 7, "a\x00b"])
def test_a_folder_that_is_none_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: object
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InvalidInput, match="folder"):
        JinjaRenderer(folder)  # type: ignore[arg-type]


def test_the_folder_stays_where_it_was_when_the_host_goes_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "own/layouts/subject.txt.jinja", "Ours")
    monkeypatch.chdir(tmp_path)
    renderer = JinjaRenderer("own")
    monkeypatch.chdir(tmp_path / "own")

    assert words(WELCOME, renderer=renderer).subject == "Ours"
