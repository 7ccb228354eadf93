"""`bookingcore preview`: what a message looks like."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bookingcore.domain.notifications.catalogue import MessageKind
from tests.cli.conftest import Typed
from tests.cli.test_operating import assert_one_sentence


def test_a_letter_is_shown_with_its_subject(typed: Typed) -> None:
    ran = typed("preview", "booking-created", "--language", "it")

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("Subject: Prenotazione confermata: Yoga dolce\n\nCiao Anna,\n\n")
    assert ran.out.endswith(
        "Modifica/Annulla la prenotazione:\nhttps://studio.example/b/7Qm2xVbK9wZt\n"
    )


@pytest.mark.parametrize("kind", MessageKind)
def test_every_message_can_be_shown(typed: Typed, kind: MessageKind) -> None:
    assert typed("preview", kind.value, "--channel", "push").code == 0


def test_a_text_message_has_no_subject(typed: Typed) -> None:
    ran = typed("preview", "refund", "--language", "es", "--channel", "sms")

    assert ran.out.startswith("Studio Roma: Reembolso completo efectuado: 12,50 €. https://")


def test_the_html_goes_into_a_file(typed: Typed, folder: Path) -> None:
    assert typed("preview", "welcome", "--html", "welcome.html").code == 0
    assert '<html lang="en">' in (folder / "welcome.html").read_text("utf-8")


def test_the_host_s_own_templates_are_shown(typed: Typed, folder: Path) -> None:
    own = folder / "texts" / "layouts"
    own.mkdir(parents=True)
    (own / "subject.txt.jinja").write_text("Ours, [bold]{{ name }}[/bold]")

    ran = typed("preview", "welcome", "--templates", "texts")
    (own / "subject.txt.jinja").write_text("{{ nmae }}")
    broken = typed("preview", "welcome", "--templates", "texts")

    assert ran.out.startswith("Subject: Ours, [bold]Anna[/bold]\n")
    assert broken.out == ""
    assert_one_sentence(broken, 2, "subject.txt.jinja:1", "'nmae' is undefined", "mend it")


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        (("wellcome",), "give one of welcome, password_reset"),
        (("welcome", "--language", "de"), "give one of en, it, es"),
        (("welcome", "--channel", "fax"), "give one of email, push, sms"),
        (("welcome", "--channel", "sms", "--html", "a.html"), "only e-mail has HTML"),
        (("welcome", "--html", "no/where.html"), "it cannot be written"),
        (("welcome", "--templates", "nowhere"), "give a folder of templates that exists"),
    ],
)
def test_what_cannot_be_meant_is_one_sentence(
    typed: Typed, wrong: tuple[str, ...], named: str
) -> None:
    ran = typed("preview", *wrong)

    assert ran.out == ""
    assert_one_sentence(ran, 2, named)


def test_a_preview_needs_no_database() -> None:
    code = (
        "import sys; sys.modules['sqlalchemy'] = None; from bookingcore.cli import main; "
        "sys.exit(main(['preview', 'welcome']))"
    )
    subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
