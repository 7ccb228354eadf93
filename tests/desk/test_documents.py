"""Documents of a customer: added, viewed, shown, removed, with their content (004-12 to 004-14)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from typing import Any

import pytest
from sqlalchemy import URL

from bookingcore import (
    Desk,
    Document,
    EventKind,
    IdempotencyKeyReused,
    InvalidInput,
    NotAllowed,
    PortMissing,
    Staff,
    Unknown,
)
from bookingcore.adapters.memory import MemoryFiles
from bookingcore.domain.customers.documents import DOCUMENT_BYTES_MAX
from bookingcore.errors import DocumentLost
from bookingcore.ports.files import Files
from bookingcore.testing import FrozenClock, SeededChance
from tests.conftest import rome
from tests.desk.records import everything
from tests.desk.studio import Studio
from tests.hosts.hosts import connection_host

WAIVER = b"%PDF signed by Anna"

Begin = Callable[[], AbstractContextManager[Any]]


class ChangedMind(Exception):
    """The host rolls back."""


def place(desk: Desk) -> Files:
    """Where the store of *desk* keeps content."""
    store: Any = desk.store
    files: Files = store.files()
    return files


def with_files(desk: Desk, files: Files | None, clock: FrozenClock) -> Desk:
    """Another desk on the same rows, which keeps content elsewhere, or nowhere."""
    chance = SeededChance(13)
    return Desk(desk.store, center=desk.center, clock=clock, chance=chance, files=files)


def added(desk: Desk, studio: Studio, *, content: bytes = WAIVER, **given: Any) -> Document:
    """A document of Anna's."""
    wanted = {"type": "liberatoria", "name": "liberatoria.pdf", **given}
    return desk.customers.add_document(studio.anna, content=content, **wanted)


@pytest.fixture
def online(studio: Studio) -> Desk:
    """The desk as Anna finds it."""
    return studio.desk.by(studio.anna)


# Added, viewed, removed.


@pytest.mark.rule("002-23", "004-08", "004-12", "004-13", "A58")
def test_staff_add_a_document_of_a_type_and_open_it(studio: Studio, clock: FrozenClock) -> None:
    desk = studio.desk.by(Staff("maria"))
    document = added(desk, studio, name=" liberatoria.pdf ")

    assert (document.type, document.name) == ("liberatoria", "liberatoria.pdf")
    assert (document.size, document.visible_to_customer) == (len(WAIVER), False)
    assert (document.added_by, document.added_at) == ("staff:maria", clock.now())
    assert desk.customers.documents(studio.anna) == (document,)
    assert desk.customers.open_document(document.id) == WAIVER
    assert desk.customers.forms(studio.anna) == ()
    assert desk.verify() == ()


@pytest.mark.rule("004-12")
def test_documents_are_listed_as_they_came_and_each_has_its_own_content(
    studio: Studio, clock: FrozenClock
) -> None:
    first = added(studio.desk, studio, name="b.pdf", content=b"one")
    clock.advance(minutes=1)
    second = added(studio.desk, studio, name="a.pdf", content=b"two")

    assert studio.desk.customers.documents(studio.anna) == (first, second)
    assert studio.desk.customers.open_document(first) == b"one"
    assert studio.desk.customers.open_document(second) == b"two"


@pytest.mark.rule("004-12")
def test_what_is_removed_is_gone_with_its_content(studio: Studio) -> None:
    document = added(studio.desk, studio)
    assert place(studio.desk).get(document.file) == WAIVER

    assert studio.desk.customers.remove_document(document) == document

    assert studio.desk.customers.documents(studio.anna) == ()
    with pytest.raises(KeyError):
        place(studio.desk).get(document.file)
    with pytest.raises(Unknown):
        studio.desk.customers.open_document(document)
    with pytest.raises(Unknown):
        studio.desk.customers.remove_document(document)
    assert studio.desk.next_due() is None
    assert studio.desk.verify() == ()


@pytest.mark.rule("004-12", "004-14")
def test_each_step_is_on_record_without_the_words_of_the_document(studio: Studio) -> None:
    document = added(studio.desk, studio)
    studio.desk.customers.show_document(document)
    studio.desk.customers.remove_document(document)

    events = studio.desk.history(document)

    assert [(event.kind, event.facts) for event in events] == [
        (EventKind.DOCUMENT_ADDED, {"size": len(WAIVER), "visible": False}),
        (EventKind.DOCUMENT_SHOWN, {"visible": True}),
        (EventKind.DOCUMENT_REMOVED, {}),
    ]
    assert not any(event.words for event in events)
    assert [event.no for event in events] == sorted(event.no for event in events)


