"""`desk.memberships`: plans that renew by themselves, for as long as a customer wants them."""

from __future__ import annotations

from attrs import frozen

from bookingcore.desk.membership.ending import Endings
from bookingcore.desk.membership.reading import Reading
from bookingcore.desk.membership.renewing import Renewing
from bookingcore.desk.membership.starting import Starting


@frozen
class Memberships(Starting, Renewing, Endings, Reading):
    """What customers have subscribed to."""
