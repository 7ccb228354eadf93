"""Who is told of a change, and why not: the boxes that staff tick (003-05, 003-10, A31)."""

from __future__ import annotations

from enum import Enum

from attrs import field, frozen

from bookingcore.domain.values.checks import shown, truth
from bookingcore.errors import InvalidInput


class Reason(Enum):
    """Why somebody is not told."""

    # No customer is stored for what it is about (003-11, A31).
    NOT_NOTIFIABLE = "not_notifiable"
    # The box was not ticked (003-10, A31).
    NOT_ASKED_FOR = "not_asked_for"
    # The center wants no such messages there (001-05).
    DISABLED_BY_CENTER = "disabled_by_center"
    # There is nowhere to send it.
    NO_ADDRESS = "no_address"
    # The address is not known to be the person's (000-51).
    UNVERIFIED = "unverified"
    # They have left the center (001-04).
    NOT_ENROLLED = "not_enrolled"
    # They have said no (000-55, A53).
    OPTED_OUT = "opted_out"
    # It would have been of no use any more once quiet hours are over.
    QUIET_HOURS = "quiet_hours"
    # Another message tells the same.
    DUPLICATE = "duplicate"
    # What it tells is not so any more.
    OBSOLETE = "obsolete"
    # The other side says that nothing arrives there.
    UNDELIVERABLE = "undeliverable"
    # It was tried again and again, and never accepted.
    GIVEN_UP = "given_up"


def _customer(value: object) -> bool | None:
    return None if value is None else truth(value, "notify.customer")


def _resources(value: object) -> bool | None:
    return None if value is None else truth(value, "notify.resources")


def _refund(value: object) -> bool | None:
    return None if value is None else truth(value, "notify.refund")


@frozen(kw_only=True)
class Notify:
    """Which recipients a command tells; what is left open is as usual for the command.

    A box that is not ticked tells nobody; one that is ticked overrides no gate and no preference.

    Attributes:
        customer: whether the customers are told; None for the usual.
        resources: whether the professionals are told; None for the usual.
        refund: whether the customer is told of money that goes back, apart from what it goes back
            for (002-17); None for the usual: yes.
    """

    customer: bool | None = field(default=None, converter=_customer)
    resources: bool | None = field(default=None, converter=_resources)
    refund: bool | None = field(default=None, converter=_refund)

    @classmethod
    def of(cls, value: object) -> Notify:
        """What a caller gave: True for all, False for nobody, None for the usual, or a `Notify`.

        Raises:
            InvalidInput: anything else.
        """
        if isinstance(value, Notify):
            return value
        if value is None or isinstance(value, bool):
            return cls(customer=value, resources=value, refund=value)
        raise InvalidInput("notify", shown(value), "give True, False, None or a Notify(...)")

    def told(self, *, customer: bool, resources: bool) -> str:
        """Who is told, where *customer* and *resources* are the usual: "customer resources"."""
        boxes = {
            "customer": customer if self.customer is None else self.customer,
            "resources": resources if self.resources is None else self.resources,
        }
        return " ".join(name for name, ticked in boxes.items() if ticked)

    @property
    def told_of_refund(self) -> str:
        """Who is told of money that goes back: "customer", or nobody."""
        return "" if self.refund is False else "customer"
