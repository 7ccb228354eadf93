"""A story in which everything happens that may happen to a person's card, with secrets in it."""

from __future__ import annotations

from bookingcore import (
    Channels,
    Customer,
    Desk,
    FormTiming,
    GiftCard,
    Preferences,
    Resource,
    Service,
)


def peopled(desk: Desk, service: Service, maria: Resource, secret: str) -> list[object]:
    """A card that was written on in every way, absorbed, left and erased; and one that stays."""
    form = desk.catalog.add_form(secret, questions=(secret,), assigned=FormTiming.BY_HAND)
    eva = desk.customers.register(name=secret, email="eva.verdi@example.org")
    filed(desk, eva, secret)
    restricted(desk, eva, service, maria, secret)
    submitted = desk.customers.assign_form(eva, form)
    desk.customers.submit_form(submitted, {secret: secret})
    desk.customers.remove_form(desk.customers.assign_form(eva, form))
    entered(desk, eva, secret)
    stays = desk.customers.register(name="Eva")
    desk.customers.absorb(into=stays, old=eva)
    desk.customers.deregister(stays)
    desk.customers.reregister(stays)
    gone = desk.customers.register(name=secret)
    desk.customers.erase(gone)
    post = desk.notifications.post_to_board(secret)
    desk.notifications.take_off_board(post)
    announced = desk.notifications.send(secret, subject=secret)
    return [form, stays, gone, given(desk, stays, secret), post, announced]


def given(desk: Desk, eva: Customer, secret: str) -> GiftCard:
    """A gift card that is handed on and taken back."""
    card = desk.gift_cards.issue("50.00", purchaser=eva, code=secret)
    desk.gift_cards.edit(card, holder=eva, expires_on="2027-07-01")
    return desk.gift_cards.void(secret, comment=secret)


def filed(desk: Desk, eva: Customer, secret: str) -> None:
    """Notes, labels, tasks, documents, messages."""
    desk.customers.add_note(eva, secret)
    desk.customers.add_label(eva, secret)
    desk.customers.remove_label(eva, secret)
    desk.customers.complete_task(desk.customers.add_task(eva, secret, due_on="2026-07-05"))
    desk.notifications.send_to_mailbox(eva, secret)
    document = desk.customers.add_document(eva, type=secret, name=secret, content=b"secret")
    desk.customers.remove_document(desk.customers.show_document(document))


def restricted(desk: Desk, eva: Customer, service: Service, maria: Resource, secret: str) -> None:
    """Every restriction, and the customer's own wishes."""
    desk.customers.blacklist(eva, reason=secret)
    desk.customers.assign_professional(eva, maria)
    desk.customers.add_unwanted_service(eva, service, comment=secret)
    desk.customers.edit_unwanted_service(eva, service, f"{secret}!")
    desk.customers.remove_unwanted_service(eva, service)
    desk.customers.set_preferences(eva, Preferences(marketing=Channels(email=False)))


def entered(desk: Desk, eva: Customer, secret: str) -> None:
    """The account: its addresses, its names, its links."""
    desk.deliver()
    desk.notifications.send_welcome(eva)
    desk.customers.add_device(eva, secret)
    desk.customers.remove_device(eva, secret)
    desk.deliver()
    desk.customers.change_login_email(eva, "eva.v@example.org")
    desk.notifications.request_magic_link(eva)
    desk.customers.verify_email(desk.customers.verification_link(eva))
    desk.customers.activate(eva)
    desk.customers.change_notification_email(eva, None)
    desk.by(eva).customers.rename_account(eva, name="Lia")
