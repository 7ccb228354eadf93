"""`desk.notifications`: what customers are told, by what policy, and what became of it."""

from __future__ import annotations

from functools import partial

from attrs import evolve, frozen
from pendulum import DateTime

from bookingcore.desk.announcing import Announcing
from bookingcore.desk.context import Context
from bookingcore.desk.redirecting import card_of, following, found_card, read_of
from bookingcore.desk.running import Command, carry_out, read
from bookingcore.domain.catalog.center import Center
from bookingcore.domain.customers.customer import LIVE, Customer
from bookingcore.domain.customers.tokens import AccountToken, TokenPurpose
from bookingcore.domain.notifications.catalogue import MessageKind
from bookingcore.domain.notifications.delivery import Delivery
from bookingcore.domain.notifications.policy import NotificationPolicy
from bookingcore.domain.notifications.standing import StandingPolicy
from bookingcore.domain.notifications.verifying import decide_asking, on_its_way
from bookingcore.domain.notifications.welcome import decide_welcome
from bookingcore.domain.values.changes import Add, Decision, Put
from bookingcore.domain.values.checks import shown
from bookingcore.domain.values.events import EventKind, Happened
from bookingcore.domain.values.ids import CustomerId, TokenId
from bookingcore.errors import InvalidInput, PortMissing
from bookingcore.ports.deliveries import DeliveriesTo
from bookingcore.ports.messages import Mailer
from bookingcore.ports.people import CustomersPage, Owned
from bookingcore.ports.questions import ById
from bookingcore.ports.store import Reader, Ref, Unit

_PAGE = 200


