"""Who is told of a change: the boxes that staff tick (003-05, 003-10, A31)."""

from __future__ import annotations

from attrs import field, frozen

from bookingcore.domain.values.checks import shown, truth
from bookingcore.errors import InvalidInput


def _customer(value: object) -> bool | None:
    return None if value is None else truth(value, "notify.customer")


def _resources(value: object) -> bool | None:
    return None if value is None else truth(value, "notify.resources")


@frozen(kw_only=True)
class Notify:
    """Which recipients a command tells; what is left open is as usual for the command.

    A box that is not ticked tells nobody; one that is ticked overrides no gate and no preference.

    Attributes:
        customer: whether the customers are told; None for the usual.
        resources: whether the professionals are told; None for the usual.
    """

    customer: bool | None = field(default=None, converter=_customer)
    resources: bool | None = field(default=None, converter=_resources)

    @classmethod
    def of(cls, value: object) -> Notify:
        """What a caller gave: True for all, False for nobody, None for the usual, or a `Notify`.

        Raises:
            InvalidInput: anything else.
        """
        if isinstance(value, Notify):
            return value
        if value is None or isinstance(value, bool):
            return cls(customer=value, resources=value)
        raise InvalidInput("notify", shown(value), "give True, False, None or a Notify(...)")

    def told(self, *, customer: bool, resources: bool) -> str:
        """Who is told, where *customer* and *resources* are the usual: "customer resources"."""
        boxes = {
            "customer": customer if self.customer is None else self.customer,
            "resources": resources if self.resources is None else self.resources,
        }
        return " ".join(name for name, ticked in boxes.items() if ticked)
