"""The questions of `verify()`: sums taken from the records, a page at a time.

Each page starts after an id and holds at most `limit` rows in order of id, so that a store of any
size is verified in constant memory.
"""

from __future__ import annotations

from attrs import frozen

from bookingcore.domain.bookings.audit import (
    BookingTies,
    PlacesHeld,
    ResourceUse,
    SaleSum,
    StreamNumbers,
    UnitsMoved,
)
from bookingcore.domain.ownership.audit import AddressKept, Tombstone
from bookingcore.domain.values.ids import CustomerId
from bookingcore.domain.waitlist.audit import QueueKept
from bookingcore.ports.questions import Question


@frozen
class PlacesHeldPage(Question[PlacesHeld]):
    """For each session, the places of its live bookings and open offers beside its counter."""

    after: str
    limit: int


@frozen
class ResourceUsesPage(Question[ResourceUse]):
    """For each resource, how often live sessions hold it at once: [start, end) of each."""

    after: str
    limit: int


@frozen
class QueuesPage(Question[QueueKept]):
    """The waiting lists with an open entry, and those of which their session says so.

    One for each session, in order of its id.
    """

    after: str
    limit: int


@frozen
class UnitsMovedPage(Question[UnitsMoved]):
    """For each balance, the sum and number of its movements beside its counters."""

    after: str
    limit: int


@frozen
class BookingTiesPage(Question[BookingTies]):
    """For each booking, the units and lines tied to it beside those it needs."""

    after: str
    limit: int


@frozen
class SaleSumsPage(Question[SaleSum]):
    """For each sale, the sums of its lines, payments and refunds beside what it says."""

    after: str
    limit: int


@frozen
class StreamNumbersPage(Question[StreamNumbers]):
    """For each customer, the numbers of its events beside its own."""

    after: str
    limit: int


@frozen
class CustomersToSettle(Question[CustomerId]):
    """The customers with a booking that awaits redemption and a unit left."""

    after: str
    limit: int


@frozen
class AddressesPage(Question[AddressKept]):
    """For each address on record or on a live card, its holders beside the cards that have it.

    In order of the address.
    """

    after: str
    limit: int


@frozen
class TombstonesPage(Question[Tombstone]):
    """For each absorbed card, where it leads and how many rows still belong to it."""

    after: str
    limit: int
