"""`desk.sales`: selling, taking payment, giving money back, and reading it all."""

from __future__ import annotations

from attrs import frozen

from bookingcore.desk.selling.invoicing import Invoicing
from bookingcore.desk.selling.making import Making
from bookingcore.desk.selling.paying import Paying
from bookingcore.desk.selling.quoting import Quoting
from bookingcore.desk.selling.reading import Reading
from bookingcore.desk.selling.refunding import Refunding
from bookingcore.desk.selling.requesting import Requesting


@frozen
class Sales(Quoting, Making, Paying, Requesting, Refunding, Invoicing, Reading):
    """What was quoted and sold, what was paid and went back, and the papers about it."""
