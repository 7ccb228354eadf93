"""The account that a customer logs in with, apart from the card (000-34 to 000-54)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from attrs import evolve, frozen
from pendulum import DateTime

from bookingcore.desk.people.part import Part, address_facts
from bookingcore.desk.redirecting import card_of, following
from bookingcore.desk.running import Command, carry_out, read
from bookingcore.desk.signing import KEY, refuse_unsigned, signature
from bookingcore.domain.customers.account import (
    card_event,
    decide_activation,
    decide_card,
    decide_rename,
    decide_verification,
    refuse_erased,
)
from bookingcore.domain.customers.addresses import email as address
from bookingcore.domain.customers.addresses import normalised
from bookingcore.domain.customers.customer import Customer
from bookingcore.domain.customers.devices import Device, with_device, without_device
from bookingcore.domain.customers.devices import subscription as device_subscription
from bookingcore.domain.customers.profile import line
from bookingcore.domain.customers.tokens import (
    AccountToken,
    TokenPurpose,
    decide_link,
    payload,
    read_account_token,
    refuse_used,
    written,
)
from bookingcore.domain.values.actors import Oneself
from bookingcore.domain.values.changes import Decision, Put, Remove
from bookingcore.domain.values.checks import name as named
from bookingcore.domain.values.checks import shown
from bookingcore.domain.values.events import EventKind
from bookingcore.domain.values.ids import CustomerId, TokenId
from bookingcore.domain.values.sealing import NONCE_BITS, nonce
from bookingcore.errors import InvalidInput, LinkNotUsable
from bookingcore.ports.people import Owned
from bookingcore.ports.questions import ById, OwnerOf
from bookingcore.ports.store import Ref, Unit

Proven = Callable[[Customer, AccountToken, DateTime], Decision[Customer]]


@frozen
class Accounts(Part):
    """Activating an account, changing it, and proving whose it is."""

    def activate(self, customer: Customer | str) -> Customer:
        """Record the first access: it verifies the login e-mail, and consents (000-52, 000-53).

        An account without a login e-mail takes the one for notices. Later accesses change nothing.

        Raises:
            NoLoginEmail: there is no address to log in with.
            CustomerNotActive: the customer is not registered here any more.
            Unknown: no such customer here, or not the one who acts.
        """
        return self._edit("activate", customer, lambda card, _, now: decide_activation(card, now))

    def change_notification_email(self, customer: Customer | str, email: str | None) -> Customer:
        """Send notices to another address from now on; None for none (000-34, 000-35).

        Until it is verified, the verified login e-mail is used (A28).

        Raises:
            EmailInUse: another card has the address, and the center is strict.
            InvalidInput: it cannot be an address.
            Unknown: no such customer here, or not the one who acts.
        """
        kind = EventKind.NOTIFICATION_EMAIL_CHANGED
        new = address(email, "email")
        changed = partial(self._changed, kind, lambda card: evolve(card, email=new))
        return self._edit("change_notification_email", customer, changed)

    def change_login_email(self, customer: Customer | str, email: str | None) -> Customer:
        """Let the customer log in with another address (000-35, 000-37, 000-40).

        Staff may change it until the customer uses the account; then only the customer may.

        Raises:
            LoginOfCustomer: staff ask, and the customer uses the account.
            NoLoginEmail: the account is in use, and would be left without an address.
            EmailInUse: another card has the address, and the center is strict.
            InvalidInput: it cannot be an address.
            Unknown: no such customer here, or not the one who acts.
        """
        kind = EventKind.LOGIN_EMAIL_CHANGED
        new = address(email, "email")
        changed = partial(self._changed, kind, lambda card: evolve(card, login_email=new))
        return self._edit("change_login_email", customer, changed)

    def rename_account(self, customer: Customer | str, *, name: str, surname: str = "") -> Customer:
        """Give the account other names, as only its customer may (000-47, 000-48).

        The card keeps the names that staff gave it (000-49).

        Raises:
            NameOfCustomer: anybody but the customer asks.
            InvalidInput: no name.
            Unknown: no such customer here, or not the one who acts.
        """
        first, last = named(name, "name"), line(surname, "surname")
        actor = self._context.actor
        return self._edit(
            "rename_account", customer, lambda card, *_: decide_rename(card, first, last, actor)
        )

    def add_device(self, customer: Customer | str, subscription: str) -> Customer:
        """Send push messages to an app or a browser from now on.

        Args:
            customer: whose.
            subscription: how the push port reaches it: a browser's subscription as JSON, or a
                token; 1 to 2,000 characters. The 20 that were added last are kept.

        Raises:
            InvalidInput: no subscription.
            CustomerNotActive: the card was erased.
            Unknown: no such customer here, or not the one who acts.
        """
        new = device_subscription(subscription)

        def add(card: Customer, _: Unit, now: DateTime) -> Decision[Customer]:
            refuse_erased(card)
            after = with_device(card.devices, Device(subscription=new, added_at=now))
            return _with_devices(card, after, EventKind.DEVICE_ADDED)

        return self._edit("add_device", customer, add)

    def remove_device(self, customer: Customer | str, subscription: str) -> Customer:
        """Send push messages there no more; nothing happens where none were sent.

        Raises:
            InvalidInput: no subscription.
            Unknown: no such customer here, or not the one who acts.
        """
        gone = device_subscription(subscription)

        def remove(card: Customer, _: Unit, __: DateTime) -> Decision[Customer]:
            after = without_device(card.devices, gone)
            return _with_devices(card, after, EventKind.DEVICE_REMOVED)

        return self._edit("remove_device", customer, remove)

    def verification_link(self, customer: Customer | str, *, email: str | None = None) -> str:
        """A token that verifies an address of the customer's, for a week and one use (A28).

        Whoever has it is taken to read that address: send it there, and nowhere else.

        Args:
            customer: whose.
            email: one of the card's two addresses; None for the one for notices, or else the one
                for logging in.

        Returns:
            URL-safe text, to be handed to `verify_email`.

        Raises:
            NoLoginEmail: the card has no address at all.
            InvalidInput: another address than the card's.
            Unknown: no such customer here.
        """
        return self._link("verification_link", customer, TokenPurpose.VERIFY, email)

    def login_link(self, customer: Customer | str) -> str:
        """A token that logs the customer in, for half an hour and one use (001-20).

        Send it to the login e-mail, and nowhere else; it is handed to `redeem_login`.

        Raises:
            NoLoginEmail: there is no address to log in with.
            Unknown: no such customer here.
        """
        return self._link("login_link", customer, TokenPurpose.LOGIN, None)

    def password_link(self, customer: Customer | str) -> str:
        """A token that lets the customer set a new password, for two hours and one use (001-19).

        Send it to the login e-mail, and nowhere else; it is handed to `reset_password`.

        Raises:
            NoLoginEmail: there is no address to log in with.
            Unknown: no such customer here.
        """
        return self._link("password_link", customer, TokenPurpose.RESET, None)

    def verify_email(self, token: str) -> Customer:
        """Take the address that *token* was sent to for the customer's own (A28).

        Raises:
            LinkNotUsable: forged, damaged, used, too late, or for an address that the card has no
                more: nothing tells which.
        """
        return self._used("verify_email", token, TokenPurpose.VERIFY, _verified)

    def redeem_login(self, token: str) -> Customer:
        """Who logs in with *token*: the host lets them in. The first time it activates (000-53).

        Raises:
            LinkNotUsable: forged, damaged, used, too late, or for an address that is not the login
                e-mail any more: nothing tells which.
            CustomerNotActive: the customer is not registered here any more.
        """
        return self._used("redeem_login", token, TokenPurpose.LOGIN, _logged_in)

    def reset_password(self, token: str) -> Customer:
        """Who may set a new password with *token*; the host keeps passwords, the library none.

        That they read the login e-mail is verified by it; it consents to nothing.

        Raises:
            LinkNotUsable: as for `redeem_login`.
        """
        return self._used("reset_password", token, TokenPurpose.RESET, _verified)

    def _changed(
        self,
        kind: EventKind,
        change: Callable[[Customer], Customer],
        before: Customer,
        unit: Unit,
        now: DateTime,
    ) -> Decision[Customer]:
        after = change(before).forgetting_addresses()
        facts = address_facts(self._context, unit, before.addresses ^ after.addresses)
        return decide_card(before, after, facts, self._context.actor, card_event(kind, after))

    def _link(
        self, command: str, customer: Customer | str, purpose: TokenPurpose, email: str | None
    ) -> str:
        context, id = self._context, TokenId(self._context.new_id())
        wanted = None if email is None else normalised(address(email, "email") or "")

        def make(owner: CustomerId) -> AccountToken:
            def decide(unit: Unit, now: DateTime) -> Decision[AccountToken]:
                card, before = card_of(owner, unit), Owned(AccountToken, owner)
                return decide_link(id, card, purpose, wanted, unit.load(before)[before], now)

            name = f"customers.{command}"
            return carry_out(
                context, Command(name=name, stream=Ref(Customer, owner), decide=decide)
            )

        following(context, f"customers.{command}", customer, make)
        said = payload(context.center, id, nonce(context.chance.bits(NONCE_BITS)))
        answers = read(context, f"customers.{command}", lambda reader: reader.load(KEY))
        return written(said, signature(context, answers, said, f"customers.{command}"))

    def _used(self, command: str, token: str, purpose: TokenPurpose, proven: Proven) -> Customer:
        """What *token* proves, once; it is used up by it."""
        if not isinstance(token, str):
            raise InvalidInput("token", shown(token), "give the text that the link came with")
        context, name, known = self._context, f"customers.{command}", read_account_token(token)
        answers = read(context, name, lambda reader: reader.load(KEY))
        # A signer of the host's is asked while no transaction is open.
        refuse_unsigned(context, answers, known.signed.payload, known.signed.signature)
        if known.center != context.center:
            raise LinkNotUsable

        def decide(unit: Unit, now: DateTime) -> Decision[Customer]:
            question = ById(AccountToken, known.id)
            made = next(iter(unit.load(question)[question]), None)
            if made is None or self._foreign(made.customer_id):
                raise LinkNotUsable
            card = card_of(made.customer_id, unit)
            used = refuse_used(made, card, purpose, now)
            decision = proven(card, used, now)
            facts = {"purpose": purpose.name}
            return evolve(
                decision,
                changes=[Remove(used), *decision.changes],
                happened=[
                    card_event(EventKind.ACCOUNT_LINK_USED, card, facts),
                    *decision.happened,
                ],
            )

        stream = Ref(Customer, OwnerOf(AccountToken, known.id))
        return self._shown(carry_out(context, Command(name=name, stream=stream, decide=decide)))

    def _foreign(self, owner: CustomerId) -> bool:
        actor = self._context.actor
        return isinstance(actor, Oneself) and actor.customer_id != owner


def _verified(card: Customer, token: AccountToken, now: DateTime) -> Decision[Customer]:
    return decide_verification(card, token.address, now)


def _logged_in(card: Customer, token: AccountToken, now: DateTime) -> Decision[Customer]:
    decision = decide_activation(card, now)
    return decision if decision.happened else decide_verification(card, token.address, now)


def _with_devices(
    card: Customer, devices: tuple[Device, ...], kind: EventKind
) -> Decision[Customer]:
    if devices == card.devices:
        return Decision(result=card, changes=(), happened=())
    after = evolve(card, devices=devices)
    return Decision(result=after, changes=[Put(after)], happened=[card_event(kind, after)])
