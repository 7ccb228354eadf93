"""Links that prove whose an account is: to verify an address, to log in, to reset a password.

Each is good for one use, for a while, for the address that it was made for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from enum import Enum

from attrs import field, frozen
from pendulum import DateTime

from bookingcore.domain.customers.account import card_event, refuse_erased
from bookingcore.domain.customers.addresses import normalised
from bookingcore.domain.customers.customer import LIVE, Customer
from bookingcore.domain.values.changes import Add, Decision, Remove
from bookingcore.domain.values.checks import shown
from bookingcore.domain.values.events import EventKind
from bookingcore.domain.values.ids import CenterId, CustomerId, TokenId
from bookingcore.domain.values.sealing import SignedText, payload_of, read_token, said_id, token_of
from bookingcore.errors import InvalidInput, LinkNotUsable, NoLoginEmail


class TokenPurpose(Enum):
    """What a link proves, and what it is good for."""

    # That an address is the person's (001-21).
    VERIFY = "verify"
    # Who logs in, without a password (001-20).
    LOGIN = "login"
    # Who sets a new password (001-19).
    RESET = "reset"


LIFETIMES: Mapping[TokenPurpose, timedelta] = {
    TokenPurpose.VERIFY: timedelta(days=7),
    TokenPurpose.LOGIN: timedelta(minutes=30),
    TokenPurpose.RESET: timedelta(hours=2),
}
"""How long a link is good for."""

_PURPOSE, _VERSION = "account", "1"


@frozen(kw_only=True)
class AccountToken:
    """A link that was made and not used yet; once it is used the row is gone.

    Attributes:
        address: the address that it goes to, in the one form in which they are compared.
        expires_at: the first instant at which it is too late to use it.
    """

    id: TokenId
    customer_id: CustomerId
    purpose: TokenPurpose
    address: str = field(repr=False)
    expires_at: DateTime
    version: int = field(default=1, eq=False, repr=False)


def decide_link(
    id: TokenId,
    card: Customer,
    purpose: TokenPurpose,
    wanted: str | None,
    before: Iterable[AccountToken],
    now: DateTime,
) -> Decision[AccountToken]:
    """Make a link for *purpose* that goes to the address *wanted*, and clear away those run out.

    None for the address that the purpose suggests. *before* are the links of the card.

    Raises:
        NoLoginEmail: there is no address that it could go to.
        InvalidInput: *wanted* is none of the card's addresses.
        CustomerNotActive: the card was erased.
    """
    refuse_erased(card)
    usual = card.login_email
    if purpose is TokenPurpose.VERIFY:
        usual = card.email or card.login_email
    if usual is None:
        raise NoLoginEmail(card.id)
    if wanted is not None and wanted not in card.addresses:
        raise InvalidInput("email", shown(wanted), "give one of the two addresses on the card")
    made = AccountToken(
        id=id,
        customer_id=card.id,
        purpose=purpose,
        address=wanted or normalised(usual),
        expires_at=now + LIFETIMES[purpose],
    )
    over = [Remove(each) for each in before if each.expires_at <= now]
    happened = card_event(EventKind.ACCOUNT_LINK_MADE, card, {"purpose": purpose.name})
    return Decision(result=made, changes=[Add(made), *over], happened=[happened])


def payload(center: CenterId, token: TokenId, nonce: str) -> bytes:
    """All that a link to an account says; nothing of the customer."""
    return payload_of(_PURPOSE, _VERSION, center, token, nonce)


def written(said: bytes, signature: bytes) -> str:
    """The link as text that may stand in a URL."""
    return token_of(said, signature)


@frozen(kw_only=True)
class SignedToken:
    """A link as it came back from outside, with a signature that nobody has looked at yet."""

    center: CenterId
    id: TokenId
    signed: SignedText


def read_account_token(token: str) -> SignedToken:
    """What *token* says. Whether it is true is for the signer to say.

    Raises:
        LinkNotUsable: no link of ours, or for something else.
    """
    signed = read_token(token, _PURPOSE, _VERSION, 3)
    center, id, _ = signed.lines
    return SignedToken(center=CenterId(said_id(center)), id=TokenId(said_id(id)), signed=signed)


def refuse_used(
    token: AccountToken, customer: Customer, purpose: TokenPurpose, now: DateTime
) -> AccountToken:
    """The *token*, where it is still good for *purpose*.

    Raises:
        LinkNotUsable: too late, for something else, or for an address that the card has no
            more; nothing tells which.
    """
    if token.purpose is not purpose or now >= token.expires_at:
        raise LinkNotUsable
    if customer.status not in LIVE or not goes_to(customer, token):
        raise LinkNotUsable
    return token


def goes_to(customer: Customer, token: AccountToken) -> bool:
    """Whether the card still has the address that *token* was sent to, where it has to be."""
    if token.purpose is TokenPurpose.VERIFY:
        return token.address in customer.addresses
    return customer.login_email is not None and token.address == normalised(customer.login_email)