@frozen
class Notifications(Announcing):
    """Telling customers."""

    def policy(self) -> NotificationPolicy:
        """What the center wants to be told, through which channels, and when (001-05)."""
        question = ById(StandingPolicy, self._context.center)

        def ask(reader: Reader) -> NotificationPolicy:
            kept = reader.load(question)[question]
            return kept[0].policy if kept else NotificationPolicy()

        return read(self._context, "notifications.policy", ask)

    def set_policy(self, policy: NotificationPolicy) -> NotificationPolicy:
        """Tell customers by *policy* from now on (001-05).

        What waits to be sent is looked at again by it; what was withheld stays so.

        Raises:
            InvalidInput: no policy.
        """
        if not isinstance(policy, NotificationPolicy):
            raise InvalidInput("policy", shown(policy), "give NotificationPolicy(...)")
        center = self._context.center
        question = ById(StandingPolicy, center)

        def decide(unit: Unit, _: DateTime) -> Decision[NotificationPolicy]:
            own = self._context.own_center
            answers = unit.load(question, own)
            self._context.configured(answers[own])
            if any(each.policy == policy for each in answers[question]):
                return Decision(result=policy, changes=(), happened=())
            changes = [Put(evolve(each, policy=policy)) for each in answers[question]]
            new = [Add(StandingPolicy(id=center, policy=policy))]
            happened = Happened(
                kind=EventKind.NOTIFICATION_POLICY_SET,
                subject=center,
                facts={"rules": len(policy.rules)},
            )
            return Decision(result=policy, changes=changes or new, happened=[happened])

        command = Command(
            name="notifications.set_policy", stream=Ref(Center, center), decide=decide
        )
        return carry_out(self._context, command)

    def history(self, customer: Customer | str) -> tuple[Delivery, ...]:
        """Each message to the customer, sent or withheld, with the reason; the newest first (P7).

        Raises:
            Unknown: no such customer here, or not the one who asks.
        """

        def ask(id: CustomerId, reader: Reader) -> tuple[Delivery, ...]:
            itself, told = ById(Customer, id), DeliveriesTo(id)
            answers = reader.load(itself, told)
            found_card(answers[itself], id)
            return tuple(reversed(answers[told]))

        return read_of(self._context, "notifications.history", customer, ask)

    def send_welcome(self, customer: Customer | str) -> Customer:
        """Send the welcome, at any time and as often as it is wanted (000-45, 000-46).

        It goes out with the next `deliver()`, to the login e-mail or else the one for notices; it
        is about the account, and so needs neither a verified address nor consent (A25).

        Raises:
            NoLoginEmail: there is no address that it could go to.
            PortMissing: the desk was opened without a mailer.
            CustomerNotActive: the card was erased.
            Unknown: no such customer here.
        """

        def decide(id: CustomerId, unit: Unit, _: DateTime) -> Decision[Customer]:
            before = DeliveriesTo(id, (MessageKind.WELCOME,))
            return decide_welcome(card_of(id, unit), unit.load(before)[before])

        def send(id: CustomerId) -> Customer:
            mailer_of(self._context)
            name = "notifications.send_welcome"
            command = Command(name=name, stream=Ref(Customer, id), decide=partial(decide, id))
            return carry_out(self._context, command)

        return following(self._context, "notifications.send_welcome", customer, send)

    def request_password_reset(self, customer: Customer | str) -> None:
        """Send a link for a new password to the login e-mail (001-19); see `reset_password`.

        It goes out with the next `deliver()`, whatever the customer's preferences say (A25).

        Raises:
            NoLoginEmail: there is no address to log in with.
            CustomerNotActive: the card was erased.
            Unknown: no such customer here, or not the one who acts.
        """
        self._ask("request_password_reset", customer, TokenPurpose.RESET)

    def request_magic_link(self, customer: Customer | str) -> None:
        """Send a link to log in with, to the login e-mail (001-20); see `redeem_login`.

        It goes out with the next `deliver()`, whatever the customer's preferences say (A25).

        Raises:
            NoLoginEmail: there is no address to log in with.
            CustomerNotActive: the card was erased.
            Unknown: no such customer here, or not the one who acts.
        """
        self._ask("request_magic_link", customer, TokenPurpose.LOGIN)

    def ask_to_verify(self, customer: Customer | str | None = None) -> int:
        """Ask customers to verify their address: one, or all who have not (001-21, 001-22).

        Who was asked and still can answer is not asked again. Should it be interrupted, give it
        again: it goes on with those who were not asked.

        Args:
            customer: whom; None for all whose notices have nowhere to go.

        Returns:
            How many are asked.

        Raises:
            Unknown: no such customer here.
        """
        if customer is not None:
            return self._asked_to_verify(customer)
        asked, after = 0, None
        while page := self._page(after):
            unverified = (card for card in page if card.notice_email is None and card.addresses)
            asked += sum(self._asked_to_verify(card) for card in unverified)
            after = page[-1].id
        return asked

    def _page(self, after: CustomerId | None) -> tuple[Customer, ...]:
        statuses = tuple(sorted(LIVE, key=lambda each: each.value))
        question = CustomersPage("", statuses, None, after, _PAGE)
        name = "notifications.ask_to_verify"
        return read(self._context, name, lambda reader: reader.load(question)[question])

    def _asked_to_verify(self, customer: Customer | str) -> int:
        """1 where the customer is asked; 0 where there is nothing to verify, or a link goes out."""
        name, id = "notifications.ask_to_verify", TokenId(self._context.new_id())

        def decide(owner: CustomerId, unit: Unit, now: DateTime) -> Decision[int]:
            card, before = card_of(owner, unit), Owned(AccountToken, owner)
            known = unit.load(before)[before]
            address = card.email or card.login_email
            if address is None or card.has_verified(address) or on_its_way(address, known, now):
                return Decision(result=0, changes=(), happened=())
            asked = decide_asking(id, card, TokenPurpose.VERIFY, known, now)
            return Decision(result=1, changes=asked.changes, happened=asked.happened)

        def ask(owner: CustomerId) -> int:
            decided = partial(decide, owner)
            command = Command(name=name, stream=Ref(Customer, owner), decide=decided)
            return carry_out(self._context, command)

        return following(self._context, name, customer, ask)

    def _ask(self, command: str, customer: Customer | str, purpose: TokenPurpose) -> None:
        name, id = f"notifications.{command}", TokenId(self._context.new_id())

        def decide(owner: CustomerId, unit: Unit, now: DateTime) -> Decision[AccountToken]:
            card, before = card_of(owner, unit), Owned(AccountToken, owner)
            return decide_asking(id, card, purpose, unit.load(before)[before], now)

        def ask(owner: CustomerId) -> None:
            decided = partial(decide, owner)
            command = Command(name=name, stream=Ref(Customer, owner), decide=decided)
            carry_out(self._context, command)

        following(self._context, name, customer, ask)


def mailer_of(context: Context) -> Mailer:
    """What sends e-mail.

    Raises:
        PortMissing: nothing does.
    """
    if context.mailer is None:
        raise PortMissing("mailer")
    return context.mailer
