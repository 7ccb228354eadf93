"""Who may give which command: a table, read by every command before anything else."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from bookingcore.domain.values.actors import Actor, Oneself
from bookingcore.domain.values.ids import CustomerId
from bookingcore.errors import NotAllowed, Unknown


class Who(Enum):
    """Who may give a command."""

    STAFF = "staff"
    # Staff for anybody, customers for themselves.
    CUSTOMER = "customer"


PERMISSIONS: Mapping[str, Who] = {
    "configure": Who.STAFF,
    "history": Who.STAFF,
    "verify": Who.STAFF,
    "deliver": Who.STAFF,
    "next_delivery": Who.STAFF,
    "subscribe": Who.STAFF,
    "unsubscribe": Who.STAFF,
    "customers.add_device": Who.CUSTOMER,
    "customers.remove_device": Who.CUSTOMER,
    "customers.register": Who.STAFF,
    "customers.get": Who.CUSTOMER,
    "customers.find": Who.STAFF,
    "customers.update": Who.STAFF,
    "customers.activate": Who.CUSTOMER,
    "customers.change_notification_email": Who.CUSTOMER,
    # Until the customer uses the account; then only the customer (000-37).
    "customers.change_login_email": Who.CUSTOMER,
    # A rule of its own refuses it to staff (000-47).
    "customers.rename_account": Who.CUSTOMER,
    "customers.verification_link": Who.STAFF,
    "customers.login_link": Who.STAFF,
    "customers.password_link": Who.STAFF,
    "customers.verify_email": Who.CUSTOMER,
    "customers.redeem_login": Who.CUSTOMER,
    "customers.reset_password": Who.CUSTOMER,
    "customers.deregister": Who.STAFF,
    "customers.reregister": Who.STAFF,
    "customers.blacklist": Who.STAFF,
    "customers.assign_professional": Who.STAFF,
    "customers.add_unwanted_service": Who.STAFF,
    "customers.edit_unwanted_service": Who.STAFF,
    "customers.remove_unwanted_service": Who.STAFF,
    "customers.set_preferences": Who.CUSTOMER,
    "customers.absorb": Who.STAFF,
    "customers.add_note": Who.STAFF,
    "customers.notes": Who.STAFF,
    "customers.add_label": Who.STAFF,
    "customers.remove_label": Who.STAFF,
    "customers.add_task": Who.STAFF,
    "customers.complete_task": Who.STAFF,
    "customers.tasks": Who.STAFF,
    "customers.add_document": Who.CUSTOMER,
    "customers.documents": Who.CUSTOMER,
    "customers.open_document": Who.CUSTOMER,
    "customers.show_document": Who.STAFF,
    "customers.remove_document": Who.STAFF,
    "customers.assign_form": Who.CUSTOMER,
    "customers.submit_form": Who.CUSTOMER,
    "customers.remove_form": Who.STAFF,
    "customers.forms": Who.CUSTOMER,
    "customers.warnings": Who.CUSTOMER,
    "customers.card": Who.CUSTOMER,
    "customers.history": Who.STAFF,
    "customers.export": Who.CUSTOMER,
    "customers.erase": Who.STAFF,
    "catalog.add_branch": Who.STAFF,
    "catalog.add_service": Who.STAFF,
    "catalog.add_resource": Who.STAFF,
    "catalog.add_plan": Who.STAFF,
    "catalog.add_form": Who.STAFF,
    "catalog.add_coupon": Who.STAFF,
    # Whoever knows the code of a coupon can use it up.
    "catalog.coupons": Who.STAFF,
    "catalog.branches": Who.CUSTOMER,
    "catalog.services": Who.CUSTOMER,
    "catalog.resources": Who.CUSTOMER,
    "catalog.plans": Who.CUSTOMER,
    "catalog.forms": Who.CUSTOMER,
    "catalog.policy": Who.CUSTOMER,
    "schedule.add_session": Who.STAFF,
    "schedule.get": Who.CUSTOMER,
    "schedule.sessions": Who.CUSTOMER,
    "bookings.check": Who.CUSTOMER,
    "bookings.book": Who.CUSTOMER,
    "bookings.cancel": Who.CUSTOMER,
    "bookings.cancellation_terms": Who.CUSTOMER,
    "bookings.confirm_attendance": Who.CUSTOMER,
    "bookings.mark": Who.STAFF,
    "bookings.mark_session": Who.STAFF,
    "bookings.attendance": Who.CUSTOMER,
    "bookings.get": Who.CUSTOMER,
    "bookings.of": Who.CUSTOMER,
    "bookings.in_session": Who.STAFF,
    "bookings.explain": Who.CUSTOMER,
    "bookings.public_status": Who.CUSTOMER,
    "bookings.manage_link": Who.CUSTOMER,
    "bookings.manage": Who.CUSTOMER,
    "bookings.book_appointment": Who.CUSTOMER,
    "bookings.attach_customer": Who.STAFF,
    "bookings.reschedule": Who.CUSTOMER,
    "waitlist.join": Who.CUSTOMER,
    "waitlist.get": Who.CUSTOMER,
    "waitlist.entries": Who.STAFF,
    "waitlist.of": Who.CUSTOMER,
    "waitlist.public_status": Who.CUSTOMER,
    "waitlist.accept": Who.CUSTOMER,
    "waitlist.decline": Who.CUSTOMER,
    "waitlist.leave": Who.CUSTOMER,
    "waitlist.promote": Who.STAFF,
    "waitlist.reorder": Who.STAFF,
    "schedule.change_capacity": Who.STAFF,
    "schedule.move_session": Who.STAFF,
    "schedule.cancel_session": Who.STAFF,
    "schedule.add_series": Who.STAFF,
    "schedule.edit_series": Who.STAFF,
    "schedule.get_series": Who.CUSTOMER,
    "schedule.sessions_of": Who.CUSTOMER,
    "notifications.policy": Who.STAFF,
    "notifications.set_policy": Who.STAFF,
    "notifications.history": Who.CUSTOMER,
    "notifications.send": Who.STAFF,
    "notifications.progress": Who.STAFF,
    # Who has forgotten a password asks for themselves; the host knows by what address.
    "notifications.request_password_reset": Who.CUSTOMER,
    "notifications.request_magic_link": Who.CUSTOMER,
    "notifications.ask_to_verify": Who.STAFF,
    "notifications.send_welcome": Who.STAFF,
    "notifications.send_to_mailbox": Who.STAFF,
    "notifications.mailbox": Who.CUSTOMER,
    "notifications.post_to_board": Who.STAFF,
    "notifications.take_off_board": Who.STAFF,
    "notifications.board": Who.CUSTOMER,
    "run_due": Who.STAFF,
    "next_due": Who.STAFF,
    "sales.sell": Who.STAFF,
    "sales.pay": Who.STAFF,
    "sales.charge_card": Who.STAFF,
    "sales.mark_paid": Who.STAFF,
    "sales.provider_event": Who.STAFF,
    "sales.refund": Who.STAFF,
    "sales.void": Who.STAFF,
    "sales.quote": Who.STAFF,
    "sales.get_quote": Who.CUSTOMER,
    "sales.quotes": Who.CUSTOMER,
    "sales.accept_quote": Who.STAFF,
    "sales.decline_quote": Who.STAFF,
    "sales.invoice": Who.STAFF,
    "sales.receipt": Who.STAFF,
    "sales.credit_note": Who.STAFF,
    "sales.get_invoice": Who.CUSTOMER,
    "sales.invoices": Who.CUSTOMER,
    "sales.request_payment": Who.STAFF,
    # A rule of its own refuses these two to staff (001-31).
    "sales.approve": Who.CUSTOMER,
    "sales.decline": Who.CUSTOMER,
    "sales.withdraw_request": Who.STAFF,
    "sales.get_request": Who.CUSTOMER,
    "sales.requests": Who.CUSTOMER,
    "sales.get": Who.CUSTOMER,
    "sales.of": Who.CUSTOMER,
    "sales.for_booking": Who.CUSTOMER,
    "sales.payments": Who.CUSTOMER,
    "sales.refunds": Who.CUSTOMER,
    "sales.change_application_date": Who.STAFF,
    "gift_cards.issue": Who.STAFF,
    "gift_cards.get": Who.CUSTOMER,
    "gift_cards.of": Who.CUSTOMER,
    "gift_cards.movements": Who.CUSTOMER,
    "gift_cards.edit": Who.STAFF,
    "gift_cards.void": Who.STAFF,
    "balances.of": Who.CUSTOMER,
    "balances.movements": Who.CUSTOMER,
    "balances.adjust": Who.STAFF,
    "balances.set_expiry": Who.STAFF,
    "balances.void": Who.STAFF,
    "balances.reinstate": Who.STAFF,
    "memberships.start": Who.STAFF,
    "memberships.get": Who.CUSTOMER,
    "memberships.of": Who.CUSTOMER,
    "memberships.edit": Who.STAFF,
    "memberships.process": Who.STAFF,
    "memberships.pause": Who.STAFF,
    "memberships.resume": Who.STAFF,
    "memberships.cancellation_terms": Who.CUSTOMER,
    "memberships.cancel": Who.STAFF,
    "memberships.payment_activity": Who.CUSTOMER,
    "memberships.credits": Who.CUSTOMER,
    "memberships.periods": Who.CUSTOMER,
}
"""Every command and query of the desk."""


def refuse_strangers(command: str, actor: Actor) -> None:
    """Refuse *command* to an actor who may not give it.

    Raises:
        NotAllowed: a customer gives a command that is for staff.
    """
    if isinstance(actor, Oneself) and PERMISSIONS[command] is Who.STAFF:
        raise NotAllowed(command, str(actor))


def refuse_foreign(actor: Actor, owner: CustomerId | None, kind: str, id: str) -> None:
    """Hide from a customer what belongs to another one: it is unknown, never forbidden (P9).

    Raises:
        Unknown: the customer who acts is not *owner*.
    """
    if isinstance(actor, Oneself) and actor.customer_id != owner:
        raise Unknown(kind, id)
