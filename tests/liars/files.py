"""Lying places for the content of documents, for each test of their contract."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bookingcore.adapters.memory import MemoryFiles
from bookingcore.errors import InvalidInput, Unavailable


class TextFiles(MemoryFiles):
    """Takes content for text."""

    def put(self, key: str, content: bytes) -> None:
        super().put(key, content.strip(b"\x00\r\n") or b"\n")


class FirstFiles(MemoryFiles):
    """Keeps what was put first."""

    def put(self, key: str, content: bytes) -> None:
        self._contents.setdefault(key, content)


class OneFile(MemoryFiles):
    """Keeps one content for all keys."""

    def put(self, key: str, content: bytes) -> None:
        self._contents[""] = content

    def get(self, key: str) -> bytes:
        return self._contents.get("", b"")


class FussyFiles(MemoryFiles):
    """Takes no key but a few."""

    def put(self, key: str, content: bytes) -> None:
        if key not in {"a", "b", "a/b", "other"}:
            raise InvalidInput("key", key, "give another")
        super().put(key, content)


class FlatFiles(MemoryFiles):
    """Keeps what is below a key in its place."""

    def put(self, key: str, content: bytes) -> None:
        super().put(key.partition("/")[0], content)

    def get(self, key: str) -> bytes:
        return super().get(key.partition("/")[0])


class SmallFiles(MemoryFiles):
    """Takes capitals for small letters."""

    def put(self, key: str, content: bytes) -> None:
        super().put(key.lower(), content)

    def get(self, key: str) -> bytes:
        return super().get(key.lower())


class CarelessFiles(MemoryFiles):
    """Takes whatever it is given for a key."""

    def put(self, key: str, content: bytes) -> None:
        self._contents[repr(key)] = content

    def get(self, key: str) -> bytes:
        return self._contents.get(repr(key), b"")

    def remove(self, key: str) -> None:
        self._contents.pop(repr(key), None)


class GreedyFiles(MemoryFiles):
    """Takes whatever it is given for content."""

    def put(self, key: str, content: bytes) -> None:
        self._contents[key] = content


class StubbornFiles(MemoryFiles):
    """Removes nothing."""

    def remove(self, key: str) -> None:
        return


class StrictFiles(MemoryFiles):
    """Removes only what is there."""

    def remove(self, key: str) -> None:
        assert key in self._contents


class BuriedFiles(FirstFiles):
    """Keeps removed content for ever."""

    def remove(self, key: str) -> None:
        return


class PatchedFiles(MemoryFiles):
    """Writes over the beginning of what was there."""

    def put(self, key: str, content: bytes) -> None:
        before = self._contents.get(key, b"-" * (len(content) + 1))
        super().put(key, content + before[len(content) :])


class StrayingFiles(MemoryFiles):
    """Joins by going elsewhere."""

    def joined(self, handle: object) -> OneFile:  # type: ignore[override]
        return OneFile()


class LooseFiles(MemoryFiles):
    """Takes whatever it is given where it joins."""

    def joined(self, handle: object) -> CarelessFiles:  # type: ignore[override]
        return CarelessFiles()


class SilentFiles(MemoryFiles):
    """Does not say that it cannot be reached."""

    def put(self, key: str, content: bytes) -> None:
        try:
            super().put(key, content)
        except Unavailable:
            return


FILES: Mapping[str, Callable[[], MemoryFiles]] = {
    "test_content_comes_back_as_it_was_put": TextFiles,
    "test_a_repeated_put_replaces_the_content": FirstFiles,
    "test_each_key_has_its_own_content": OneFile,
    "test_every_key_is_as_good_as_another": FussyFiles,
    "test_a_key_may_be_the_beginning_of_another": FlatFiles,
    "test_capitals_count": SmallFiles,
    "test_what_is_no_key_is_refused": CarelessFiles,
    "test_what_is_no_content_is_refused": GreedyFiles,
    "test_an_unknown_key_is_a_key_error": OneFile,
    "test_what_was_removed_is_gone": StubbornFiles,
    "test_what_was_removed_may_be_put_again": BuriedFiles,
    "test_removing_what_is_not_there_is_fine": StrictFiles,
    "test_two_who_put_at_once_leave_the_content_of_one": PatchedFiles,
    "test_whoever_reads_meanwhile_has_one_whole_content": PatchedFiles,
    "test_joined_files_have_what_was_put_before": StrayingFiles,
    "test_joined_files_keep_and_forget": StrayingFiles,
    "test_joined_files_refuse_as_much": LooseFiles,
    "test_a_place_that_cannot_be_reached_says_so": SilentFiles,
}
"""A liar for each test of the contract, by the test's name."""
