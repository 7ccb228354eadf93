"""What a rule about when and where sessions take place may answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from attrs import define

from bookingcore.errors.tree import Language, Refused


@define(slots=False)
class SessionCancelled(Refused):
    """The session does not take place."""

    session_id: str
    at: datetime
    code: ClassVar[str] = "session_cancelled"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "this session was cancelled; choose another one",
        "it": "questa seduta è stata annullata; scegline un'altra",
        "es": "esta sesión se ha anulado; elige otra",
    }


@define(slots=False)
class BookingTooEarly(Refused):
    """Booking by customers is not open yet (A47)."""

    session_id: str
    opens_at: datetime
    code: ClassVar[str] = "booking_too_early"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "booking opens at {opens_at:%Y-%m-%d %H:%M} UTC; come back then",
        "it": "le prenotazioni aprono il {opens_at:%d/%m/%Y %H:%M} UTC; torna allora",
        "es": "las reservas abren el {opens_at:%d/%m/%Y %H:%M} UTC; vuelve entonces",
    }


@define(slots=False)
class BookingTooLate(Refused):
    """Booking by customers is closed (A47)."""

    session_id: str
    closed_at: datetime
    code: ClassVar[str] = "booking_too_late"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "booking closed at {closed_at:%Y-%m-%d %H:%M} UTC; ask the front desk",
        "it": "le prenotazioni sono chiuse dal {closed_at:%d/%m/%Y %H:%M} UTC; "
        "chiedi alla reception",
        "es": "las reservas cerraron el {closed_at:%d/%m/%Y %H:%M} UTC; pregunta en recepción",
    }


@define(slots=False)
class MoveTooLate(Refused):
    """Customers may no longer move this booking (A47)."""

    booking_id: str
    until: datetime
    code: ClassVar[str] = "move_too_late"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "this booking could be moved before {until:%Y-%m-%d %H:%M} UTC; ask the front desk",
        "it": "si poteva spostare prima del {until:%d/%m/%Y %H:%M} UTC; chiedi alla reception",
        "es": "se podía mover antes del {until:%d/%m/%Y %H:%M} UTC; pregunta en recepción",
    }


@define(slots=False)
class IntoThePast(Refused):
    """Nothing is moved to a time that is over."""

    starts_at: datetime
    code: ClassVar[str] = "into_the_past"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "{starts_at:%Y-%m-%d %H:%M} UTC is over; choose a time to come",
        "it": "il {starts_at:%d/%m/%Y %H:%M} UTC è passato; scegli un orario futuro",
        "es": "el {starts_at:%d/%m/%Y %H:%M} UTC ya pasó; elige una hora futura",
    }


@define(slots=False)
class ResourceNotServing(Refused):
    """The resource is not for this service."""

    resource_id: str
    service_id: str
    code: ClassVar[str] = "resource_not_serving"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "resource {resource_id} does not serve this service; choose another one",
        "it": "la risorsa {resource_id} non è per questo servizio; scegline un'altra",
        "es": "el recurso {resource_id} no atiende este servicio; elige otro",
    }


@define(slots=False)
class AnotherService(Refused):
    """Customers move a booking to sessions of the same service."""

    booking_id: str
    service_id: str
    code: ClassVar[str] = "another_service"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "this session is of another service; choose one of the same service",
        "it": "questa seduta è di un altro servizio; scegline una dello stesso",
        "es": "esta sesión es de otro servicio; elige una del mismo",
    }


@define(slots=False)
class NotAnAppointment(Refused):
    """A class is moved by staff for everybody; a booking in it goes to another session."""

    session_id: str
    code: ClassVar[str] = "not_an_appointment"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "others may be in this session; give the session to move to",
        "it": "in questa seduta possono esserci altri; indica la seduta di arrivo",
        "es": "en esta sesión puede haber otros; indica la sesión de destino",
    }


@define(slots=False)
class NobodyAttached(Refused):
    """The booking is of nobody yet (A65)."""

    booking_id: str
    code: ClassVar[str] = "nobody_attached"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "this appointment has no customer yet; attach one first",
        "it": "questo appuntamento non ha ancora un cliente; prima assegnalo",
        "es": "esta cita aún no tiene cliente; antes asígnalo",
    }


@define(slots=False)
class CustomerThere(Refused):
    """The booking has a customer already (A65)."""

    booking_id: str
    customer_id: str
    code: ClassVar[str] = "customer_there"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "this booking belongs to customer {customer_id}; book another appointment",
        "it": "questa prenotazione è del cliente {customer_id}; prenota un altro appuntamento",
        "es": "esta reserva es del cliente {customer_id}; reserva otra cita",
    }
