"""Who signs the links of a center: the host's signer, or a key of the center's own."""

from __future__ import annotations

from pendulum import DateTime

from bookingcore.desk.context import Context
from bookingcore.desk.running import Command, carry_out
from bookingcore.domain.values.changes import Add, Decision
from bookingcore.domain.values.sealing import KEY_BITS, LINKS_KEY, SigningKey, new_key
from bookingcore.errors import LinkNotUsable
from bookingcore.ports.questions import ById
from bookingcore.ports.signer import Signer
from bookingcore.ports.store import Answers, Unit

KEY = ById(SigningKey, LINKS_KEY)
"""The question to ask with whatever else a command asks, before it signs or verifies."""


def signature(context: Context, answers: Answers, payload: bytes, command: str) -> bytes:
    """*payload* signed for *command*; the first one makes the center its key."""
    signer: Signer = context.signer or next(iter(answers[KEY]), None) or _made(context, command)
    return signer.sign(payload)


def refuse_unsigned(context: Context, answers: Answers, payload: bytes, signature: bytes) -> None:
    """Refuse what was not signed here.

    A signer of the host's is asked while no transaction is open: call it after the question.

    Raises:
        LinkNotUsable: forged or damaged.
    """
    signer: Signer | None = context.signer or next(iter(answers[KEY]), None)
    if signer is None or not signer.verify(payload, signature):
        raise LinkNotUsable


def _made(context: Context, command: str) -> SigningKey:
    """A key of the center's own, made now; or the one that somebody made who was faster."""
    made = new_key(context.chance.bits(KEY_BITS))

    def decide(unit: Unit, now: DateTime) -> Decision[SigningKey]:
        kept = unit.load(KEY)[KEY]
        if kept:
            return Decision(result=kept[0], changes=(), happened=())
        return Decision(result=made, changes=[Add(made)], happened=())

    return carry_out(context, Command(name=command, stream=None, decide=decide))
