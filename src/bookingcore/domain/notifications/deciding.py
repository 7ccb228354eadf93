"""Who is told, through which channel and when, and who is not, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from attrs import evolve, field, frozen
from pendulum import DateTime

from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.customers.preferences import Category, Channel
from bookingcore.domain.messages.mailbox import enrolled
from bookingcore.domain.notifications.catalogue import (
    CATALOGUE,
    Listing,
    MessageClass,
    MessageKind,
)
from bookingcore.domain.notifications.policy import NotificationPolicy
from bookingcore.domain.values.events import Fact
from bookingcore.domain.values.ids import BranchId, ServiceId
from bookingcore.domain.values.notify import Reason
from bookingcore.domain.values.quiet import QuietHours


@frozen(kw_only=True)
class Notice:
    """Something to be told.

    Attributes:
        about: the id of what it is about: a booking, a sale, an entry.
        branch_id, service_id: where, and for what, as far as that is known.
        zone: whose clocks say which hours are quiet there; None for the center's.
        asked_for: whether its box is ticked.
        category: what it counts as; None for what the catalogue and the policy say.
        through: the channels that it was narrowed to; None for all of them.
        until: when it is of no use any more; None for never.
        facts: what it tells besides, that will not be so any more once it is sent.
    """

    kind: MessageKind
    about: str
    branch_id: BranchId | None = None
    service_id: ServiceId | None = None
    zone: str | None = None
    asked_for: bool = True
    category: Category | None = None
    through: frozenset[Channel] | None = None
    until: DateTime | None = None
    facts: Mapping[str, Fact] = field(factory=dict)


@frozen(kw_only=True)
class Planned:
    """A message to be sent.

    Attributes:
        address: an e-mail address, a push subscription, a phone number.
        at: not before.
    """

    notice: Notice
    channel: Channel
    address: str
    at: DateTime


@frozen(kw_only=True)
class Withheld:
    """A message that is not sent.

    Attributes:
        channel: None where no channel could have carried it.
    """

    notice: Notice
    channel: Channel | None
    reason: Reason


Verdict = Planned | Withheld


@frozen(kw_only=True)
class Gates:
    """What decides about the messages of one command to one customer.

    Attributes:
        card: the customer's; None where none is stored.
        zone: the center's.
        quiet: when nobody is disturbed, by the clocks of the place that a notice is about.
    """

    policy: NotificationPolicy
    card: Customer | None
    now: DateTime
    zone: str
    quiet: QuietHours | None = None

    def decide(self, notices: Sequence[Notice]) -> list[Verdict]:
        """A verdict for each notice and channel, none of which is told twice."""
        verdicts: list[Verdict] = []
        told: set[tuple[Channel | None, str, Category | None]] = set()
        for notice in sorted(notices, key=lambda each: _RANK[each.kind]):
            for verdict in self._verdicts(notice):
                same = verdict.channel, notice.about, self._category(notice)
                if isinstance(verdict, Withheld):
                    verdicts.append(verdict)
                elif same in told:
                    verdicts.append(_withheld(notice, verdict.channel, Reason.DUPLICATE))
                else:
                    told.add(same)
                    verdicts.append(verdict)
        return verdicts

    def _verdicts(self, notice: Notice) -> Iterator[Verdict]:
        if self.card is None:
            yield _withheld(notice, None, Reason.NOT_NOTIFIABLE)
            return
        if not notice.asked_for:
            yield _withheld(notice, None, Reason.NOT_ASKED_FOR)
            return
        channels = self.policy.channels(notice.kind, notice.branch_id, notice.service_id)
        wanted = channels if notice.through is None else channels & notice.through
        if not wanted:
            yield _withheld(notice, None, Reason.DISABLED_BY_CENTER)
        for channel in Channel:
            if channel in wanted:
                yield self._verdict(notice, channel, self.card)

    def _verdict(self, notice: Notice, channel: Channel, card: Customer) -> Verdict:
        listing = CATALOGUE[notice.kind]
        addresses = addresses_of(card, channel, listing.of)
        reason = None if addresses else Reason.NO_ADDRESS
        reason = reason or self._closed(listing, notice, channel, card)
        if reason is not None:
            return _withheld(notice, channel, reason)
        planned = Planned(notice=notice, channel=channel, address=addresses[0], at=self.now)
        return self._after_quiet_hours(planned) if listing.waits else planned

    def _closed(
        self, listing: Listing, notice: Notice, channel: Channel, card: Customer
    ) -> Reason | None:
        """The first gate that is closed."""
        if listing.of in (MessageClass.ACCOUNT, MessageClass.RESOURCE):
            return None
        verified = card.notice_email is not None
        if channel is not Channel.EMAIL:
            verified = known_to_be_theirs(card)
        if not verified:
            return Reason.UNVERIFIED
        if not enrolled(card) and listing.of is not MessageClass.MANUAL:
            return Reason.NOT_ENROLLED
        return None if self._wanted(notice, channel, card) else Reason.OPTED_OUT

    def _wanted(self, notice: Notice, channel: Channel, card: Customer) -> bool:
        """Whether the customer wants it: as they say, or else yes unless it is marketing (A53)."""
        category = self._category(notice)
        choice = None if category is None else card.preferences.of(category).of(channel)
        return category is not Category.MARKETING if choice is None else choice

    def _category(self, notice: Notice) -> Category | None:
        return notice.category or self.policy.category(notice.kind)

    def _after_quiet_hours(self, planned: Planned) -> Verdict:
        zone = planned.notice.zone or self.zone
        if self.quiet is None or not self.quiet.hold(planned.at, zone):
            return planned
        later = self.quiet.next_change(planned.at, zone)
        until = planned.notice.until
        if until is not None and later >= until:
            return _withheld(planned.notice, planned.channel, Reason.QUIET_HOURS)
        return evolve(planned, at=later)


def known_to_be_theirs(card: Customer) -> bool:
    """Whether its owner has shown to be who they are: at any address, or by coming in (A27)."""
    return bool(card.verified) or card.activated_at is not None


def addresses_of(card: Customer, channel: Channel, of: MessageClass) -> Sequence[str]:
    """Where *channel* reaches the customer, verified or not; the first one is best (A28).

    What is about the account goes to the address to log in with.
    """
    if channel is Channel.PUSH:
        return [device.subscription for device in card.devices]
    mails = (card.notice_email, card.email, card.login_email)
    if of is MessageClass.ACCOUNT:
        mails = (card.login_email, card.email, None)
    known = mails if channel is Channel.EMAIL else (card.phone,)
    return [address for address in dict.fromkeys(known) if address]


_RANK = {kind: rank for rank, kind in enumerate(MessageKind)}


def _withheld(notice: Notice, channel: Channel | None, reason: Reason) -> Withheld:
    return Withheld(notice=notice, channel=channel, reason=reason)
