"""A small studio to tell the rules' examples with."""

from __future__ import annotations

from attrs import field, frozen

from bookingcore import Booking, Customer, Desk, Plan, Sale, Service, ServicePolicy, Session


@frozen
class Studio:
    """Physiotherapy by the session, yoga by the class, and Anna."""

    desk: Desk
    physio: Service = field(init=False)
    yoga: Service = field(init=False)
    pass_physio: Plan = field(init=False)
    anna: Customer = field(init=False)

    @physio.default
    def _physio(self) -> Service:
        return self.desk.catalog.add_service("Fisioterapia", duration=50)

    @yoga.default
    def _yoga(self) -> Service:
        return self.desk.catalog.add_service("Yoga", duration=60)

    @pass_physio.default
    def _pass_physio(self) -> Plan:
        return self.plan(self.physio)

    @anna.default
    def _anna(self) -> Customer:
        # In a second studio at the same desk she has no address: the first has it.
        taken = self.desk.customers.find("anna@example.org")
        email = None if taken else "anna@example.org"
        return self.desk.customers.register(name="Anna", surname="Rossi", email=email)

    def plan(
        self, *services: Service, units: int = 1, price: str = "40.00", valid_for: int | None = 30
    ) -> Plan:
        """A plan that pays for *services*."""
        return self.desk.catalog.add_plan(
            "Quota", price=price, units=units, services=services, valid_for=valid_for
        )

    def service(self, policy: ServicePolicy, *, plan: bool = True) -> Service:
        """A service with that *policy*, with a plan that covers it or without."""
        service = self.desk.catalog.add_service("Pilates", duration=60, policy=policy)
        if plan:
            self.plan(service)
        return service

    def session(
        self,
        starts_at: str,
        *,
        service: Service | None = None,
        capacity: int | None = 10,
    ) -> Session:
        """A session of physiotherapy, or of another *service*, at a wall time in Rome."""
        return self.desk.schedule.add_session(
            service or self.physio, starts_at=starts_at, capacity=capacity
        )

    def booked(self, starts_at: str, *, service: Service | None = None, places: int = 1) -> Booking:
        """Anna's booking of a new session."""
        session = self.session(starts_at, service=service)
        return self.desk.bookings.book(self.anna, session, places=places)

    def sold(
        self, plan: Plan | None = None, *, from_: str | None = None, quantity: int = 1
    ) -> Sale:
        """A sale to Anna, of one session of physiotherapy or of another *plan*."""
        line = (plan or self.pass_physio, quantity)
        return self.desk.sales.sell(self.anna, line, application_date=from_)

    def now(self, booking: Booking) -> Booking:
        """The booking as it is now."""
        return self.desk.bookings.get(booking)
