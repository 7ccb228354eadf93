"""Liars for the ports through which messages leave, for each test of their contracts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from attrs import evolve

from bookingcore.errors import MessagesUnavailable, Unavailable, Undeliverable
from bookingcore.ports.messages import Message
from bookingcore.testing import RecordingMailer


class Shortening(RecordingMailer):
    """Sends the first line only."""

    def send(self, message: Message, /) -> None:
        super().send(evolve(message, body=message.body.partition("\n")[0]))


class Hurrying(RecordingMailer):
    """Sends the latest message first."""

    def send(self, message: Message, /) -> None:
        super().send(message)
        self.sent.reverse()


class Silent(RecordingMailer):
    """Does not say that a message was not accepted."""

    def send(self, message: Message, /) -> None:
        try:
            super().send(message)
        except Unavailable:
            return


class Renaming(RecordingMailer):
    """Takes each message for a new one."""

    tried = 0

    def send(self, message: Message, /) -> None:
        self.tried += 1
        super().send(evolve(message, id=f"{message.id}-{self.tried}"))


class OneName(RecordingMailer):
    """Takes each message for the same."""

    def send(self, message: Message, /) -> None:
        super().send(evolve(message, id="m"))


class Plain(RecordingMailer):
    """Knows no letter that was not on the first teleprinters."""

    def send(self, message: Message, /) -> None:
        plain = {
            part: getattr(message, part).encode("ascii", "replace").decode()
            for part in ("subject", "sender_name", "body")
        }
        super().send(evolve(message, **plain))


class Splitting(RecordingMailer):
    """Takes what stands behind a line break for something else."""

    def send(self, message: Message, /) -> None:
        first = {
            part: (getattr(message, part).splitlines() or [""])[0]
            for part in ("subject", "sender_name")
        }
        super().send(evolve(message, **first))


class Sociable(RecordingMailer):
    """Reaches whoever else is named."""

    def send(self, message: Message, /) -> None:
        for recipient in message.recipient.replace(",", "\n").splitlines():
            super().send(evolve(message, recipient=recipient))


class Stubborn(RecordingMailer):
    """Takes every refusal for a delay."""

    def send(self, message: Message, /) -> None:
        try:
            super().send(message)
        except Undeliverable as refused:
            raise MessagesUnavailable("the fake", refused.reason) from refused


class Gossiping(RecordingMailer):
    """Tells everybody whom it did not reach."""

    def send(self, message: Message, /) -> None:
        try:
            super().send(message)
        except (Undeliverable, Unavailable) as failed:
            raise MessagesUnavailable("the fake", message.recipient) from failed


class Sulking(RecordingMailer):
    """Stays out of order once it was."""

    def send(self, message: Message, /) -> None:
        try:
            super().send(message)
        except (Undeliverable, Unavailable):
            self.down = True
            raise


MESSAGES: Mapping[str, Callable[[], Any]] = {
    "test_a_message_arrives_once_and_whole": Shortening,
    "test_messages_arrive_in_their_order": Hurrying,
    "test_what_was_not_accepted_is_said": Silent,
    "test_a_repeated_message_is_known_by_its_id": Renaming,
    "test_another_message_has_another_id": OneName,
    "test_text_outside_ascii_arrives_as_it_was": Plain,
    "test_a_line_break_does_not_end_a_header": Splitting,
    "test_nobody_else_is_reached_through_a_recipient": Sociable,
    "test_what_did_not_arrive_may_be_sent_again": Silent,
    "test_what_is_refused_for_ever_is_undeliverable": Stubborn,
    "test_no_error_shows_the_whole_recipient": Gossiping,
    "test_a_message_whose_answer_got_lost_is_the_same_when_it_is_sent_again": Renaming,
    "test_a_fault_holds_nobody_else_up": Sulking,
}
