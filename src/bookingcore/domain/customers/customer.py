"""The card of a person in one center, and the account that the person logs in with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import Enum
from unicodedata import normalize

from attrs import evolve, field, frozen
from pendulum import DateTime

from bookingcore.domain.customers.addresses import Verified, normalised, of_both
from bookingcore.domain.customers.devices import Device
from bookingcore.domain.customers.preferences import Preferences
from bookingcore.domain.customers.restrictions import UnwantedServices, unwanted
from bookingcore.domain.customers.weight import Weight
from bookingcore.domain.values.ids import BranchId, CustomerId, ResourceId, ServiceId
from bookingcore.errors import Language


class CustomerStatus(Enum):
    """Where the card stands (A52)."""

    # May book and be told.
    ACTIVE = "active"
    # Has left the center; may come back (A64).
    DEREGISTERED = "deregistered"
    # Was merged into another card, to which its id leads for ever (A40).
    ABSORBED = "absorbed"
    # Its words are gone; the books stay right.
    ERASED = "erased"


CUSTOMER_TRANSITIONS: Mapping[CustomerStatus, frozenset[CustomerStatus]] = {
    CustomerStatus.ACTIVE: frozenset(
        {CustomerStatus.DEREGISTERED, CustomerStatus.ABSORBED, CustomerStatus.ERASED}
    ),
    CustomerStatus.DEREGISTERED: frozenset(
        {CustomerStatus.ACTIVE, CustomerStatus.ABSORBED, CustomerStatus.ERASED}
    ),
    CustomerStatus.ABSORBED: frozenset(),
    CustomerStatus.ERASED: frozenset(),
}
"""What may become of a card. Merging and erasing are for good."""

LIVE = frozenset({CustomerStatus.ACTIVE, CustomerStatus.DEREGISTERED})
"""The statuses of a card that stands for a person: whose addresses nobody else may have."""


@frozen(kw_only=True)
class Account:
    """What the person logs in with: apart from the card (000-34, 000-36, 000-49).

    Attributes:
        login_email: what they log in with; None while there is none.
        name, surname: as they were when the card was opened; only the person changes them (000-47).
        activated_at: when they came in for the first time, and so consented (000-52); None before.
    """

    login_email: str | None
    name: str
    surname: str
    activated_at: DateTime | None

    @property
    def in_use(self) -> bool:
        """Whether the person uses it, so that it is theirs alone to change (000-37)."""
        return self.activated_at is not None


@frozen(kw_only=True)
class Customer:
    """The card of a person in one center (004-07).

    Attributes:
        email: where notices go; apart from `login_email`, with which the person logs in (000-34).
        language: the language of messages; None for the center's first.
        born_on: date of birth.
        referral: how the person came to the center.
        preferred_branch: the branch that the person likes best.
        status_label: the host's own word for where the customer stands (004-01, A52).
        labels: short words by which staff sort and find cards (002-22), in alphabetic order.
        weight: health data, in no event and no default export (A51).
        account_name, account_surname: the names of the account (000-47); see `account`.
        activated_at: when the account was activated; see `account`.
        verified: the addresses of the card that are known to be the person's (A28).
        blacklisted: whether the person may not book online (004-03).
        blacklist_reason: why, in staff's words.
        professional_id: the one professional with whom they book; None for any (000-29, 000-33).
        unwanted_services: what is never scheduled for them (004-27).
        preferences: what they want to be told of, and how.
        devices: the apps and browsers that take push messages for them, the last one first.
        absorbed_into: the card that this one was merged into; None while it stands by itself.
    """

    id: CustomerId
    name: str
    surname: str = ""
    middle_name: str = ""
    email: str | None = None
    login_email: str | None = None
    phone: str | None = None
    language: Language | None = None
    address: str = ""
    born_on: date | None = None
    gender: str = ""
    referral: str = ""
    preferred_branch: BranchId | None = None
    status: CustomerStatus = CustomerStatus.ACTIVE
    status_label: str = ""
    labels: tuple[str, ...] = ()
    weight: Weight | None = field(default=None, repr=False)
    account_name: str = ""
    account_surname: str = ""
    activated_at: DateTime | None = None
    verified: tuple[Verified, ...] = ()
    blacklisted: bool = False
    blacklist_reason: str = ""
    professional_id: ResourceId | None = None
    unwanted_services: UnwantedServices = ()
    preferences: Preferences = field(factory=Preferences)
    devices: tuple[Device, ...] = ()
    absorbed_into: CustomerId | None = None
    version: int = field(default=1, eq=False, repr=False)

    @property
    def account(self) -> Account:
        """What the person logs in with."""
        return Account(
            login_email=self.login_email,
            name=self.account_name,
            surname=self.account_surname,
            activated_at=self.activated_at,
        )

    @property
    def addresses(self) -> frozenset[str]:
        """The e-mail addresses of the card, each in the one form in which they are compared."""
        return of_both(self.email, self.login_email)

    @property
    def notice_email(self) -> str | None:
        """Where notices go now: a verified address, or nowhere (000-51, A28)."""
        usable = (each for each in (self.email, self.login_email) if self.has_verified(each))
        return next(usable, None)

    @property
    def reachable(self) -> bool:
        """Whether any address is known under which they could be told something (A16)."""
        return bool(self.email or self.login_email or self.phone)

    @property
    def full_name(self) -> str:
        """The names in the order they are said."""
        return " ".join(filter(None, (self.name, self.middle_name, self.surname)))

    @property
    def search_text(self) -> str:
        """What `find(text=...)` looks into: names, addresses and phone, composed and case-folded.

        The phone number stands there as it was written, and as its digits alone.
        """
        digits = "".join(filter(str.isdecimal, self.phone or ""))
        parts = (self.full_name, self.email, self.login_email, self.phone, digits)
        return "\n".join(normalize("NFC", part).casefold() for part in parts if part)

    def has_verified(self, address: str | None) -> bool:
        """Whether *address* is known to be the person's."""
        if address is None:
            return False
        return any(each.address == normalised(address) for each in self.verified)

    def verified_at(self, address: str, at: DateTime) -> Customer:
        """Once *address* is known to be the person's, since the first time it was seen to be."""
        if self.has_verified(address):
            return self
        return evolve(self, verified=(*self.verified, Verified(normalised(address), at)))

    def forgetting_addresses(self) -> Customer:
        """Without what was known of addresses that the card has no more."""
        kept = tuple(each for each in self.verified if each.address in self.addresses)
        return evolve(self, verified=kept)

    def wants(self, service: ServiceId) -> bool:
        """Whether *service* may be scheduled for them (004-27)."""
        return not self.unwanted_services or unwanted(self.unwanted_services, service) is None


def shown_to_customer(customer: Customer) -> Customer:
    """The card as the person may see it: without what staff wrote for each other."""
    unexplained = tuple(evolve(entry, comment="") for entry in customer.unwanted_services)
    return evolve(
        customer,
        status_label="",
        labels=(),
        blacklist_reason="",
        unwanted_services=unexplained,
    )
