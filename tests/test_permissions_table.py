"""The page that says who may do what is written from the face; tests/desk tries its cells."""

from __future__ import annotations

from pathlib import Path

import pytest
from attrs import evolve

from bookingcore import Booking, Customer, Desk, Session, open_desk
from bookingcore.desk.permissions import Who
from tools import permissions_table
from tools.permissions_table import (
    Customers,
    Line,
    doors_of,
    face_of,
    faults_of,
    faults_of_face,
    first_sentence,
    lines_of,
    page_of,
)


class Cards:
    """A noun."""

    def get(self, customer: Customer | str) -> Customer:
        """The card. As it is now."""
        raise NotImplementedError

    def merge(self, *cards: Customer) -> Customer:
        """Make one card
        of several (A|B)."""
        raise NotImplementedError


class Diary:
    """Another noun."""

    def sessions(self) -> tuple[Session, ...]:
        """What takes place."""
        raise NotImplementedError

    def open(self, token: str) -> Booking:
        """Whatever it was made for."""
        raise NotImplementedError


class FakeDesk:
    """A desk with two nouns and a command of its own."""

    def __init__(self) -> None:
        self._context = None
        self.diary = Diary()
        self.cards = Cards()

    @property
    def center(self) -> str:
        """Its id."""
        raise NotImplementedError

    def by(self, actor: object) -> FakeDesk:
        """With another actor."""
        raise NotImplementedError

    def verify(self) -> None:
        """Look at everything again."""


PERMISSIONS = {
    "verify": Who.STAFF,
    "diary.open": Who.CUSTOMER,
    "diary.sessions": Who.CUSTOMER,
    "cards.get": Who.CUSTOMER,
    "cards.merge": Who.STAFF,
}


def fake_lines() -> tuple[Line, ...]:
    return lines_of(face_of(FakeDesk()), PERMISSIONS)


def fake_page() -> str:
    return page_of(fake_lines(), doors_of(FakeDesk()))


def with_another_command() -> FakeDesk:
    class Grown(Cards):
        def forget(self, customer: Customer) -> None:
            """Take the card away."""

    desk = FakeDesk()
    desk.cards = Grown()
    return desk


@pytest.fixture
def desk() -> Desk:
    return open_desk("memory:", center="roma")


def test_every_method_of_the_desk_has_a_permission_and_every_permission_a_method(
    desk: Desk,
) -> None:
    assert faults_of_face(face_of(desk)) == []


def test_the_page_is_up_to_date(desk: Desk) -> None:
    page = permissions_table.PAGE.read_text("utf-8")

    assert faults_of(page, lines_of(face_of(desk)), doors_of(desk)) == []


def test_the_face_is_everything_that_can_be_called_and_gives_a_command() -> None:
    """The desk's own first, then its nouns in the order in which it lists them."""
    assert list(face_of(FakeDesk())) == list(PERMISSIONS)
    assert doors_of(FakeDesk()) == {"by": "With another actor.", "center": "Its id."}


def test_a_customer_s_cell_follows_from_the_permission_and_from_what_the_method_takes() -> None:
    """What belongs to a customer, or a token that opens it, is for its own customer."""
    assert {line.name: line.customers for line in fake_lines()} == {
        "verify": Customers.NO,
        "diary.open": Customers.OWN,
        "diary.sessions": Customers.YES,
        "cards.get": Customers.OWN,
        "cards.merge": Customers.NO,
    }


def test_the_page_has_a_table_for_each_noun_with_the_first_sentences() -> None:
    page = fake_page()

    assert page.index("## The desk itself") < page.index("## `desk.diary`")
    assert page.index("## `desk.diary`") < page.index("## `desk.cards`")
    assert "5 commands and queries" in page
    assert "customers 2 for themselves, and 1 about" in page
    assert "| `cards.get` | yes | own only | The card. |" in page
    assert "| `cards.merge` | yes | no | Make one card of several (A\\|B). |" in page
    assert "| `diary.sessions` | yes | yes | What takes place. |" in page


@pytest.mark.parametrize(
    ("docstring", "sentence"),
    [
        ("Book. Then pay.", "Book."),
        ("Sold, e.g. a pass, a sale... (P10).\n\nArgs:", "Sold, e.g. a pass, a sale... (P10)."),
        ("All of *them*, or\n    none. *work* is called.", "All of *them*, or none."),
        ("", ""),
    ],
)
def test_the_first_sentence_ends_where_another_begins(docstring: str, sentence: str) -> None:
    assert first_sentence(docstring) == sentence


def test_a_method_without_a_permission_is_named() -> None:
    [fault] = faults_of_face(face_of(with_another_command()), PERMISSIONS)

    assert fault.startswith("cards.forget has no permission: add it to PERMISSIONS in ")


def test_a_permission_without_a_method_is_named() -> None:
    [fault] = faults_of_face(face_of(FakeDesk()), {**PERMISSIONS, "cards.find": Who.STAFF})

    assert fault.startswith("there is no method cards.find: take it out of ")


def test_what_is_read_off_a_noun_without_a_call_is_named() -> None:
    """Nobody would be asked whether the reader may."""

    class Open(Cards):
        """Shows everything."""

        @property
        def all(self) -> str:
            """Every card."""
            return "Anna, Ugo"

    desk = FakeDesk()
    desk.cards = Open()

    assert faults_of_face(face_of(desk), {**PERMISSIONS, "cards.all": Who.CUSTOMER}) == [
        "cards.all is no method: it cannot ask who reads it"
    ]


def test_a_method_that_does_not_say_what_it_does_is_named() -> None:
    class Mute(Cards):
        def forget(self) -> None: ...

    desk = FakeDesk()
    desk.cards = Mute()
    known = {**PERMISSIONS, "cards.forget": Who.STAFF}

    assert faults_of_face(face_of(desk), known) == [
        "cards.forget has no docstring to say what it does"
    ]


def test_a_method_that_the_page_lacks_is_named() -> None:
    desk = with_another_command()
    lines = lines_of(face_of(desk), {**PERMISSIONS, "cards.forget": Who.STAFF})

    assert faults_of(fake_page(), lines, doors_of(desk)) == [
        "docs/permissions.md lacks cards.forget: make rules"
    ]


def test_a_page_with_another_cell_or_a_line_too_many_is_out_of_date() -> None:
    lines, doors = fake_lines(), doors_of(FakeDesk())
    stale = ["docs/permissions.md is out of date: make rules"]

    assert faults_of(fake_page(), lines, doors) == []
    assert faults_of(fake_page(), lines[:-1], doors) == stale
    other = evolve(lines[0], customers=Customers.YES)
    assert faults_of(fake_page(), [other, *lines[1:]], doors) == stale


def test_writing_and_checking_from_end_to_end(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "permissions.md"

    assert permissions_table.main(["--check", "--page", str(page)]) == 1
    assert "docs/permissions.md lacks bookings.book: make rules" in capsys.readouterr().err
    assert not page.exists()

    assert permissions_table.main(["--page", str(page)]) == 0
    assert permissions_table.main(["--check", "--page", str(page)]) == 0
    page.write_text(page.read_text("utf-8").replace("| own only |", "| yes |", 1), "utf-8")
    assert permissions_table.main(["--check", "--page", str(page)]) == 1
    assert "out of date" in capsys.readouterr().err


def test_a_method_without_a_permission_leaves_the_page_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "permissions.md"
    monkeypatch.setattr(permissions_table, "open_desk", lambda *_, **__: with_another_command())

    assert permissions_table.main(["--page", str(page)]) == 1
    assert "cards.forget has no permission" in capsys.readouterr().err
    assert not page.exists()
