"""The commands as they are typed; each loads what it needs when it is given."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.metadata import version
from typing import Annotated

from cyclopts import App, CycloptsError, Parameter
from rich.console import Console
from rich.text import Text

from bookingcore.cli.failing import (
    EXIT_MISUSE,
    EXIT_UNAVAILABLE,
    StoryBroken,
    exit_code,
    package_of,
)
from bookingcore.errors import BookingCoreError, MissingExtra

app = App(
    name="bookingcore",
    help="The front desk of a booking business: a story to watch, and tools for operators.",
    version=lambda: version("bookingcore"),
    help_format="plaintext",
)

Url = Annotated[str, Parameter(help="The database, such as sqlite:///studio.db.")]
Center = Annotated[
    str | None, Parameter(help="The center's id; left out, every center of the database.")
]


@app.command
def demo(
    *,
    url: Annotated[
        str | None,
        Parameter(help="A database to keep the story in; left out, one that is thrown away."),
    ] = None,
    fast: Annotated[
        bool, Parameter(help="Do not take breath between the chapters.", negative="")
    ] = False,
) -> int:
    """Watch a month at the front desk of a studio."""
    from bookingcore.cli.story import tell

    return tell(url, fast=fast)


@app.command
def migrate(url: Url, /) -> int:
    """Bring a database to the schema of this version."""
    from bookingcore.cli.operating import migrate as carry_out

    return carry_out(url)


@app.command
def verify(url: Url, /, *, center: Center = None) -> int:
    """Recompute every ledger, seat count and status from the records.

    Prints the faults, if there are any, and then exits with 1. Writes nothing.
    """
    from bookingcore.cli.operating import verify as carry_out

    return carry_out(url, center)


@app.command
def explain(
    url: Url,
    booking: Annotated[str, Parameter(help="The booking's id.")],
    /,
    *,
    center: Center = None,
) -> int:
    """Say why a booking is as it is, and what would change it."""
    from bookingcore.cli.operating import explain as carry_out

    return carry_out(url, booking, center)


@app.command(name="run")
def do_due_work(
    url: Url,
    /,
    *,
    center: Center = None,
    every: Annotated[
        float, Parameter(help="Seconds after which it looks again at the latest, 0.1 to 86,400.")
    ] = 30.0,
    once: Annotated[bool, Parameter(help="Do what is due now, and end.", negative="")] = False,
    documents: Annotated[
        str | None,
        Parameter(help="The folder of documents, where they are not in the database."),
    ] = None,
) -> int:
    """Do what falls due: offers that run out, waiting lists that close, content nobody has.

    Goes on until it is told to stop by Ctrl-C or SIGTERM; it finishes what it has in hand first.
    Any number may run at once. A database that is away is waited for.
    """
    from bookingcore.cli.working import work

    return work(url, center, every=every, once=once, documents=documents)


@app.command
def deliver(
    url: Url,
    /,
    *,
    center: Center = None,
    sender: Annotated[
        str | None, Parameter(help="Who writes, such as 'Studio Roma <desk@studio.example>'.")
    ] = None,
    folder: Annotated[
        str | None, Parameter(help="Put letters into this folder, and send none.")
    ] = None,
    screen: Annotated[
        bool, Parameter(name="--console", help="Show messages here, and send none.", negative="")
    ] = False,
    templates: Annotated[
        str | None, Parameter(help="The folder of your own templates, before those shipped.")
    ] = None,
    every: Annotated[
        float, Parameter(help="Seconds after which it looks again, 0.1 to 86,400.")
    ] = 5.0,
    once: Annotated[bool, Parameter(help="Send what waits now, and end.", negative="")] = False,
) -> int:
    """Send the messages that wait, by the mail server that BOOKINGCORE_SMTP names.

    Goes on until it is told to stop by Ctrl-C or SIGTERM; it finishes what it has in hand first.
    Any number may run at once. A mail server or a database that is away is waited for.
    """
    from bookingcore.cli.delivering import Outlets
    from bookingcore.cli.delivering import deliver as carry_out

    outlets = Outlets(sender=sender, folder=folder, screen=screen, templates=templates)
    return carry_out(url, center, outlets, every=every, once=once)


@app.command
def preview(
    kind: Annotated[str, Parameter(help="What it is about, such as booking_created.")],
    /,
    *,
    language: Annotated[str, Parameter(help="it, es or en.")] = "en",
    channel: Annotated[str, Parameter(help="email, push or sms.")] = "email",
    html: Annotated[
        str | None, Parameter(help="A file for the HTML of an e-mail, to be seen in a browser.")
    ] = None,
    templates: Annotated[
        str | None, Parameter(help="The folder of your own templates, before those shipped.")
    ] = None,
) -> int:
    """Show what a message says, with made-up names and times."""
    from bookingcore.cli.previewing import preview as carry_out

    return carry_out(kind, language=language, channel=channel, html=html, templates=templates)


def run(arguments: Sequence[str] | None = None) -> int:
    """Carry out the command and return its exit code; a failure is one line on stderr."""
    _never_stumble_over_letters()
    try:
        code = app(arguments, exit_on_error=False, print_error=False, result_action="return_value")
    except CycloptsError as error:
        return _complained(f"{error} See: bookingcore --help", EXIT_MISUSE)
    except (BookingCoreError, StoryBroken) as error:
        return _complained(str(error), exit_code(error))
    except ModuleNotFoundError as missing:
        package = package_of(missing)
        if package not in {"alembic", "sqlalchemy"}:
            raise
        return _complained(str(MissingExtra("sql", package)), EXIT_UNAVAILABLE)
    return code if isinstance(code, int) else 0


def _complained(sentence: str, code: int) -> int:
    """Say on stderr, in one line, what went wrong; returns the exit code."""
    console = Console(stderr=True, highlight=False)
    console.print(Text(" ".join(f"bookingcore: {sentence}".split()), style="red"), soft_wrap=True)
    return code


def _never_stumble_over_letters() -> None:
    """A terminal that lacks a letter shows a question mark in its place."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="replace")
