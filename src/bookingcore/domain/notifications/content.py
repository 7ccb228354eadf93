"""What a message says, before anybody puts it into words."""

from __future__ import annotations

from datetime import date

from attrs import field, frozen
from pendulum import DateTime

from bookingcore.domain.customers.preferences import Channel
from bookingcore.domain.notifications.catalogue import MessageKind
from bookingcore.domain.values.money import Money
from bookingcore.errors import Language


@frozen(kw_only=True)
class Content:
    """What one message says, as values: names, instants and amounts; no sentence yet.

    A kind of message fills what it has something to say about; the rest stays empty.

    Attributes:
        center: what the center is called.
        name: what the recipient is called; empty where nobody knows.
        zone: the time zone in which instants are written.
        now: the instant of writing, for what is left of the time until `deadline`.
        service, branch: what it is about, and where.
        starts_at, ends_at: when it takes place; both None for what has no time.
        starts_before: when it would have taken place, for what was moved.
        places: how many.
        awaits: whether the booking still awaits redemption: something is to be paid for it.
        deadline: until when it is to be answered, or may be cancelled for nothing.
        login: the address to come in with; empty where there is none.
        customer: whose booking it is, for those who are told of somebody else's.
        item: what was sold, paid for, or expires.
        amount: what was paid, is asked for, or went back.
        full: whether `amount` is all that was paid (002-18).
        direct: whether `amount` is collected without being confirmed first (001-08).
        units: how many are left, or were bought.
        last_day: the last day on which the units can be used.
        forms: what is to be filled in.
        subject, text: what somebody wrote by hand; empty for nothing.
        link: where the recipient may act, a URL; or else the bare token; empty for nothing.
        code: a coupon's code; empty for none.
        uid: what calendars know the booking by; empty for what has no place in them.
        edition: rises with each change of the booking.
    """

    kind: MessageKind
    channel: Channel
    language: Language
    center: str
    name: str = ""
    zone: str
    now: DateTime
    service: str = ""
    branch: str = ""
    starts_at: DateTime | None = None
    ends_at: DateTime | None = None
    starts_before: DateTime | None = None
    places: int = 1
    awaits: bool = False
    deadline: DateTime | None = None
    login: str = field(default="", repr=False)
    customer: str = ""
    item: str = ""
    amount: Money | None = None
    full: bool = False
    direct: bool = False
    units: int | None = None
    last_day: date | None = None
    forms: tuple[str, ...] = ()
    subject: str = ""
    text: str = ""
    link: str = field(default="", repr=False)
    code: str = ""
    uid: str = ""
    edition: int = 0
