"""What the ports through which messages leave promise."""
# ruff: noqa: D102, S101 - the names of the tests are the sentences, and asserting is their work

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pytest
from attrs import evolve

from bookingcore.errors import Unavailable, Undeliverable
from bookingcore.ports.messages import Mailer, Message, Push, Sms
from bookingcore.testing.messages import Fault

Outlet = Mailer | Push | Sms

Parts = Mapping[str, str]
"""A message as the other side has it: its parts by their names, as far as the channel has them."""

MESSAGE = Message(
    id="m1",
    kind="booking_made",
    channel="email",
    recipient="anna@example.org",
    language="it",
    subject="Prenotazione",
    body="È fatta!\nA presto",
)
BREAKS = ("\n", "\r\n", "\r")
THIEF = "Bcc: thief@example.org"

_NEEDED = {"id", "recipient", "body"}
_LOSSES = [Fault.TEMPORARY, Fault.SILENT, Fault.DROPPED]


class MessagesContract:
    """Give fixtures `outlet`, `received` and, for a service that is out of order, `broken`.

    And `recipient`, unless the channel takes an e-mail address.
    """

    @pytest.fixture
    def outlet(self) -> Outlet:
        """The mailer, push or SMS service under test."""
        raise NotImplementedError("give the class a fixture `outlet`")

    @pytest.fixture
    def received(self, outlet: Outlet) -> Callable[[], Sequence[Parts]]:
        """Tells what has arrived from *outlet*: `id`, `recipient`, `body`, and what else it has.

        Its `id` may be any name by which the other side knows a repeated message.
        """
        raise NotImplementedError("give the class a fixture `received`")

    @pytest.fixture
    def broken(self) -> Outlet:
        """The same service when it cannot be reached."""
        raise NotImplementedError("give the class a fixture `broken`")

    @pytest.fixture
    def recipient(self) -> str:
        """Somebody whom the service reaches."""
        return MESSAGE.recipient

    @pytest.fixture
    def message(self, recipient: str) -> Message:
        """Something to send."""
        return evolve(MESSAGE, recipient=recipient)

    def test_a_message_arrives_once_and_whole(
        self, outlet: Outlet, message: Message, received: Callable[[], Sequence[Parts]]
    ) -> None:
        outlet.send(message)
        [parts] = received()

        assert parts.keys() >= _NEEDED
        assert _others(parts) == _sent(message, parts)

    def test_messages_arrive_in_their_order(
        self, outlet: Outlet, message: Message, received: Callable[[], Sequence[Parts]]
    ) -> None:
        outlet.send(message)
        outlet.send(evolve(message, id="m2", body="second"))

        assert [parts["body"] for parts in received()] == [message.body, "second"]

    def test_what_was_not_accepted_is_said(self, broken: Outlet, message: Message) -> None:
        with pytest.raises(Unavailable):
            broken.send(message)

    def test_a_repeated_message_is_known_by_its_id(
        self, outlet: Outlet, message: Message, received: Callable[[], Sequence[Parts]]
    ) -> None:
        outlet.send(message)
        outlet.send(message)

        assert len({parts["id"] for parts in received()}) == 1

    @pytest.mark.parametrize("id", ["m2", "M1", "m1 ", "m1\n", "é" * 300])
    def test_another_message_has_another_id(
        self, outlet: Outlet, message: Message, received: Callable[[], Sequence[Parts]], id: str
    ) -> None:
        outlet.send(message)
        outlet.send(evolve(message, id=id))
        first, second = received()

        assert first["id"] != second["id"]

    def test_text_outside_ascii_arrives_as_it_was(
        self, outlet: Outlet, message: Message, received: Callable[[], Sequence[Parts]]
    ) -> None:
        said = "Città di Roma, 10 €: 你好 👋🏽 — «ñ» " * 5 + "."
        spoken = evolve(message, subject=said, sender_name=said[:60] + ".", body=f"{said}\n{said}")
        outlet.send(spoken)
        [parts] = received()

        assert _others(parts) == _sent(spoken, parts)

    @pytest.mark.parametrize("part", ["subject", "sender_name"])
    @pytest.mark.parametrize("line_break", BREAKS, ids=ascii)
    def test_a_line_break_does_not_end_a_header(
        self,
        outlet: Outlet,
        message: Message,
        received: Callable[[], Sequence[Parts]],
        part: str,
        line_break: str,
    ) -> None:
        forged = evolve(message, **{part: f"Anna{line_break}{THIEF}{line_break * 2}"})
        outlet.send(forged)
        [parts] = received()

        said = {name: " ".join(value.split()) for name, value in _others(parts).items()}
        meant = {name: " ".join(value.split()) for name, value in _sent(forged, parts).items()}
        assert said == meant

    @pytest.mark.parametrize("more", [*(f"{b}{THIEF}" for b in BREAKS), ", thief@example.org"])
    def test_nobody_else_is_reached_through_a_recipient(
        self,
        outlet: Outlet,
        message: Message,
        received: Callable[[], Sequence[Parts]],
        more: str,
    ) -> None:
        forged = message.recipient + more
        try:
            outlet.send(evolve(message, recipient=forged))
        except Undeliverable:
            assert list(received()) == []
        else:
            assert [parts["recipient"] for parts in received()] == [forged]