# Who sees what.


@pytest.mark.rule("004-14", "A58")
def test_a_customer_reaches_a_document_only_while_it_is_shown(studio: Studio, online: Desk) -> None:
    document = added(studio.desk, studio)
    with pytest.raises(Unknown):
        online.customers.open_document(document)
    assert online.customers.documents(studio.anna) == ()

    shown = studio.desk.customers.show_document(document)
    assert online.customers.documents(studio.anna) == (shown,)
    assert online.customers.open_document(document) == WAIVER

    studio.desk.customers.show_document(document, to_customer=False)
    with pytest.raises(Unknown):
        online.customers.open_document(document)
    assert studio.desk.customers.open_document(document) == WAIVER


@pytest.mark.rule("004-14")
def test_the_switch_may_be_set_at_once_and_setting_it_again_changes_nothing(
    studio: Studio, online: Desk
) -> None:
    document = added(studio.desk, studio, visible_to_customer=True)
    before = studio.desk.history(document)

    assert online.customers.documents(studio.anna) == (document,)
    assert studio.desk.customers.show_document(document) == document
    assert studio.desk.history(document) == before


@pytest.mark.rule("002-20", "002-23", "004-14")
@pytest.mark.parametrize("given", [{}, {"visible_to_customer": False}])
def test_what_a_customer_adds_they_see(studio: Studio, online: Desk, given: dict[str, Any]) -> None:
    hidden = added(studio.desk, studio)
    own = added(online, studio, **given)

    assert (own.visible_to_customer, own.added_by) == (True, f"customer:{studio.anna.id}")
    assert online.customers.documents(studio.anna) == (own,)
    assert set(studio.desk.customers.documents(studio.anna)) == {hidden, own}
    for command in (online.customers.remove_document, online.customers.show_document):
        with pytest.raises(NotAllowed):
            command(own)


def test_somebody_else_s_documents_are_unknown(studio: Studio, online: Desk) -> None:
    ugo = studio.desk.customers.register(name="Ugo")
    his = studio.desk.customers.add_document(
        ugo, type="esame", name="rx.png", content=b"x", visible_to_customer=True
    )
    before = everything(studio.desk)

    for desk in (online, studio.desk.at("torino")):
        with pytest.raises(Unknown):
            desk.customers.open_document(his)
        with pytest.raises(Unknown):
            desk.customers.documents(ugo)
        with pytest.raises(Unknown):
            desk.customers.add_document(ugo, type="t", name="n", content=b"x")

    assert everything(studio.desk) == before
    assert studio.desk.customers.documents(ugo) == (his,)
    assert studio.desk.next_due() is None


@pytest.mark.parametrize("center", ["roma: centro", "../torino", "x" * 64])
def test_a_center_of_whatever_name_keeps_its_content_apart(studio: Studio, center: str) -> None:
    """Its name is the host's; the key of the content is ours."""
    desk = studio.desk.at(center)
    desk.configure(rome())
    ugo = desk.customers.register(name="Ugo")

    document = desk.customers.add_document(ugo, type="esame", name="rx.png", content=b"x")

    assert desk.customers.open_document(document) == b"x"
    assert document.file.partition("/")[0] not in {"roma", "torino"}


# What is refused, and what is lost.


@pytest.mark.rule("004-12")
@pytest.mark.parametrize(
    ("field", "given"),
    [
        *(("name", name) for name in ("../../x", "a/b", "..", "", "x" * 201)),
        *(("type", type_) for type_ in ("", "x" * 201, None)),
        *(("content", content) for content in (b"", bytes(DOCUMENT_BYTES_MAX + 1), "text")),
        ("visible_to_customer", "yes"),
    ],
)
def test_what_no_document_can_be_is_refused_before_anything_is_kept(
    studio: Studio, clock: FrozenClock, field: str, given: Any
) -> None:
    before = everything(studio.desk)

    with pytest.raises(InvalidInput) as wrong:
        added(studio.desk, studio, **{field: given})

    assert wrong.value.field == field
    assert everything(studio.desk) == before
    assert studio.desk.next_due() is None


