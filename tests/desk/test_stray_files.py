"""Content that belongs to no document: whatever dies between put and add, `run_due()` finds it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from attrs import define, field

from bookingcore import (
    Customer,
    CustomerNotActive,
    Desk,
    Document,
    DueKind,
    DueReport,
    FilesUnavailable,
)
from bookingcore.adapters.memory import MemoryFiles
from bookingcore.desk.stray import PUT_WITHIN, looked_for
from bookingcore.testing import FrozenClock, SeededChance
from tests.desk.records import everything
from tests.desk.studio import Studio
from tests.desk.waiting import Class


class Killed(BaseException):
    """The process dies."""


def nothing() -> None:
    """Nothing goes wrong."""


@define
class Drawer:
    """Files to which something may happen while content is put.

    Attributes:
        before, after: what happens just before, or just after, content is kept.
    """

    kept: MemoryFiles = field(factory=MemoryFiles)
    before: Callable[[], None] = nothing
    after: Callable[[], None] = nothing

    @property
    def keys(self) -> list[str]:
        return sorted(self.kept._contents)

    def put(self, key: str, content: bytes) -> None:
        self.before()
        self.kept.put(key, content)
        self.after()

    def get(self, key: str) -> bytes:
        return self.kept.get(key)

    def remove(self, key: str) -> None:
        self.kept.remove(key)

    def joined(self, handle: object) -> Drawer:
        return self


@define
class Cabinet:
    """A desk on each of the stores, whose files can be made to fail."""

    desk: Desk
    drawer: Drawer
    clock: FrozenClock
    anna: Customer

    def add(self, **given: Any) -> Document:
        wanted = {"type": "liberatoria", "name": "l.pdf", "content": b"firmato", **given}
        return self.desk.customers.add_document(self.anna, **wanted)

    def swept(self) -> DueReport:
        """What is done once content had its time to be put."""
        self.clock.advance(minutes=PUT_WITHIN.total_seconds() // 60)
        return self.desk.run_due()

    def empty(self) -> bool:
        """Whether no content, no document and no work is left."""
        documents = self.desk.customers.documents(self.anna)
        return not self.drawer.keys and not documents and self.desk.next_due() is None


@pytest.fixture
def cabinet(studio: Studio, clock: FrozenClock) -> Cabinet:
    drawer, plain = Drawer(), studio.desk
    desk = Desk(
        plain.store, center=plain.center, clock=clock, chance=SeededChance(17), files=drawer
    )
    return Cabinet(desk=desk, drawer=drawer, clock=clock, anna=studio.anna)


def die() -> None:
    raise Killed


def fail() -> None:
    raise FilesUnavailable("the drawer", "it is stuck")


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("mishap", [die, fail])
def test_what_goes_wrong_while_content_is_put_leaves_nothing(
    cabinet: Cabinet, moment: str, mishap: Callable[[], None]
) -> None:
    before = everything(cabinet.desk)
    setattr(cabinet.drawer, moment, mishap)

    with pytest.raises((Killed, FilesUnavailable)):
        cabinet.add()

    assert everything(cabinet.desk) == before
    assert len(cabinet.drawer.keys) == (moment == "after")
    report = cabinet.swept()
    assert (report.done, report.failed) == ({DueKind.STRAY_FILE: 1}, ())
    assert cabinet.empty()
    assert cabinet.desk.verify() == ()


def test_until_its_time_is_over_content_may_still_become_a_document(cabinet: Cabinet) -> None:
    """Somebody else does the work that is due, just before the document is written."""

    def others_work() -> None:
        cabinet.clock.advance(minutes=59)
        assert cabinet.desk.run_due() == DueReport()

    cabinet.drawer.after = others_work

    document = cabinet.add()

    assert document.added_at == cabinet.clock.now()
    assert cabinet.desk.customers.open_document(document) == b"firmato"
    cabinet.swept()
    assert cabinet.desk.customers.open_document(document) == b"firmato"
    assert cabinet.desk.next_due() is None


@pytest.mark.parametrize("moment", ["before", "after"])
def test_what_took_too_long_becomes_no_document_and_is_not_left_behind(
    cabinet: Cabinet, moment: str
) -> None:
    setattr(cabinet.drawer, moment, cabinet.swept)
    before = everything(cabinet.desk)

    with pytest.raises(FilesUnavailable) as late:
        cabinet.add()

    assert "too long" in late.value.detail
    assert everything(cabinet.desk) == before
    cabinet.drawer.before = cabinet.drawer.after = nothing
    cabinet.desk.run_due()
    assert cabinet.empty()
    assert cabinet.add().size == 7


def test_work_that_is_being_done_already_keeps_the_document_out(cabinet: Cabinet) -> None:
    """The worker died after it had claimed the work: it may have removed the content."""
    removing = cabinet.drawer.kept.remove

    def claim() -> None:
        cabinet.drawer.kept.remove = lambda key: die()  # type: ignore[method-assign]
        with pytest.raises(Killed):
            cabinet.swept()
        cabinet.drawer.kept.remove = removing  # type: ignore[method-assign]

    cabinet.drawer.after = claim

    with pytest.raises(FilesUnavailable):
        cabinet.add()

    cabinet.swept()
    assert cabinet.empty()


def test_what_belongs_to_a_document_is_not_removed(cabinet: Cabinet) -> None:
    document = cabinet.add()
    with cabinet.desk.store.begin(cabinet.desk.center) as unit:
        unit.save([looked_for(document.file, cabinet.clock.now())])

    assert cabinet.desk.run_due().done == {DueKind.STRAY_FILE: 1}

    assert cabinet.desk.customers.open_document(document) == b"firmato"
    assert cabinet.desk.next_due() is None


def test_a_card_that_is_erased_meanwhile_gets_no_document(cabinet: Cabinet) -> None:
    def erase() -> None:
        cabinet.desk.customers.erase(cabinet.anna)

    cabinet.drawer.after = erase

    with pytest.raises(CustomerNotActive):
        cabinet.add()

    cabinet.swept()
    assert cabinet.empty()
    assert cabinet.desk.verify() == ()


# Removing.


def test_content_that_cannot_be_removed_now_is_removed_later(cabinet: Cabinet) -> None:
    document = cabinet.add()
    cabinet.drawer.kept.down = True

    cabinet.desk.customers.remove_document(document)

    assert cabinet.desk.customers.documents(cabinet.anna) == ()
    assert cabinet.drawer.keys == [document.file]
    cabinet.drawer.kept.down = False
    assert cabinet.desk.run_due().done == {DueKind.STRAY_FILE: 1}
    assert cabinet.empty()


def test_a_desk_without_files_leaves_the_content_to_one_that_has_them(
    cabinet: Cabinet, studio: Studio
) -> None:
    document = cabinet.add()
    bare = Desk(
        studio.desk.store, center="roma", clock=cabinet.clock, chance=SeededChance(19), files=None
    )
    bare.customers.remove_document(document)

    assert bare.run_due() == DueReport()
    assert bare.next_due() is None
    assert cabinet.desk.run_due().done == {DueKind.STRAY_FILE: 1}
    assert cabinet.empty()


def test_files_that_are_down_keep_nobody_waiting(cabinet: Cabinet, studio: Studio) -> None:
    full = Class(studio)
    full.joined("Ugo", "Mia")
    document = cabinet.add()
    cabinet.drawer.kept.down = True
    cabinet.desk.customers.remove_document(document)
    full.frees()

    cabinet.clock.advance(minutes=10)
    report = cabinet.desk.run_due()

    assert [type(each.error) for each in report.failed] == [FilesUnavailable]
    assert full.statuses() == "EXPIRED OFFERED"
