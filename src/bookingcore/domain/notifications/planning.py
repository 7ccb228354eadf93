"""From what is to be told to the messages that are sent or withheld, each with its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from attrs import frozen
from pendulum import DateTime

from bookingcore.domain.catalog.center import CenterSettings
from bookingcore.domain.catalog.service import Resource, ResourceKind
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.customers.preferences import Channel
from bookingcore.domain.notifications.catalogue import CATALOGUE, MessageClass, MessageKind
from bookingcore.domain.notifications.deciding import Gates, Notice, Planned, Verdict
from bookingcore.domain.notifications.delivery import Delivery, DeliveryStatus
from bookingcore.domain.notifications.policy import NotificationPolicy
from bookingcore.domain.notifications.subjects import session_of
from bookingcore.domain.notifications.topics import Rows, Topic
from bookingcore.domain.schedule.session import Session
from bookingcore.domain.values.ids import CustomerId, DeliveryId, ResourceId, SessionId
from bookingcore.domain.values.notify import Reason

TOLD_MAX = 1_000
"""More messages than one command ever has for one customer."""


@frozen(kw_only=True)
class Planner:
    """What decides about the messages of one command.

    Attributes:
        settings: the center's, for its zone and its quiet hours.
        rows: the cards, sessions and professionals concerned.
        ids: a new id for each message.
        numbers: how many commands there were on a customer so far: of messages that were caused
            in one instant, those of the earlier command come first.
    """

    policy: NotificationPolicy
    settings: CenterSettings
    rows: Rows
    now: DateTime
    ids: Iterator[str]
    numbers: Callable[[CustomerId], int] = lambda _: 0

    def deliveries(self, topics: Sequence[Topic]) -> list[Delivery]:
        """A message for each of *topics*, recipient and channel, to be sent or withheld."""
        customers = dict.fromkeys(t.customer_id for t in topics if not to_resources(t))
        told: list[Delivery] = []
        for owner in customers:
            own = [t for t in topics if not to_resources(t) and t.customer_id == owner]
            told += self._to_customer(owner, own)
        told += self._to_resources([t for t in topics if to_resources(t)])
        return told

    def _to_customer(self, owner: CustomerId | None, topics: Sequence[Topic]) -> list[Delivery]:
        """The messages to one customer, none of which is told twice."""
        verdicts = self._gates(owner).decide([self._notice(topic) for topic in topics])
        first = 0 if owner is None else self.numbers(owner) * TOLD_MAX
        return [self._written(verdict, owner, no) for no, verdict in enumerate(verdicts, first)]

    def again(self, delivery: Delivery) -> Verdict:
        """What becomes of *delivery*, to a customer, by what holds now."""
        session = session_of(delivery, self.rows)
        notice = Notice(
            kind=delivery.kind,
            about=delivery.about,
            branch_id=delivery.branch_id,
            service_id=delivery.service_id,
            zone=None if session is None else session.zone,
            category=delivery.category,
            through=None if delivery.channel is None else frozenset({delivery.channel}),
            until=delivery.until,
        )
        [verdict] = self._gates(delivery.customer_id).decide([notice])
        return verdict

    def _gates(self, owner: CustomerId | None) -> Gates:
        """What decides about messages to *owner*."""
        return Gates(
            policy=self.policy,
            card=None if owner is None else self.rows.get(Customer, owner),
            now=self.now,
            zone=self.settings.time_zone,
            quiet=self.settings.quiet_hours,
        )

    def _notice(self, topic: Topic) -> Notice:
        """*topic* with where, and for what service, it is."""
        session = self._session(topic)
        return Notice(
            kind=topic.kind,
            about=topic.about,
            branch_id=None if session is None else session.branch_id,
            service_id=None if session is None else session.service_id,
            zone=None if session is None else session.zone,
            asked_for=topic.asked_for,
            category=topic.category,
            through=topic.through,
            until=topic.until,
            facts=topic.facts,
        )

    def _session(self, topic: Topic) -> Session | None:
        return None if topic.session_id is None else self.rows.get(Session, topic.session_id)

    def _written(self, verdict: Verdict, owner: CustomerId | None, seq: int) -> Delivery:
        return self._delivery(
            verdict.notice,
            seq,
            customer_id=owner,
            channel=verdict.channel,
            reason=None if isinstance(verdict, Planned) else verdict.reason,
            at=verdict.at if isinstance(verdict, Planned) else self.now,
        )

    def _to_resources(self, topics: Sequence[Topic]) -> Iterator[Delivery]:
        """One message to each professional of each session, however many bookings it is about."""
        once: dict[tuple[MessageKind, SessionId | None, ResourceId], Topic] = {}
        for topic in topics:
            for id in self._professionals(topic):
                once.setdefault((topic.kind, topic.session_id, id), topic)
        for no, ((_, _, id), topic) in enumerate(once.items()):
            notice = self._notice(topic)
            yield self._delivery(
                notice,
                no,
                customer_id=None,
                resource_id=id,
                channel=Channel.EMAIL,
                reason=self._why_not(notice, id),
                at=self.now,
            )

    def _professionals(self, topic: Topic) -> Iterable[ResourceId]:
        session = self._session(topic)
        for id in session.resources if session else ():
            resource = self.rows.get(Resource, id)
            if resource is not None and resource.kind is ResourceKind.PROFESSIONAL:
                yield id

    def _why_not(self, notice: Notice, id: ResourceId) -> Reason | None:
        resource = self.rows.get(Resource, id)
        channels = self.policy.channels(notice.kind, notice.branch_id, notice.service_id)
        if not notice.asked_for:
            return Reason.NOT_ASKED_FOR
        if Channel.EMAIL not in channels:
            return Reason.DISABLED_BY_CENTER
        return Reason.NO_ADDRESS if resource is None or not resource.email else None

    def _delivery(
        self,
        notice: Notice,
        seq: int,
        *,
        customer_id: CustomerId | None,
        channel: Channel | None,
        reason: Reason | None,
        at: DateTime,
        resource_id: ResourceId | None = None,
    ) -> Delivery:
        return Delivery(
            id=DeliveryId(next(self.ids)),
            customer_id=customer_id,
            resource_id=resource_id,
            kind=notice.kind,
            about=notice.about,
            branch_id=notice.branch_id,
            service_id=notice.service_id,
            channel=channel,
            category=notice.category,
            facts=notice.facts,
            status=DeliveryStatus.WAITING if reason is None else DeliveryStatus.WITHHELD,
            reason=reason,
            at=at,
            until=notice.until,
            caused_at=self.now,
            seq=seq,
            ended_at=None if reason is None else self.now,
        )


def to_resources(topic: Topic) -> bool:
    """Whether *topic* is for the professionals of a session, not for a customer."""
    return CATALOGUE[topic.kind].of is MessageClass.RESOURCE
