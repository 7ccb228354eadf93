"""One of everything that a center may hold, for commands to be called with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from attrs import Factory, field, frozen

from bookingcore import (
    Announcement,
    Balance,
    BoardMessage,
    Booking,
    Branch,
    Coupon,
    Customer,
    Desk,
    EventKind,
    GiftCard,
    Invoice,
    Membership,
    Payment,
    PaymentRequest,
    Plan,
    Quote,
    Refund,
    Resource,
    ResourceKind,
    Sale,
    Series,
    Service,
    Session,
    Subscription,
    WaitlistEntry,
)
from bookingcore.domain.catalog.form import Form
from bookingcore.domain.customers.documents import Document
from bookingcore.domain.customers.forms import FormAssignment
from bookingcore.domain.customers.notes import Task
from bookingcore.testing import FakePayments


def _by(make: Callable[[Any], object]) -> Any:
    """What *make* makes of the stock so far."""
    return Factory(make, takes_self=True)


@frozen
class Stock:
    """One of everything that a center may hold, around one customer."""

    desk: Desk
    called: str = "Anna"
    branch: Branch = field(
        init=False, default=_by(lambda stock: stock.desk.catalog.add_branch("Trastevere"))
    )
    service: Service = field(
        init=False,
        default=_by(lambda stock: stock.desk.catalog.add_service("Yoga", duration=60, price=15)),
    )
    resource: Resource = field(
        init=False,
        default=_by(
            lambda stock: stock.desk.catalog.add_resource("Maria", kind=ResourceKind.PROFESSIONAL)
        ),
    )
    plan: Plan = field(
        init=False,
        default=_by(
            lambda stock: stock.desk.catalog.add_plan(
                "Dieci", price="90.00", units=10, services=(stock.service,), valid_for=60
            )
        ),
    )
    customer: Customer = field(
        init=False, default=_by(lambda stock: stock._registered(stock.called))
    )
    session: Session = field(
        init=False,
        default=_by(lambda stock: stock._session("2026-07-02T18:00", resources=(stock.resource,))),
    )
    spare: Session = field(
        init=False, default=_by(lambda stock: stock._session("2026-07-03T18:00"))
    )
    sale: Sale = field(
        init=False, default=_by(lambda stock: stock.desk.sales.sell(stock.customer, stock.plan))
    )
    balance: Balance = field(
        init=False, default=_by(lambda stock: stock.desk.balances.of(stock.customer)[0])
    )
    booking: Booking = field(
        init=False,
        default=_by(lambda stock: stock.desk.bookings.book(stock.customer, stock.session)),
    )
    appointment: Booking = field(
        init=False,
        default=_by(lambda stock: stock._appointment(stock.customer, "2026-08-03T10:00")),
    )
    elsewhere: Session = field(
        init=False, default=_by(lambda stock: stock._session("2026-08-10T10:00"))
    )
    full: Session = field(
        init=False, default=_by(lambda stock: stock._without_places("2026-08-04T10:00"))
    )
    entry: WaitlistEntry = field(
        init=False,
        default=_by(
            lambda stock: stock.desk.waitlist.join(
                stock.customer, stock._without_places("2026-08-05T10:00")
            )
        ),
    )
    offered: WaitlistEntry = field(
        init=False, default=_by(lambda stock: stock._with_offer("2026-08-06T10:00"))
    )
    refusable: WaitlistEntry = field(
        init=False, default=_by(lambda stock: stock._with_offer("2026-08-07T10:00"))
    )
    series: Series = field(
        init=False,
        default=_by(
            lambda stock: stock.desk.schedule.add_series(
                stock.service, rule="FREQ=WEEKLY;COUNT=2", starts_at="2026-10-05T10:00"
            )
        ),
    )
    # Grants nothing, so that the customer's units are those of the one sale above.
    bottle: Plan = field(
        init=False,
        default=_by(
            lambda stock: stock.desk.catalog.add_plan(
                "Borraccia", price="12.00", units=0, services=(), valid_for=None
            )
        ),
    )
    monthly: Plan = field(
        init=False,
        default=_by(
            lambda stock: stock.desk.catalog.add_plan(
                "Tessera",
                price="8.00",
                units=0,
                services=(),
                valid_for=None,
                every="P1M",
                cancellation_fee="5.00",
            )
        ),
    )
    membership: Membership = field(
        init=False,
        default=_by(lambda stock: stock.desk.memberships.start(stock.customer, stock.monthly)),
    )
    paid: Sale = field(init=False, default=_by(lambda stock: stock._paid()))
    mistaken: Sale = field(
        init=False, default=_by(lambda stock: stock.desk.sales.sell(stock.customer, stock.bottle))
    )
    # What a payment provider tells: the payload and its signature.
    told: tuple[bytes, str] = field(init=False, factory=lambda: FakePayments().event(None))
    nobodys: Booking = field(
        init=False, default=_by(lambda stock: stock._appointment(None, "2026-08-20T10:00"))
    )
    # What asks for a form, or is unwanted, is a service that nothing else here is about.
    other: Service = field(
        init=False, default=_by(lambda stock: stock.desk.catalog.add_service("Box", duration=60))
    )
    old: Customer = field(
        init=False,
        default=_by(
            lambda stock: stock.desk.customers.add_unwanted_service(
                stock.desk.customers.register(name="Zoe"), stock.other
            )
        ),
    )
    # Units that were made void.
    void: Balance = field(init=False, default=_by(lambda stock: stock._void()))
    document: Document = field(
        init=False,
        default=_by(
            lambda stock: stock.desk.customers.add_document(
                stock.customer, type="waiver", name="a.pdf", content=b"%", visible_to_customer=True
            )
        ),
    )
    task: Task = field(
        init=False,
        default=_by(
            lambda stock: stock.desk.customers.add_task(
                stock.customer, "chiamare", due_on="2026-07-05"
            )
        ),
    )
    form: Form = field(
        init=False,
        default=_by(lambda stock: stock._form("Box", services=(stock.other,), required=True)),
    )
    assignment: FormAssignment = field(
        init=False,
        default=_by(
            lambda stock: stock.desk.customers.assign_form(stock.customer, stock._form("Sport"))
        ),
    )
    gift_card: GiftCard = field(
        init=False,
        default=_by(lambda stock: stock.desk.gift_cards.issue("50.00", holder=stock.customer)),
    )
    coupon: Coupon = field(
        init=False,
        default=_by(
            lambda stock: stock.desk.catalog.add_coupon(
                f"{stock.called}-10", name="Dieci per cento", percent=10
            )
        ),
    )
    board_message: BoardMessage = field(
        init=False, default=_by(lambda stock: stock.desk.notifications.post_to_board("Chiuso."))
    )
    announcement: Announcement = field(
        init=False, default=_by(lambda stock: stock.desk.notifications.send("Buone vacanze"))
    )
    quote: Quote = field(
        init=False, default=_by(lambda stock: stock.desk.sales.quote(stock.customer, stock.bottle))
    )
    invoice: Invoice = field(
        init=False, default=_by(lambda stock: stock.desk.sales.invoice(stock.paid))
    )
    payment: Payment = field(
        init=False, default=_by(lambda stock: stock.desk.sales.payments(stock.paid)[0])
    )
    refund: Refund = field(
        init=False, default=_by(lambda stock: stock.desk.sales.refund(stock._paid()))
    )
    # The customer has yet to confirm it.
    request: PaymentRequest = field(
        init=False,
        default=_by(
            lambda stock: stock.desk.sales.request_payment(stock.sale, card="card-1", reason="yoga")
        ),
    )
    verifying: str = field(
        init=False,
        default=_by(lambda stock: stock.desk.customers.verification_link(stock.customer)),
    )
    logging_in: str = field(
        init=False, default=_by(lambda stock: stock.desk.customers.login_link(stock.customer))
    )
    resetting: str = field(
        init=False, default=_by(lambda stock: stock.desk.customers.password_link(stock.customer))
    )
    # Of nothing that the tests do.
    subscription: Subscription = field(
        init=False,
        default=_by(
            lambda stock: stock.desk.subscribe(
                print, kinds=[EventKind.BRANCH_ADDED], name=f"{stock.called} in {stock.desk.center}"
            )
        ),
    )
    token: str = field(
        init=False, default=_by(lambda stock: stock.desk.bookings.manage_link(stock.booking))
    )

    def _registered(self, name: str) -> Customer:
        address = f"{name}@example.org".lower()
        return self.desk.customers.register(name=name, email=address, login_email=address)

    def _session(self, starts_at: str, **more: Any) -> Session:
        return self.desk.schedule.add_session(
            self.service, starts_at=starts_at, **{"capacity": 9, **more}
        )

    def _appointment(self, customer: Customer | None, starts_at: str) -> Booking:
        return self.desk.bookings.book_appointment(customer, self.service, starts_at=starts_at)

    def _form(self, name: str, **more: Any) -> Form:
        return self.desk.catalog.add_form(name, questions=["Allergie?"], **more)

    def _paid(self) -> Sale:
        sale = self.desk.sales.sell(self.customer, self.bottle)
        self.desk.sales.pay(sale)
        return self.desk.sales.get(sale)

    def _void(self) -> Balance:
        self.desk.sales.sell(self.old, self.plan)
        return self.desk.balances.void(self.desk.balances.of(self.old)[0], units=3)

    def _without_places(self, starts_at: str) -> Session:
        return self._session(starts_at, capacity=0)

    def _with_offer(self, starts_at: str) -> WaitlistEntry:
        session = self._without_places(starts_at)
        entry = self.desk.waitlist.join(self.customer, session)
        self.desk.schedule.change_capacity(session, 1)
        return self.desk.waitlist.get(entry)
