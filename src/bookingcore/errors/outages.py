"""What outside is down, missing or not ready, and how to bring it back."""

from __future__ import annotations

from typing import ClassVar

from attrs import define

from bookingcore.errors.tree import Conflict, Unavailable


@define(slots=False)
class Contended(Conflict):
    """Somebody was faster *attempts* times in a row, and the library stopped trying."""

    attempts: int = 0
    code: ClassVar[str] = "contended"

    def __str__(self) -> str:
        return (
            f"other processes were faster {self.attempts} times in a row; "
            "nothing was written, run the command again"
        )


@define(slots=False)
class StoreUnavailable(Unavailable):
    """The database cannot be reached, or went away; `detail` is the driver's own sentence."""

    url: str
    detail: str
    code: ClassVar[str] = "store_unavailable"

    def __str__(self) -> str:
        return f"{self.url} cannot be used ({self.detail}); check that it exists and is reachable"


@define(slots=False)
class StoreReadOnly(StoreUnavailable):
    """The database answers but refuses to write."""

    code: ClassVar[str] = "store_read_only"

    def __str__(self) -> str:
        return f"{self.url} is read-only ({self.detail}); open it with write access"


@define(slots=False)
class StoreLocked(StoreUnavailable):
    """Another connection held the database's lock for longer than the time-out."""

    code: ClassVar[str] = "store_locked"

    def __str__(self) -> str:
        return f"{self.url} is locked by another connection ({self.detail}); try again later"


@define(slots=False)
class OutcomeUnknown(StoreUnavailable):
    """The database went away while it was finishing a command: it may have been done, or not.

    The only error after which something may have been written: wholly, never by half. Give the
    same call again with its idempotency key, or look. A command that had a key was given again
    already, if the database came back at once.
    """

    code: ClassVar[str] = "outcome_unknown"

    def __str__(self) -> str:
        return (
            f"{self.url} was lost while it finished a command ({self.detail}); "
            "look whether it was done, or repeat the call with its idempotency key"
        )


@define(slots=False)
class StoreNotMigrated(Unavailable):
    """The database's schema is not the one this version reads.

    Attributes:
        url: the database, without its password.
        found: the revision that the database has; None for an empty database.
        needed: the revision that this version of the library needs.
    """

    url: str
    found: str | None
    needed: str
    code: ClassVar[str] = "store_not_migrated"

    def __str__(self) -> str:
        return (
            f"{self.url} is at revision {self.found or 'none'}, {self.needed} is needed; "
            f"run: bookingcore migrate {self.url}"
        )


@define(slots=False)
class StoreTooNew(StoreNotMigrated):
    """The database was migrated by a newer version of the library."""

    code: ClassVar[str] = "store_too_new"

    def __str__(self) -> str:
        return (
            f"{self.url} is at revision {self.found}, which this version does not know "
            f"(it knows up to {self.needed}); upgrade bookingcore"
        )


@define(slots=False)
class PaymentsUnavailable(Unavailable):
    """The payment provider cannot be reached: it was asked for nothing."""

    code: ClassVar[str] = "payments_unavailable"

    def __str__(self) -> str:
        return "the payment provider cannot be reached; nothing was asked of it, try again later"


@define(slots=False)
class FilesUnavailable(Unavailable):
    """The place for the content of documents cannot be used; `detail` is the system's sentence.

    Attributes:
        place: where it is, such as the path of a folder.
    """

    place: str
    detail: str
    code: ClassVar[str] = "files_unavailable"

    def __str__(self) -> str:
        return (
            f"documents cannot be kept in {self.place} ({self.detail}); "
            "check that it is there and can be read and written"
        )


@define(slots=False)
class DocumentLost(Unavailable):
    """The content of a document is not where it was kept, or is not what was added."""

    document_id: str
    code: ClassVar[str] = "document_lost"

    def __str__(self) -> str:
        return (
            f"the content of document {self.document_id} is missing or damaged; "
            "restore the files, or remove the document and add it again"
        )


@define(slots=False)
class MissingExtra(Unavailable):
    """An optional dependency is not installed."""

    extra: str
    module: str
    code: ClassVar[str] = "missing_extra"

    def __str__(self) -> str:
        return f"{self.module} is not installed; run: pip install 'bookingcore[{self.extra}]'"
