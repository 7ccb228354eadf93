"""Writing to many by hand: one command, and pages of customers as due work (001-16, 001-28)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping

from attrs import frozen
from pendulum import DateTime

from bookingcore.desk.arguments import announcement_id, found
from bookingcore.desk.context import Context
from bookingcore.desk.mailbox import Mailbox
from bookingcore.desk.running import Command, carry_out, keyed, read
from bookingcore.desk.seen import Seen
from bookingcore.desk.standing import planner, standing_rows
from bookingcore.domain.customers.customer import LIVE
from bookingcore.domain.customers.preferences import Category, Channel
from bookingcore.domain.notifications.announcement import Announcement, CustomerFilter
from bookingcore.domain.notifications.announcing import advanced, decide_announcing, topics_for
from bookingcore.domain.notifications.delivery import DeliveryStatus
from bookingcore.domain.notifications.policy import channels as as_channels
from bookingcore.domain.values.changes import Add, Decision
from bookingcore.domain.values.checks import member, shown
from bookingcore.domain.values.checks import text as words
from bookingcore.domain.values.due import Due
from bookingcore.domain.values.ids import AnnouncementId
from bookingcore.domain.values.notify import Reason
from bookingcore.errors import InvalidInput
from bookingcore.ports.deliveries import DeliveryCounts
from bookingcore.ports.people import CustomersPage
from bookingcore.ports.questions import ById
from bookingcore.ports.store import Reader, Unit

PAGE = 200
"""How many customers are written to in one transaction."""

_SEND = "notifications.send"


@frozen(kw_only=True)
class AnnouncementProgress:
    """How far something that was written by hand has come.

    Attributes:
        done: whether a message was written for everybody whom it is for.
        waiting, sent, failed: how many messages stand there.
        withheld: how many are not sent, by reason.
    """

    done: bool
    waiting: int
    sent: int
    failed: int
    withheld: Mapping[Reason, int]


@frozen
class Announcing(Mailbox):
    """Writing to many customers at once."""

    def send(
        self,
        text: str,
        *,
        subject: str = "",
        to: CustomerFilter | None = None,
        category: Category = Category.MARKETING,
        channels: Collection[Channel] | None = None,
        key: str | None = None,
    ) -> Announcement:
        """Write to all customers whom a filter finds (001-02), deregistered or not (001-03).

        The next `run_due()` writes a message for each of them, a page after the other, and
        `deliver()` sends them; `progress` tells how far it has come. Their addresses must be
        verified, and they must not have said no to such messages (A26).

        Args:
            text: 1 to 10,000 characters.
            subject: of the e-mail; empty for its first words.
            to: whom it is for; None for all.
            category: what it counts as; marketing goes only to those who asked for it (A53).
            channels: the channels that it goes through; None for those of the policy.
            key: idempotency key.

        Raises:
            InvalidInput: no text, or what is no filter, category or channel.
        """
        narrowed = None if channels is None else as_channels(channels)
        told = CustomerFilter() if to is None else _filter(to)
        said, kind = words(text, "text", required=True), member(category, "category", Category)
        headed = words(subject, "subject", longest=200)
        id, context = AnnouncementId(self._context.new_id()), self._context

        def decide(unit: Unit, now: DateTime) -> Decision[Announcement]:
            context.configured(unit.load(context.own_center)[context.own_center])
            return decide_announcing(
                Announcement(
                    id=id,
                    subject=headed,
                    text=said,
                    to=told,
                    category=kind,
                    channels=narrowed,
                    sent_at=now,
                    sent_by=str(context.actor),
                )
            )

        names = None if narrowed is None else sorted(each.name for each in narrowed)
        status = told.status and told.status.name
        remembered = keyed(key, said, headed, told.text, status, told.label, kind.name, names)
        command = Command(name=_SEND, stream=None, decide=decide, key=remembered)
        return carry_out(context, command, self._announcement)

    def progress(self, announcement: Announcement | str) -> AnnouncementProgress:
        """How far something that was written by hand has come.

        Raises:
            Unknown: nothing like that was written here.
        """
        id = announcement_id(announcement)
        itself, counts = ById(Announcement, id), DeliveryCounts(id)

        def ask(reader: Reader) -> AnnouncementProgress:
            answers = reader.load(itself, counts)
            known = found(answers[itself], "announcement", id)
            statuses: Counter[DeliveryStatus] = Counter()
            withheld: Counter[Reason] = Counter()
            for each in answers[counts]:
                statuses[each.status] += each.count
                if each.status is DeliveryStatus.WITHHELD and each.reason is not None:
                    withheld[each.reason] += each.count
            return AnnouncementProgress(
                done=known.done_at is not None,
                waiting=statuses[DeliveryStatus.WAITING],
                sent=statuses[DeliveryStatus.SENT],
                failed=statuses[DeliveryStatus.FAILED],
                withheld=dict(withheld),
            )

        return read(self._context, "notifications.progress", ask)

    def _announcement(self, id: str) -> Announcement:
        question = ById(Announcement, id)

        def ask(reader: Reader) -> Announcement:
            return found(reader.load(question)[question], "announcement", id)

        return read(self._context, _SEND, ask)


def carry_out_announcement(context: Context, due: Due) -> None:
    """Write what was announced to the next page of customers."""

    def decide(unit: Unit, now: DateTime) -> Decision[None]:
        itself, seen = ById(Announcement, due.subject), Seen()
        [announcement] = unit.load(itself)[itself]
        page = _page(announcement)
        seen.load(unit, *standing_rows(context))
        customers = unit.load(page)[page]
        for customer in customers:
            seen.add(customer)
        told = planner(context, seen, now).deliveries(topics_for(announcement, customers))
        changes = [*map(Add, told), *advanced(announcement, customers, PAGE, now)]
        return Decision(result=None, changes=changes, happened=())

    carry_out(context, Command(name="run_due", stream=None, decide=decide))


def _page(announcement: Announcement) -> CustomersPage:
    to = announcement.to
    statuses = LIVE if to.status is None else frozenset({to.status})
    return CustomersPage(
        text=to.text.casefold(),
        statuses=tuple(sorted(statuses, key=lambda each: each.value)),
        label=to.label,
        after=announcement.after,
        limit=PAGE,
    )


def _filter(value: object) -> CustomerFilter:
    if isinstance(value, CustomerFilter):
        return value
    raise InvalidInput("to", shown(value), "give CustomerFilter(label=...), or None for all")
