"""The link in a message that opens one booking to whoever holds it: its form, and what it allows.

A link is a token: text that says which booking it opens, with a signature over all that it says.
It holds nothing of the customer. Nothing of it is kept anywhere: the signature is the record.
"""

from __future__ import annotations

import hmac
from hashlib import sha256

from attrs import evolve, field, frozen
from pendulum import DateTime

from bookingcore.domain.bookings.booking import Booking
from bookingcore.domain.customers.addresses import normalised
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.values.changes import Add, Change, Decision, Put
from bookingcore.domain.values.events import EventKind, Happened
from bookingcore.domain.values.ids import BookingId, CenterId, CustomerId
from bookingcore.domain.values.sealing import nonce, payload_of, read_token, said_id, token_of
from bookingcore.errors import (
    AlreadyCancelled,
    LinkAnswerNotAccepted,
    LinkNotUsable,
    NoAddressOnRecord,
    NobodyAttached,
    SessionStarted,
)

ATTEMPTS_MAX = 5
"""How many wrong addresses may be typed for a booking before no answer is accepted (A46)."""

_PURPOSE, _VERSION = "manage", "1"


@frozen(kw_only=True)
class Link:
    """What a link says: which booking of which center it opens.

    Attributes:
        nonce: random, in hexadecimal: no two links are alike.
    """

    center: CenterId
    booking_id: BookingId
    nonce: str

    @property
    def payload(self) -> bytes:
        """All that it says, to be signed."""
        return payload_of(_PURPOSE, _VERSION, self.center, self.booking_id, self.nonce)

    def token(self, signature: bytes) -> str:
        """The link with its *signature*, as text that may stand in a URL."""
        return token_of(self.payload, signature)


def new_link(center: CenterId, booking: BookingId, bits: int) -> Link:
    """A link that opens *booking*, made with 128 random *bits*."""
    return Link(center=center, booking_id=booking, nonce=nonce(bits))


@frozen
class SignedLink:
    """A link as it came back from outside, with a signature that nobody has looked at yet."""

    link: Link
    signature: bytes = field(repr=False)


def read_link(token: str) -> SignedLink:
    """What *token* says. Whether it is true is for the signer to say.

    Raises:
        LinkNotUsable: no token of ours, or of another version.
    """
    signed = read_token(token, _PURPOSE, _VERSION, 3)
    center, booking, random = signed.lines
    link = Link(
        center=CenterId(said_id(center)), booking_id=BookingId(said_id(booking)), nonce=random
    )
    return SignedLink(link, signed.signature)


def refuse_link(booking: Booking, now: DateTime) -> None:
    """Refuse to make a link to a booking that nobody could manage any more, or yet.

    Raises:
        NobodyAttached: the booking has no customer.
        AlreadyCancelled: it was cancelled.
        SessionStarted: its session has started.
    """
    if booking.customer_id is None:
        raise NobodyAttached(booking.id)
    if booking.cancellation is not None:
        raise AlreadyCancelled(booking.id, booking.cancellation.at)
    if now >= booking.starts_at:
        raise SessionStarted(booking.session_id, booking.starts_at)


def opened(booking: Booking | None, now: DateTime) -> tuple[Booking, CustomerId]:
    """The *booking* that a link opens until its present start, and whose it is (A46).

    Moving it moves the start, and so keeps the link; cancelling it uses the link up.

    Raises:
        LinkNotUsable: there is no such booking, or its link has run out or is used up.
    """
    if booking is None or booking.customer_id is None:
        raise LinkNotUsable
    if not booking.live or now >= booking.starts_at:
        raise LinkNotUsable
    return booking, booking.customer_id


@frozen(kw_only=True)
class LinkAttempts:
    """How often the wrong address was typed for the link of a booking (A46)."""

    id: BookingId
    failed: int = 0
    version: int = field(default=1, eq=False, repr=False)

    @property
    def used_up(self) -> bool:
        """Whether no answer is accepted any more."""
        return self.failed >= ATTEMPTS_MAX

    def failed_again(self) -> LinkAttempts:
        """Once more."""
        return evolve(self, failed=self.failed + 1)

    def reopened(self) -> LinkAttempts:
        """From the start again."""
        return evolve(self, failed=0)


@frozen(kw_only=True)
class AnswerFacts:
    """What the decision about a typed address looks at.

    Attributes:
        attempts: None when nobody has typed a wrong one yet.
    """

    center: CenterId
    booking: Booking
    customer: Customer
    attempts: LinkAttempts | None


def decide_answer(typed: str, facts: AnswerFacts) -> Decision[bool]:
    """Whether *typed* is the customer's address, as who cancels by a link must type it (003-16).

    A wrong answer is counted. A right one changes nothing, and counts for nothing once too many
    wrong ones were typed. To be decided one after the other, so that many at once count too.

    Raises:
        NoAddressOnRecord: the customer has no address that could be typed.
        LinkAnswerNotAccepted: too many wrong ones were typed, whatever is typed now.
    """
    customer, before = facts.customer, facts.attempts
    if customer.email is None and customer.login_email is None:
        raise NoAddressOnRecord(facts.center)
    right = is_address_of(customer, typed)
    if before is not None and before.used_up:
        raise LinkAnswerNotAccepted
    if right:
        return Decision(result=True, changes=(), happened=())
    after = (before or LinkAttempts(id=facts.booking.id)).failed_again()
    happened = _about(facts.booking, EventKind.LINK_ANSWER_REFUSED, failed=after.failed)
    changes: list[Change] = [Put(after) if before else Add(after)]
    return Decision(result=False, changes=changes, happened=[happened])


def decide_reopening(booking: Booking, attempts: LinkAttempts) -> Decision[None]:
    """Let addresses be typed again, because staff have made a new link."""
    happened = _about(booking, EventKind.LINK_REOPENED)
    return Decision(result=None, changes=[Put(attempts.reopened())], happened=[happened])


def is_address_of(customer: Customer, typed: str) -> bool:
    """Whether *typed* is the address for notices or for logging in, but for case and space.

    Both are compared, each in constant time, whether or not the customer has both.
    """
    known = (_digest(customer.email or ""), _digest(customer.login_email or ""))
    given = _digest(typed)
    same = [hmac.compare_digest(each, given) for each in known]
    return any(same) and given != _digest("")


def _digest(address: str) -> bytes:
    """Of one length for all, so that comparing does not tell how long the right one is."""
    return sha256(normalised(address).encode()).digest()


def _about(booking: Booking, kind: EventKind, **facts: int) -> Happened:
    return Happened(
        kind=kind,
        subject=booking.id,
        customer_id=booking.customer_id,
        session_id=booking.session_id,
        facts=dict(facts),
    )
