"""The door for operators: `bookingcore demo`, `migrate`, `verify`, `explain`, `run` and `preview`.

Exit codes: 0 when all is well, 1 when a rule refused or faults were found, 2 when the command
cannot be meant, 3 when something outside is down, missing or not ready.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from bookingcore.cli.failing import EXIT_UNAVAILABLE, package_of
from bookingcore.errors import MissingExtra

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out one command and return its exit code.

    Args:
        arguments: the words after `bookingcore`; None for those of this process.
    """
    try:
        from bookingcore.cli.commands import run
    except ModuleNotFoundError as missing:
        package = package_of(missing)
        if package not in {"cyclopts", "rich"}:
            raise
        print(f"bookingcore: {MissingExtra('cli', package)}", file=sys.stderr)
        return EXIT_UNAVAILABLE
    return run(arguments)
