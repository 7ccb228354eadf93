"""The card of a person in one center."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from typing import Any

from attrs import evolve, field, frozen

from bookingcore.domain.values.checks import NAME_LENGTH_MAX, name, shown, text
from bookingcore.domain.values.ids import BranchId, CustomerId
from bookingcore.domain.values.languages import language
from bookingcore.domain.values.moments import as_date
from bookingcore.errors import InvalidInput, Language


class CustomerStatus(Enum):
    """Where the card stands (A52)."""

    ACTIVE = "active"
    DEREGISTERED = "deregistered"
    ABSORBED = "absorbed"
    ERASED = "erased"


@frozen(kw_only=True)
class Customer:
    """The card of a person in one center (004-07).

    Attributes:
        email: where notices go; apart from `login_email`, with which the person logs in (000-34).
        language: the language of messages; None for the center's first.
        born_on: date of birth.
        referral: how the person came to the center.
        preferred_branch: the branch that the person likes best.
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
    version: int = field(default=1, eq=False, repr=False)

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
        """What `find(text=...)` looks into: names, addresses and phone, case-folded."""
        parts = (self.full_name, self.email, self.login_email, self.phone)
        return "\n".join(part.casefold() for part in parts if part)


def registered(id: CustomerId, profile: Mapping[str, object]) -> Customer:
    """A new card with *profile* (name required).

    Raises:
        InvalidInput: an unknown field, or a value that the field cannot hold.
    """
    cleaned = cleaned_profile({"name": "", **profile})
    return evolve(Customer(id=id, name=""), **cleaned)


def updated(customer: Customer, profile: Mapping[str, object]) -> Customer:
    """*customer* with the fields of *profile* written over."""
    return evolve(customer, **cleaned_profile(profile))


def cleaned_profile(profile: Mapping[str, object]) -> dict[str, Any]:
    """*profile* with each value in the form that the card keeps."""
    unknown = [given for given in profile if given not in _CLEAN]
    if unknown:
        raise InvalidInput(
            unknown[0], shown(profile[unknown[0]]), f"give some of {', '.join(_CLEAN)}"
        )
    return {field: _CLEAN[field](value, field) for field, value in profile.items()}


def _email(value: object, field: str) -> str | None:
    if value is None or _empty(value):
        return None
    cleaned = text(value, field, longest=254)
    local, at, domain = cleaned.rpartition("@")
    if not (local and at and domain) or any(
        char.isspace() or not char.isprintable() for char in cleaned
    ):
        raise InvalidInput(field, shown(value), "give an address such as anna@example.org, or None")
    return cleaned


def _phone(value: object, field: str) -> str | None:
    if value is None or _empty(value):
        return None
    cleaned = text(value, field, longest=40)
    if not any(char.isdigit() for char in cleaned) or not cleaned.isprintable():
        raise InvalidInput(field, shown(value), "give a number such as +39 06 1234567, or None")
    return cleaned


def _line(value: object, field: str) -> str:
    return "" if _empty(value) else name(value, field)


def _empty(value: object) -> bool:
    return isinstance(value, str) and not value.strip()


def _address(value: object, field: str) -> str:
    return text(value, field, longest=5 * NAME_LENGTH_MAX)


def _born_on(value: object, field: str) -> date | None:
    return None if value is None else as_date(value, field)


def _language(value: object, field: str) -> Language | None:
    return None if value is None else language(value, field)


def _branch(value: object, field: str) -> BranchId | None:
    return None if value is None else BranchId(name(getattr(value, "id", value), field))


_CLEAN: Mapping[str, Callable[[object, str], object]] = {
    "name": name,
    "surname": _line,
    "middle_name": _line,
    "email": _email,
    "login_email": _email,
    "phone": _phone,
    "language": _language,
    "address": _address,
    "born_on": _born_on,
    "gender": _line,
    "referral": _line,
    "preferred_branch": _branch,
}
