"""`verify()` on a database that is in use: one moment, no false alarm, nobody held up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from attrs import frozen

from bookingcore import Desk
from bookingcore.adapters.system import SystemChance, SystemClock
from bookingcore.desk import verifying
from bookingcore.domain.values.ids import CenterId
from bookingcore.ports.audits import BookingTiesPage, PlacesHeldPage, StreamNumbersPage
from bookingcore.ports.questions import Question
from bookingcore.ports.store import Answers, Reader, Store, Unit
from tests.kills.scene import Scene
from tests.races.writers import Writers, writing

WRITERS, ROUNDS = 4, 3
PAGES = (StreamNumbersPage("", 100), PlacesHeldPage("", 100), BookingTiesPage("", 1000))


@frozen
class Delayed:
    """A store whose snapshots let the writers get on between one page and the next."""

    _store: Store
    _writers: Writers
    owns = True

    def begin(self, center: CenterId) -> AbstractContextManager[Unit]:
        """As the store does."""
        return self._store.begin(center)

    @contextmanager
    def snapshot(self, center: CenterId) -> Iterator[Reader]:
        """A reader that takes its time."""
        with self._store.snapshot(center) as reader:
            yield DelayedReader(reader, self._writers)

    def joined(self, handle: object) -> Store:
        """As the store does."""
        return self._store.joined(handle)


@frozen
class DelayedReader:
    """Reads on when each writer could have finished a command meanwhile."""

    _reader: Reader
    _writers: Writers

    def load(self, *asked: Question[Any]) -> Answers:
        """As the reader does, and then wait."""
        answers = self._reader.load(*asked)
        self._writers.wait_for_more(WRITERS)
        return answers


def test_verify_finds_nothing_wrong_while_four_writers_get_on(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifying, "PAGE", 20)
    scene = Scene.furnished(url)
    desk = scene.opened()
    with writing(scene, WRITERS) as writers:
        slow = Desk(
            Delayed(desk.store, writers), center="roma", clock=SystemClock(), chance=SystemChance()
        )
        for _ in range(ROUNDS):
            before = sum(writers.commands())
            assert slow.verify() == ()
            assert sum(writers.commands()) >= before + 5 * WRITERS

    assert desk.verify() == ()
    desk.store.close()  # type: ignore[attr-defined]


def test_a_snapshot_stays_at_its_moment_while_four_writers_get_on(url: str) -> None:
    scene = Scene.furnished(url)
    desk = scene.opened()
    with writing(scene, WRITERS) as writers, desk.store.snapshot(desk.center) as reader:
        first = [reader.load(page)[page] for page in PAGES]
        writers.wait_for_more(10 * WRITERS)
        again = [reader.load(page)[page] for page in PAGES]
        with desk.store.snapshot(desk.center) as later:
            now = [later.load(page)[page] for page in PAGES]

    assert again == first
    assert now != first
    desk.store.close()  # type: ignore[attr-defined]