def test_the_largest_document_comes_back_whole(studio: Studio) -> None:
    content = bytes(range(256)) * (DOCUMENT_BYTES_MAX // 256)

    document = added(studio.desk, studio, content=content)

    assert document.size == DOCUMENT_BYTES_MAX
    assert studio.desk.customers.open_document(document) == content


def test_damaged_content_is_never_given_out_as_the_document(studio: Studio) -> None:
    document = added(studio.desk, studio)

    place(studio.desk).put(document.file, WAIVER + b"!")
    with pytest.raises(DocumentLost) as lost:
        studio.desk.customers.open_document(document)
    assert lost.value.document_id == document.id

    place(studio.desk).remove(document.file)
    with pytest.raises(DocumentLost):
        studio.desk.customers.open_document(document)
    assert studio.desk.customers.documents(studio.anna) == (document,)


def test_a_desk_without_files_says_so(studio: Studio, clock: FrozenClock) -> None:
    document = added(studio.desk, studio)
    bare = with_files(studio.desk, None, clock)
    before = everything(studio.desk)

    for attempt in (lambda: added(bare, studio), lambda: bare.customers.open_document(document)):
        with pytest.raises(PortMissing) as missing:
            attempt()
        assert missing.value.port == "files"

    assert everything(studio.desk) == before
    assert bare.customers.documents(studio.anna) == (document,)
    assert bare.next_due() is None


# Keys.


def test_the_same_wish_with_its_key_adds_one_document(studio: Studio, clock: FrozenClock) -> None:
    files = MemoryFiles()
    desk = with_files(studio.desk, files, clock)
    document = added(desk, studio, key="k")

    with pytest.raises(IdempotencyKeyReused):
        added(desk, studio, content=b"other", key="k")
    # Nothing is put again, so that it does not matter where.
    files.down = True
    assert added(desk, studio, key="k") == document

    assert desk.customers.documents(studio.anna) == (document,)
    assert list(files._contents) == [document.file]
    assert desk.next_due() is None


# In the host's transaction.


@pytest.fixture
def begin(desk: Desk, desk_url: URL | None) -> Iterator[Begin]:
    """Begins a transaction of the host's, on whose handle a desk can be used."""
    if desk_url is None:
        yield lambda: desk.store.begin(desk.center)
        return
    with connection_host(desk_url) as host:
        yield host.transaction


def test_a_document_is_kept_with_the_host_s_commit(studio: Studio, begin: Begin) -> None:
    with begin() as handle:
        inside = studio.desk.using(handle)
        document = added(inside, studio)
        assert inside.customers.open_document(document) == WAIVER

    assert studio.desk.customers.documents(studio.anna) == (document,)
    assert studio.desk.customers.open_document(document) == WAIVER
    assert studio.desk.next_due() is None
    assert studio.desk.verify() == ()


def test_a_document_is_lost_with_the_host_s_rollback(
    studio: Studio, begin: Begin, store_kind: str
) -> None:
    with suppress(ChangedMind), begin() as handle:
        document = added(studio.desk.using(handle), studio)
        raise ChangedMind

    assert studio.desk.customers.documents(studio.anna) == ()
    assert studio.desk.next_due() is None
    if store_kind != "memory":
        # A dictionary cannot join a transaction; a table can.
        with pytest.raises(KeyError):
            place(studio.desk).get(document.file)


def test_content_goes_only_after_the_host_has_committed(studio: Studio, begin: Begin) -> None:
    document = added(studio.desk, studio)
    with suppress(ChangedMind), begin() as handle:
        studio.desk.using(handle).customers.remove_document(document)
        raise ChangedMind
    assert studio.desk.customers.open_document(document) == WAIVER

    with begin() as handle:
        studio.desk.using(handle).customers.remove_document(document)
    assert place(studio.desk).get(document.file) == WAIVER
    studio.desk.run_due()

    with pytest.raises(KeyError):
        place(studio.desk).get(document.file)
    assert studio.desk.next_due() is None
    assert studio.desk.verify() == ()


def test_commands_that_belong_together_keep_their_documents_together(studio: Studio) -> None:
    def both(inside: Desk) -> None:
        added(inside, studio)
        inside.customers.add_note(studio.anna, "ha firmato")
        raise ChangedMind

    with pytest.raises(ChangedMind):
        studio.desk.atomically(both)
    assert studio.desk.customers.documents(studio.anna) == ()

    document = studio.desk.atomically(lambda inside: added(inside, studio))
    assert studio.desk.customers.open_document(document) == WAIVER
