"""Content of documents in memory keeps every promise of the port."""

from __future__ import annotations

import pytest

from bookingcore import FilesUnavailable, open_desk
from bookingcore.adapters.memory import MemoryFiles, MemoryStore
from bookingcore.ports.files import Files
from bookingcore.testing import FilesContract


class TestMemoryFiles(FilesContract):
    @pytest.fixture
    def files(self) -> Files:
        return MemoryStore().files()

    @pytest.fixture
    def unreachable(self) -> Files:
        files = MemoryFiles()
        files.down = True
        return files


def test_a_store_has_one_place_for_files() -> None:
    store = MemoryStore()
    store.files().put("a", b"1")

    assert store.files().get("a") == b"1"
    with pytest.raises(KeyError):
        MemoryStore().files().get("a")


def test_what_was_kept_is_there_again_when_the_place_is() -> None:
    files = MemoryFiles()
    files.put("a", b"1")
    files.down = True
    with pytest.raises(FilesUnavailable, match="documents cannot be kept in memory"):
        files.put("a", b"2")
    files.down = False

    assert files.get("a") == b"1"


def test_they_fit_a_desk() -> None:
    assert open_desk("memory:", center="roma", files=MemoryFiles()).center == "roma"
