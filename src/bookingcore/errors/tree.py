"""The root of the error tree and its four branches: whose fault, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from attrs import asdict, define, field

Language = Literal["en", "it", "es"]


@define(slots=False)
class BookingCoreError(Exception):
    """Whatever the library raises on purpose.

    Every error carries a stable `code` for programs, its facts as fields, and an English
    sentence that names the way out. Errors survive `pickle` and `copy`, facts included.
    """

    code: ClassVar[str] = "error"


@define(slots=False)
class Refused(BookingCoreError):
    """A rule says no. Nothing was written; tell the person why.

    A refusal is also a value: eligibility rules return them, `check()` lists them, and the
    one that is raised carries the whole list in `violations`, itself first.
    """

    texts: ClassVar[Mapping[Language, str]] = {}
    overridable: ClassVar[bool] = False
    """Whether staff may override this rule, with a reason on record (A67)."""

    violations: tuple[Refused, ...] = field(default=(), init=False, repr=False)

    def __str__(self) -> str:
        return self.told("en")

    def told(self, language: Language) -> str:
        """The refusal as a sentence for the person, in English, Italian or Spanish.

        A host's own refusal that lacks the language is told in English, or else by its code.
        """
        said = self.texts.get(language) or self.texts.get("en") or self.code
        return said.format(**asdict(self, recurse=False))


@define(slots=False)
class Conflict(BookingCoreError):
    """Somebody else was faster. Nothing was written; the same call may succeed now.

    `rerun` says what to run again: the `"command"`, or the host's whole `"transaction"`.
    """

    rerun: Literal["command", "transaction"] = "command"
    code: ClassVar[str] = "conflict"

    def __str__(self) -> str:
        return f"another process changed the same rows first; run the {self.rerun} again"


@define(slots=False)
class Misuse(BookingCoreError):
    """The calling code is wrong: mend it. Nothing was written."""

    code: ClassVar[str] = "misuse"


@define(slots=False)
class Unavailable(BookingCoreError):
    """Something outside is down, missing or not ready. Nothing was lost or half-written."""

    code: ClassVar[str] = "unavailable"
