"""A contract suite for each port: what every adapter promises, tested.

Subclass a contract under a name that begins with `Test`, give the fixture that it asks for, and
override none of its tests:

    class TestMyStore(StoreContract):
        @pytest.fixture
        def store(self) -> Store:
            return MyStore(...)
"""

from __future__ import annotations

from bookingcore.testing.contracts.attendance import AttendanceQuestions
from bookingcore.testing.contracts.audits import AuditContract
from bookingcore.testing.contracts.balances import BalanceQuestions
from bookingcore.testing.contracts.bookings import BookingQuestions
from bookingcore.testing.contracts.cards import CardAudits
from bookingcore.testing.contracts.centers import CenterContract
from bookingcore.testing.contracts.customers import (
    CatalogQuestions,
    CustomerQuestions,
)
from bookingcore.testing.contracts.deliveries import DeliveryQuestions
from bookingcore.testing.contracts.double_entry import DoubleEntryContract
from bookingcore.testing.contracts.double_entry_of_money import MoneyDoubleEntry
from bookingcore.testing.contracts.due import DueContract
from bookingcore.testing.contracts.files import FilesContract
from bookingcore.testing.contracts.gift_cards import GiftCardContract
from bookingcore.testing.contracts.guards import GuardContract
from bookingcore.testing.contracts.history import HistoryQuestions
from bookingcore.testing.contracts.locks import LockContract
from bookingcore.testing.contracts.memberships import MembershipContract
from bookingcore.testing.contracts.messages import DeliveryContract, MessagesContract
from bookingcore.testing.contracts.money import MoneyGuards, SaleQuestions
from bookingcore.testing.contracts.money_audits import MoneyAudits
from bookingcore.testing.contracts.ownership import OwnershipContract
from bookingcore.testing.contracts.papers import PaperContract
from bookingcore.testing.contracts.payments import PaymentsContract
from bookingcore.testing.contracts.places import PlacesContract
from bookingcore.testing.contracts.reactions import ReactionQuestions
from bookingcore.testing.contracts.round_trips import RoundTripContract
from bookingcore.testing.contracts.rows_kept import RowContract
from bookingcore.testing.contracts.sessions import SessionQuestions
from bookingcore.testing.contracts.snapshots import JoinedContract, SnapshotContract
from bookingcore.testing.contracts.units import UnitContract
from bookingcore.testing.contracts.waitlist import WaitlistQuestions
from bookingcore.testing.contracts.world import (
    ChanceContract,
    ClockContract,
    SignerContract,
)

__all__ = [
    "ChanceContract",
    "ClockContract",
    "DeliveryContract",
    "FilesContract",
    "MessagesContract",
    "PaymentsContract",
    "SignerContract",
    "StoreContract",
]


class StoreContract(
    UnitContract,
    GuardContract,
    PlacesContract,
    LockContract,
    SnapshotContract,
    JoinedContract,
    RowContract,
    RoundTripContract,
    CenterContract,
    CatalogQuestions,
    CustomerQuestions,
    HistoryQuestions,
    SessionQuestions,
    BookingQuestions,
    AttendanceQuestions,
    WaitlistQuestions,
    DueContract,
    BalanceQuestions,
    SaleQuestions,
    MoneyGuards,
    AuditContract,
    MoneyAudits,
    DoubleEntryContract,
    MoneyDoubleEntry,
    CardAudits,
    OwnershipContract,
    GiftCardContract,
    MembershipContract,
    PaperContract,
    DeliveryQuestions,
    ReactionQuestions,
):
    """All that a store promises. Give a fixture `store`: empty, migrated, new for each test."""
