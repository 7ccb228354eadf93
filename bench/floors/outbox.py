"""What is told of the commands of the floor in memory: messages, and what falls due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bench.floors.ids import World
from bench.floors.noticing import SEQ
from bookingcore import Channel, Customer, Delivery, DeliveryStatus, MessageKind, Reason, Session
from bookingcore.domain.values.due import Due, DueKind


class Outbox:
    """Messages that reach nobody, for the plain customer has no address."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.deliveries: list[Delivery] = []
        self.due: dict[str, Due] = {}

    def expect(self, kind: DueKind, subject: str, at: Any) -> None:
        """Something falls due for *subject*, or does not any more."""
        if at is None:
            self.due.pop(f"{kind.name}:{subject}", None)
        else:
            due = Due(kind=kind, subject=subject, due_at=at)
            self.due[due.id] = due

    def withhold(
        self,
        no: int,
        at: Any,
        told: tuple[MessageKind, str, str],
        where: Session | None = None,
        why: Reason = Reason.NO_ADDRESS,
        *,
        channels: Sequence[Channel | None] = (Channel.EMAIL, Channel.PUSH),
        until: Any = None,
        facts: Mapping[str, str] | None = None,
    ) -> None:
        """Write what cannot be *told*: its kind, what it is about, to whom."""
        kind, about, customer = told
        for seq, channel in enumerate(channels, no * SEQ):
            delivery = Delivery(
                id=self._world.new_id(),  # type: ignore[arg-type]
                customer_id=customer,  # type: ignore[arg-type]
                kind=kind,
                about=about,
                branch_id=None if where is None else where.branch_id,
                service_id=None if where is None else where.service_id,
                channel=channel,
                facts=facts or {},
                status=DeliveryStatus.WITHHELD,
                reason=why,
                at=at,
                until=until,
                caused_at=at,
                seq=seq,
                ended_at=at,
            )
            self.deliveries.append(delivery)


def silent(card: Customer) -> bool:
    """Whether there is no address to which *card* could be told anything."""
    return not (card.email or card.login_email or card.devices)