class DeliveryContract(MessagesContract):
    """For services behind a network; give a fixture `fail` too.

    The `outlet` should not be patient: it is left without an answer.
    """

    @pytest.fixture
    def fail(self, outlet: Outlet) -> Callable[[Fault], None]:
        """Lets the other side treat the next message so."""
        raise NotImplementedError("give the class a fixture `fail`")

    @pytest.mark.parametrize("fault", _LOSSES)
    def test_what_did_not_arrive_may_be_sent_again(
        self,
        outlet: Outlet,
        message: Message,
        received: Callable[[], Sequence[Parts]],
        fail: Callable[[Fault], None],
        fault: Fault,
    ) -> None:
        fail(fault)
        with pytest.raises(Unavailable):
            outlet.send(message)
        before = list(received())
        outlet.send(message)

        assert before == []
        assert len(received()) == 1

    def test_what_is_refused_for_ever_is_undeliverable(
        self,
        outlet: Outlet,
        message: Message,
        received: Callable[[], Sequence[Parts]],
        fail: Callable[[Fault], None],
    ) -> None:
        fail(Fault.PERMANENT)
        with pytest.raises(Undeliverable) as refused:
            outlet.send(message)

        assert refused.value.channel == message.channel
        assert refused.value.reason
        assert list(received()) == []

    @pytest.mark.parametrize("fault", [Fault.PERMANENT, Fault.TEMPORARY])
    def test_no_error_shows_the_whole_recipient(
        self, outlet: Outlet, message: Message, fail: Callable[[Fault], None], fault: Fault
    ) -> None:
        fail(fault)
        with pytest.raises((Undeliverable, Unavailable)) as failed:
            outlet.send(message)

        assert message.recipient not in f"{failed.value} {failed.value!r}"

    def test_a_message_whose_answer_got_lost_is_the_same_when_it_is_sent_again(
        self,
        outlet: Outlet,
        message: Message,
        received: Callable[[], Sequence[Parts]],
        fail: Callable[[Fault], None],
    ) -> None:
        fail(Fault.LOST)
        with pytest.raises(Unavailable):
            outlet.send(message)
        outlet.send(message)
        first, *again = received()

        assert again in ([], [first])

    @pytest.mark.parametrize("fault", Fault)
    def test_a_fault_holds_nobody_else_up(
        self,
        outlet: Outlet,
        message: Message,
        received: Callable[[], Sequence[Parts]],
        fail: Callable[[Fault], None],
        fault: Fault,
    ) -> None:
        fail(fault)
        with pytest.raises((Undeliverable, Unavailable)):
            outlet.send(message)
        outlet.send(evolve(message, id="m2", body="another"))

        assert [parts["body"] for parts in received()][-1:] == ["another"]


def _others(parts: Parts) -> dict[str, str]:
    return {name: value for name, value in parts.items() if name != "id"}


def _sent(message: Message, parts: Parts) -> dict[str, str]:
    return {name: getattr(message, name) for name in parts if name != "id"}
