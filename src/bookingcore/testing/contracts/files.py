"""What a place for the content of documents promises."""
# ruff: noqa: D102, S101 - the names of the tests are the sentences, and asserting is their work

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from bookingcore.errors import InvalidInput, Unavailable
from bookingcore.ports.files import KEY_LENGTH_MAX, PART_LENGTH_MAX, Files
from bookingcore.testing.contracts.threads import Threads

BYTES = bytes(range(256))
CONTENTS = (b"", b"\x00\xff\r\n", BYTES * 400, BYTES * 20_000)
FIRST, SECOND = b"first " * 200_000, b"2nd " * 100_000

LONGEST_PART = "x" * PART_LENGTH_MAX
LONGEST_KEY = "/".join([LONGEST_PART] * 4)[:KEY_LENGTH_MAX]
KEYS = (
    *("0", "-", "_", "--help", "a-b_c", "Roma/Waiver", "con", "nul/aux", "1/2/3/4/5/6/7/8"),
    *("content", "_drafts", LONGEST_PART, LONGEST_KEY),
)
"""Keys on which a place may stumble, and must not."""

NO_KEYS = (
    *(
        "",
        "/",
        "/a",
        "a/",
        "a//b",
        ".",
        "..",
        "../a",
        "a/../b",
        "a/..",
        "a.b",
        ".drafts",
        "~",
        "a b",
    ),
    *("a\x00", "\x00", "a\n", "a\\b", "C:", "a%2fb", "à", "\u0661", "a\u200b", "\ud800"),
    *("x" + LONGEST_PART, "a/" + "x" + LONGEST_PART, LONGEST_KEY + "x", None, 7, b"a", ["a"]),
)
"""What is no key, whatever a place would make of it."""


class FilesContract:
    """Give fixtures `files`, `unreachable` and, where there are transactions, `handle`."""

    @pytest.fixture
    def files(self) -> Files:
        """The place for files under test, empty."""
        raise NotImplementedError("give the class a fixture `files`")

    @pytest.fixture
    def unreachable(self) -> Files:
        """Such a place when it cannot be reached."""
        raise NotImplementedError("give the class a fixture `unreachable`")

    @pytest.fixture
    def handle(self) -> object:
        """The host's open transaction on the place of `files`; anything where there are none."""
        return object()

    @pytest.mark.parametrize("content", CONTENTS, ids=len)
    def test_content_comes_back_as_it_was_put(self, files: Files, content: bytes) -> None:
        files.put("a/b", content)
        found = files.get("a/b")

        assert type(found) is bytes
        assert len(found) == len(content)
        assert found == content

    def test_a_repeated_put_replaces_the_content(self, files: Files) -> None:
        files.put("a", b"first and longer")
        files.put("a", b"second")

        assert files.get("a") == b"second"

    def test_each_key_has_its_own_content(self, files: Files) -> None:
        files.put("a", b"1")
        files.put("b", b"2")
        assert files.get("a") == b"1"

        files.remove("a")
        assert files.get("b") == b"2"

    @pytest.mark.parametrize("key", KEYS)
    def test_every_key_is_as_good_as_another(self, files: Files, key: str) -> None:
        files.put(key, b"1")
        files.put("other", b"2")
        assert files.get(key) == b"1"

        files.remove(key)
        with pytest.raises(KeyError):
            files.get(key)

    @pytest.mark.parametrize("keys", [("a", "a/b", "a/b/c"), ("a/b/c", "a/b", "a")], ids=str)
    def test_a_key_may_be_the_beginning_of_another(
        self, files: Files, keys: tuple[str, ...]
    ) -> None:
        for key in keys:
            files.put(key, key.encode())
        assert [files.get(key) for key in keys] == [key.encode() for key in keys]

        files.remove(keys[1])
        assert [files.get(key) for key in keys[::2]] == [key.encode() for key in keys[::2]]

    def test_capitals_count(self, files: Files) -> None:
        files.put("roma/A", b"1")
        files.put("Roma/a", b"2")
        files.put("roma/a", b"3")

        assert [files.get(key) for key in ("roma/A", "Roma/a", "roma/a")] == [b"1", b"2", b"3"]

    @pytest.mark.parametrize("key", NO_KEYS, ids=ascii)
    def test_what_is_no_key_is_refused(self, files: Files, key: str) -> None:
        uses: list[Callable[[], object]] = [
            lambda: files.put(key, b"1"),
            lambda: files.get(key),
            lambda: files.remove(key),
        ]
        for use in uses:
            with pytest.raises(InvalidInput) as refused:
                use()
            assert refused.value.field == "key"

    @pytest.mark.parametrize("content", ["text", None, 3, bytearray(b"1"), [1]], ids=repr)
    def test_what_is_no_content_is_refused(self, files: Files, content: bytes) -> None:
        files.put("a", b"1")
        with pytest.raises(InvalidInput) as refused:
            files.put("a", content)

        assert refused.value.field == "content"
        assert files.get("a") == b"1"

    def test_an_unknown_key_is_a_key_error(self, files: Files) -> None:
        with pytest.raises(KeyError):
            files.get("a")

    def test_what_was_removed_is_gone(self, files: Files) -> None:
        files.put("a", b"1")
        files.remove("a")

        with pytest.raises(KeyError):
            files.get("a")

    def test_what_was_removed_may_be_put_again(self, files: Files) -> None:
        files.put("a", b"1")
        files.remove("a")
        files.put("a", b"2")

        assert files.get("a") == b"2"

    def test_removing_what_is_not_there_is_fine(self, files: Files) -> None:
        files.remove("a")
        files.remove("a/b")

    def test_two_who_put_at_once_leave_the_content_of_one(self, files: Files) -> None:
        threads = Threads()
        threads.start(*(partial(files.put, "a/b", content) for content in (FIRST, SECOND) * 2))
        threads.join()

        assert (files.get("a/b") in {FIRST, SECOND}) is True

    def test_whoever_reads_meanwhile_has_one_whole_content(self, files: Files) -> None:
        files.put("a/b", FIRST)
        found: set[bytes] = set()

        def write() -> None:
            for content in (SECOND, FIRST) * 3:
                files.put("a/b", content)

        def read() -> None:
            for _ in range(6):
                found.add(files.get("a/b"))

        threads = Threads()
        threads.start(write, read)
        threads.join()
        found.add(files.get("a/b"))

        assert (found <= {FIRST, SECOND}) is True

    def test_joined_files_have_what_was_put_before(self, files: Files, handle: object) -> None:
        files.put("a/b", b"1")

        assert files.joined(handle).get("a/b") == b"1"

    def test_joined_files_keep_and_forget(self, files: Files, handle: object) -> None:
        joined = files.joined(handle)
        joined.put("a/b", b"1")
        joined.put("a/b", b"2")
        joined.put("a", b"3")
        assert (joined.get("a/b"), joined.get("a")) == (b"2", b"3")

        joined.remove("a/b")
        with pytest.raises(KeyError):
            joined.get("a/b")

    def test_joined_files_refuse_as_much(self, files: Files, handle: object) -> None:
        joined = files.joined(handle)
        with pytest.raises(InvalidInput):
            joined.put("../a", b"1")
        joined.remove("a")
        with pytest.raises(KeyError):
            joined.get("a")

    def test_a_place_that_cannot_be_reached_says_so(self, unreachable: Files) -> None:
        uses: list[Callable[[], object]] = [
            lambda: unreachable.put("a", b"1"),
            lambda: unreachable.get("a"),
            lambda: unreachable.remove("a"),
        ]
        for use in uses:
            with pytest.raises(Unavailable):
                use()
