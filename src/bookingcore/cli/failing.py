"""How a command fails: the exit code for each branch of the error tree."""

from __future__ import annotations

from attrs import define

from bookingcore.errors import BookingCoreError, Misuse, Refused

EXIT_REFUSED = 1
"""A rule said no, or faults were found."""
EXIT_MISUSE = 2
"""The command cannot be meant."""
EXIT_UNAVAILABLE = 3
"""Something outside is down, missing, not ready, or was faster."""


@define(slots=False)
class StoryBroken(Exception):
    """The demo tells something else than the library does; one of the two is wrong."""

    told: str

    def __str__(self) -> str:
        return f"the story does not hold: {self.told}; this is a bug, please report it"


Failure = BookingCoreError | StoryBroken
"""What ends a command with one sentence."""


def exit_code(error: Failure) -> int:
    """The exit code for *error*, by the branch of the error tree on which it sits."""
    if isinstance(error, Refused | StoryBroken):
        return EXIT_REFUSED
    return EXIT_MISUSE if isinstance(error, Misuse) else EXIT_UNAVAILABLE


def package_of(missing: ModuleNotFoundError) -> str:
    """The package to which the *missing* module belongs."""
    return (missing.name or "").partition(".")[0]
