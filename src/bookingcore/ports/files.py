"""The port to where the content of documents is kept."""

from __future__ import annotations

import re
from typing import Protocol

from bookingcore.domain.values.checks import shown
from bookingcore.errors import InvalidInput

KEY_LENGTH_MAX = 200
"""Characters of a key."""

PART_LENGTH_MAX = 64
"""Characters of a part of a key: of what stands before, between and after its slashes."""

_PART = f"[A-Za-z0-9_-]{{1,{PART_LENGTH_MAX}}}"
_KEY = re.compile(f"{_PART}(?:/{_PART})*")


class Files(Protocol):
    """Keeps bytes under a key of the library's choosing.

    A key is made of ASCII letters, digits, `-` and `_`, in parts with a `/` between them; capitals
    count, and a key may be the beginning of another. Whatever goes wrong while content is written,
    and whoever writes or reads at the same time: a key has its old content or its new, never some
    of each. What `put` has returned from is there for good.
    """

    def put(self, key: str, content: bytes) -> None:
        """Keep *content* wholly or not at all; a repeated put of the same key replaces it.

        Raises:
            InvalidInput: *key* is none, or *content* is no `bytes`.
            Unavailable: the place cannot be reached, or will not write. It has what it had; only
                where its very last step failed it may have the new content.
            Conflict: in the host's transaction, when that has to be run again as a whole.
        """

    def get(self, key: str) -> bytes:
        """The content under *key*.

        Raises:
            KeyError: there is none.
            InvalidInput: *key* is none.
            Unavailable: the place cannot be reached.
            Conflict: as for `put`.
        """

    def remove(self, key: str) -> None:
        """Forget *key*; removing what is not there is fine.

        Raises:
            InvalidInput: *key* is none.
            Unavailable: the place cannot be reached, or will not write.
            Conflict: as for `put`.
        """

    def joined(self, handle: object) -> Files:
        """These files inside a transaction of the host's own.

        What is put there is kept or lost with it. Files that have no transactions answer
        themselves, whatever the *handle*.

        Args:
            handle: what was given to `desk.using(...)`, on the database that keeps these files.

        Raises:
            InvalidInput: it is no handle on such a database.
        """


def legal_key(key: object) -> str:
    """*key*, if it is one that every place can keep.

    Raises:
        InvalidInput: it is none.
    """
    if isinstance(key, str) and len(key) <= KEY_LENGTH_MAX and _KEY.fullmatch(key):
        return key
    raise InvalidInput(
        "key",
        shown(key),
        f"give up to {KEY_LENGTH_MAX} ASCII letters, digits, '-' and '_', "
        f"in parts of 1 to {PART_LENGTH_MAX} with '/' between them",
    )


def legal_content(content: object) -> bytes:
    """*content*, if it is bytes that nobody can change any more.

    Raises:
        InvalidInput: it is not.
    """
    if isinstance(content, bytes):
        return content
    raise InvalidInput("content", f"<{type(content).__name__}>", "give bytes")
