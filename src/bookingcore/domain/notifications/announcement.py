"""What the center writes by hand to many customers at once (001-16, 001-28, A26)."""

from __future__ import annotations

from attrs import field, frozen
from pendulum import DateTime

from bookingcore.domain.customers.customer import CustomerStatus
from bookingcore.domain.customers.preferences import Category, Channel
from bookingcore.domain.customers.profile import line
from bookingcore.domain.values.checks import member, text
from bookingcore.domain.values.ids import AnnouncementId, CustomerId


def _text(value: object) -> str:
    return text(value, "to.text", longest=200)


def _status(value: object) -> CustomerStatus | None:
    return None if value is None else member(value, "to.status", CustomerStatus)


def _label(value: object) -> str | None:
    return None if value is None else line(value, "to.label")


@frozen(kw_only=True)
class CustomerFilter:
    """Which customers: those that `customers.find` finds with the same words (001-02).

    Attributes:
        text: words of the name, an address or the phone number; empty for any.
        status: where the card stands; None for whoever stands for a person, deregistered customers
            too (001-03).
        label: a label on the card; None for any.
    """

    text: str = field(default="", converter=_text)
    status: CustomerStatus | None = field(default=None, converter=_status)
    label: str | None = field(default=None, converter=_label)


@frozen(kw_only=True)
class Announcement:
    """Something written by hand, and how far it has come on its way to all.

    Attributes:
        to: whom it is for.
        category: what customers choose about when they choose about it.
        channels: the channels that it was narrowed to; None for those of the policy.
        sent_by: who wrote it, in the text form of the actor.
        after: the last customer, in order of id, for whom a message was written; None before.
        done_at: when the last one was written; None before.
    """

    id: AnnouncementId
    subject: str
    text: str
    to: CustomerFilter
    category: Category
    channels: frozenset[Channel] | None
    sent_at: DateTime
    sent_by: str
    after: CustomerId | None = None
    done_at: DateTime | None = None
    version: int = field(default=1, eq=False, repr=False)
