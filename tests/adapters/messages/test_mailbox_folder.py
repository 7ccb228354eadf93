"""The folder keeps the promises of the port, and holds whole letters only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from bookingcore.adapters.mailbox_folder import FolderMailer
from bookingcore.errors import InvalidInput, MessagesUnavailable
from bookingcore.testing import MessagesContract
from bookingcore.testing.contracts.messages import MESSAGE, Parts
from tests.adapters.messages.mail_server import Letter


def letters(folder: Path) -> list[Letter]:
    """The letters in *folder*, by their names."""
    return [
        Letter(sender="", recipients=(), options=(), raw=path.read_bytes())
        for path in sorted(folder.glob("*.eml"))
    ]


class TestFolderMailer(MessagesContract):
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        return tmp_path / "mail"

    @pytest.fixture
    def outlet(self, folder: Path) -> FolderMailer:
        return FolderMailer(folder)

    @pytest.fixture
    def received(self, folder: Path) -> Callable[[], Sequence[Parts]]:
        return lambda: [letter.parts for letter in letters(folder)]

    @pytest.fixture
    def broken(self, tmp_path: Path) -> FolderMailer:
        mailer = FolderMailer(tmp_path / "taken away")
        (tmp_path / "taken away").rmdir()
        return mailer


def test_a_message_that_is_sent_again_takes_its_own_place(tmp_path: Path) -> None:
    mailer = FolderMailer(tmp_path)
    for message in (MESSAGE, evolve(MESSAGE, id="m2"), evolve(MESSAGE, body="again")):
        mailer.send(message)

    assert [letter.parts["body"] for letter in letters(tmp_path)] == ["again", MESSAGE.body]


@pytest.mark.parametrize("id", ["../../etc/passwd", "", "m\x00", "Ü" * 300, "con"])
def test_no_id_leads_out_of_the_folder(tmp_path: Path, id: str) -> None:
    FolderMailer(tmp_path / "mail").send(evolve(MESSAGE, id=id))

    [path] = tmp_path.rglob("*.*")
    assert path.parent == tmp_path / "mail"
    assert path.suffix == ".eml"


def test_whoever_fails_while_writing_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    mailer = FolderMailer(tmp_path)
    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(MessagesUnavailable, match="No space left"):
        mailer.send(MESSAGE)

    assert list(tmp_path.iterdir()) == []


def test_an_address_outside_ascii_is_written_as_it_is(tmp_path: Path) -> None:
    FolderMailer(tmp_path).send(evolve(MESSAGE, recipient="ànna@città.example"))

    [letter] = letters(tmp_path)
    assert letter.parts["recipient"] == "ànna@città.example"


@pytest.mark.parametrize("path", ["", None, 7])
def test_a_folder_has_a_path(path: Any) -> None:
    with pytest.raises(InvalidInput, match="path"):
        FolderMailer(path)


def test_a_folder_that_cannot_be_made_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(MessagesUnavailable):
        FolderMailer(tmp_path / "missing" / "mail")
    with pytest.raises(MessagesUnavailable):
        FolderMailer("a\x00b")
