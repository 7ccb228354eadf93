"""The registry of row types: which of them belong to a customer, and what becomes of them.

Merging two cards, exporting one and erasing one know no noun by name: they read this table. A new
noun joins by a line here; one that forgot fails a test.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from attrs import field, frozen

from bookingcore.domain.bookings.booking import Booking
from bookingcore.domain.bookings.links import LinkAttempts
from bookingcore.domain.catalog.center import Branch, Center
from bookingcore.domain.catalog.form import Form
from bookingcore.domain.catalog.plan import Plan
from bookingcore.domain.catalog.service import Resource, Service
from bookingcore.domain.catalog.terms import Terms
from bookingcore.domain.customers.addresses import Address
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.customers.documents import Document
from bookingcore.domain.customers.forms import FormAssignment
from bookingcore.domain.customers.notes import Note, Task
from bookingcore.domain.customers.tokens import AccountToken
from bookingcore.domain.memberships.attempt import PaymentAttempt
from bookingcore.domain.memberships.membership import Membership, MembershipPeriod
from bookingcore.domain.messages.mailbox import BoardMessage, MailboxMessage
from bookingcore.domain.notifications.announcement import Announcement
from bookingcore.domain.notifications.delivery import Delivery
from bookingcore.domain.notifications.standing import StandingPolicy
from bookingcore.domain.notifications.subscription import Reaction, Subscription
from bookingcore.domain.sales.balance import Balance, Movement
from bookingcore.domain.sales.coupon import Coupon, CouponCode
from bookingcore.domain.sales.gift_card import GiftCard, GiftCardMovement
from bookingcore.domain.sales.gift_card_code import GiftCardCode
from bookingcore.domain.sales.invoice import Invoice, NumberSeries
from bookingcore.domain.sales.payment import Payment
from bookingcore.domain.sales.payment_request import PaymentRequest
from bookingcore.domain.sales.quote import Quote
from bookingcore.domain.sales.refund import Refund
from bookingcore.domain.sales.sale import Sale
from bookingcore.domain.schedule.series import Series
from bookingcore.domain.schedule.session import Session
from bookingcore.domain.values.due import Due
from bookingcore.domain.values.events import Event
from bookingcore.domain.values.sealing import SigningKey
from bookingcore.domain.waitlist.entry import WaitlistEntry


class Absorbing(Enum):
    """What becomes of a row when its customer's card is merged into another one."""

    # It belongs to the other card from then on.
    MOVES = "moves"
    # It is taken away: it was of use to the old account only.
    GOES = "goes"


class Erasing(Enum):
    """What becomes of a row when its customer is erased."""

    # It stays as it is: it holds no words.
    STAYS = "stays"
    # Its words are blanked; it stays, because the books need it.
    BLANKED = "blanked"
    # It is taken away.
    GOES = "goes"


@frozen(kw_only=True)
class Owned:
    """How rows of a type belong to a customer, or to several.

    Attributes:
        by: the fields that name whose they are; a row that names one customer twice is theirs once.
        absorbing: what becomes of them when cards are merged.
        erasing: what becomes of them when the customer is erased.
        blanks: for what is blanked, each field that holds words, with what it holds without them.
        exported: the section of the export that lists them; None for what tells the person
            nothing about themselves.
    """

    by: tuple[str, ...] = ("customer_id",)
    absorbing: Absorbing = Absorbing.MOVES
    erasing: Erasing
    blanks: Mapping[str, object] = field(factory=dict)
    exported: str | None


OWNED: Mapping[type[object], Owned] = {
    Booking: Owned(erasing=Erasing.BLANKED, blanks={"note": ""}, exported="bookings"),
    WaitlistEntry: Owned(erasing=Erasing.STAYS, exported="waitlist"),
    Sale: Owned(erasing=Erasing.BLANKED, blanks={"note": ""}, exported="sales"),
    # A provider's words may name the holder of the card.
    Payment: Owned(
        erasing=Erasing.BLANKED,
        blanks={"note": "", "card": None, "reason": ""},
        exported="payments",
    ),
    Refund: Owned(erasing=Erasing.BLANKED, blanks={"note": ""}, exported="refunds"),
    Balance: Owned(erasing=Erasing.STAYS, exported="balances"),
    Movement: Owned(erasing=Erasing.STAYS, exported="movements"),
    GiftCard: Owned(by=("purchaser_id", "holder_id"), erasing=Erasing.STAYS, exported="gift_cards"),
    Membership: Owned(
        erasing=Erasing.BLANKED, blanks={"note": "", "card": None}, exported="memberships"
    ),
    # A provider's words, as of payments.
    PaymentAttempt: Owned(
        erasing=Erasing.BLANKED, blanks={"reason": ""}, exported="payment_attempts"
    ),
    Quote: Owned(erasing=Erasing.BLANKED, blanks={"note": ""}, exported="quotes"),
    # A record for the tax office: its amounts stay, without the person.
    Invoice: Owned(
        erasing=Erasing.BLANKED,
        blanks={"buyer_name": "", "buyer_address": ""},
        exported="invoices",
    ),
    PaymentRequest: Owned(
        erasing=Erasing.BLANKED, blanks={"reason": "", "card": None}, exported="payment_requests"
    ),
    Note: Owned(erasing=Erasing.GOES, exported="notes"),
    MailboxMessage: Owned(erasing=Erasing.GOES, exported="mailbox"),
    Delivery: Owned(erasing=Erasing.STAYS, exported="messages"),
    # What a host wants to hear of, and is yet to hear, even that the customer was erased.
    Subscription: Owned(erasing=Erasing.STAYS, exported=None),
    Reaction: Owned(erasing=Erasing.STAYS, exported=None),
    Task: Owned(erasing=Erasing.GOES, exported="tasks"),
    Document: Owned(erasing=Erasing.GOES, exported="documents"),
    FormAssignment: Owned(erasing=Erasing.GOES, exported="forms"),
    AccountToken: Owned(absorbing=Absorbing.GOES, erasing=Erasing.GOES, exported=None),
    # With its words: they move with it, and go when the customer is erased.
    Event: Owned(erasing=Erasing.BLANKED, blanks={"words": {}}, exported="history"),
}
"""The types of rows that belong to customers."""

MOVING = frozenset(
    row.__name__ for row, owned in OWNED.items() if owned.absorbing is Absorbing.MOVES
)
"""The names of the types whose rows belong to the card that stays once two are merged."""

OWNED_THROUGH: Mapping[type[object], tuple[type[object], str]] = {
    LinkAttempts: (Booking, "id"),
    GiftCardCode: (GiftCard, "gift_card_id"),
    GiftCardMovement: (GiftCard, "gift_card_id"),
    MembershipPeriod: (Membership, "membership_id"),
}
"""Types whose rows belong to whom another row belongs, which their field names; they hold no words.

They move with it, for nothing in them says whose they are.
"""

UNOWNED: Mapping[type[object], str] = {
    Customer: "the card itself: merging, exporting and erasing are about it",
    Address: "names cards, not a customer's thing: released and claimed with the card",
    Center: "the business",
    Branch: "the catalog",
    Service: "the catalog",
    Resource: "the catalog",
    Plan: "the catalog",
    Form: "the catalog",
    BoardMessage: "for everybody",
    Announcement: "written to many",
    StandingPolicy: "the center's",
    Coupon: "the catalog",
    CouponCode: "the catalog",
    NumberSeries: "the center's",
    Terms: "the catalog",
    Series: "the schedule",
    Session: "the schedule",
    Due: "names its subject, which belongs to somebody or nobody",
    SigningKey: "the center's",
}
"""The types of rows that belong to no customer, each with the reason."""
