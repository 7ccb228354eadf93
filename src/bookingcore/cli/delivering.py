"""Messages that wait, sent on a schedule until somebody says stop."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import closing, suppress
from typing import Any

from attrs import frozen

from bookingcore.adapters.calendar import CalendarRenderer
from bookingcore.adapters.console import ConsoleOutlet
from bookingcore.adapters.mailbox_folder import FolderMailer
from bookingcore.adapters.smtp import SmtpMailer
from bookingcore.adapters.texts import JinjaRenderer
from bookingcore.cli.failing import EXIT_UNAVAILABLE, exit_code
from bookingcore.cli.operating import console, desks, kept, opened
from bookingcore.cli.stopping import Stop, StoppableStore, Stopped, stopping
from bookingcore.cli.working import EVERY_MAX, EVERY_MIN, complain, stamp
from bookingcore.desk.delivering import DeliveryFailure, DeliveryReport
from bookingcore.domain.values.checks import shown
from bookingcore.errors import BookingCoreError, InvalidInput, StoreUnavailable
from bookingcore.ports.messages import Mailer

_SENDER = "give --sender 'Studio Roma <desk@studio.example>'"

SMTP = "BOOKINGCORE_SMTP"
"""The variable with the URL of the mail server: it may hold a password, which no list of
processes should show."""


@frozen(kw_only=True)
class Outlets:
    """Where messages go.

    Attributes:
        sender: who writes; needed for letters.
        folder: puts letters into that folder, in place of a mail server.
        screen: shows every message on the console, and sends none.
        templates: the folder of the host's own texts; None for those of the package.
    """

    sender: str | None = None
    folder: str | None = None
    screen: bool = False
    templates: str | None = None

    @property
    def mailer(self) -> Mailer:
        """What sends e-mail.

        Raises:
            InvalidInput: nobody writes, or there is no mail server.
        """
        if self.screen:
            return ConsoleOutlet()
        if self.sender is None:
            raise InvalidInput("sender", "None", _SENDER)
        if self.folder is not None:
            return FolderMailer(self.folder, sender=self.sender)
        url = os.environ.get(SMTP, "")
        if not url:
            remedy = f"set {SMTP} to 'smtps://name:password@host', or give --folder or --console"
            raise InvalidInput(SMTP, "''", remedy)
        return SmtpMailer(url, sender=self.sender)

    @property
    def ports(self) -> Mapping[str, Any]:
        """What a desk is opened with to send messages.

        Raises:
            InvalidInput: nobody writes, or there is no mail server, or no such folder.
        """
        mailer = self.mailer
        rest = {"push": mailer, "sms": mailer} if self.screen else {}
        renderer = CalendarRenderer(JinjaRenderer(self.templates))
        return {"mailer": mailer, "renderer": renderer, **rest}


def deliver(url: str, center: str | None, outlets: Outlets, *, every: float, once: bool) -> int:
    """Send what waits in one center or in all: once, or again and again until a signal comes.

    Returns:
        0 when it was stopped; with *once*, the exit code of the worst that failed, or 0.

    Raises:
        InvalidInput: *every* is out of bounds, there is no such center, nobody writes.
        Unavailable: the database is not ready, or with *once* it is away.
    """
    kept(url)
    if not EVERY_MIN <= every <= EVERY_MAX:
        remedy = f"give seconds from {EVERY_MIN:g} to {EVERY_MAX:,.0f}"
        raise InvalidInput("every", shown(every), remedy)
    ports = outlets.ports
    with stopping() as stop, suppress(Stopped):
        if once:
            return _once(url, center, ports, stop)
        away = ""
        while True:
            try:
                _once(url, center, ports, stop)
            except StoreUnavailable as error:
                if str(error) != away:
                    complain(f"{error}; it is tried again")
                away = str(error)
            else:
                away = ""
            if stop.wait(every):
                break
    return 0


def _once(url: str, center: str | None, ports: Mapping[str, Any], stop: Stop) -> int:
    """Send what waits now; the exit code of the worst that failed."""
    worst = 0
    with closing(StoppableStore(opened(url), stop)) as store:
        for desk in desks(store, center, **ports):
            report = desk.deliver()
            _tell(desk.center, report)
            worst = max([worst, *(_code(failure) for failure in report.failed)])
    return worst


def _code(failure: DeliveryFailure) -> int:
    error = failure.error
    return exit_code(error) if isinstance(error, BookingCoreError) else EXIT_UNAVAILABLE


def _tell(center: str, report: DeliveryReport) -> None:
    """One line for what was sent and withheld, and one for whatever failed."""
    withheld = [f"{number} withheld ({why.value})" for why, number in report.withheld.items()]
    put_off = [f"{report.put_off} put off"] if report.put_off else []
    told = [*([f"{report.sent} sent"] if report.sent else []), *withheld, *put_off]
    if told:
        line = f"{stamp()} {center}: {', '.join(told)}"
        console().print(line, markup=False, soft_wrap=True)
    for failure in report.failed:
        again = "given up" if failure.again_at is None else "it is tried again"
        kind = failure.delivery.kind.value
        complain(f"{center}: {kind} {failure.delivery.id}: {failure.error}; {again}")
