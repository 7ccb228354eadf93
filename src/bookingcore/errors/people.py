"""What the rules about people may answer: addresses, accounts, restrictions, files, merging."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from attrs import define

from bookingcore.errors.tree import Language, Refused


@define(slots=False)
class EmailInUse(Refused):
    """Another card of this center has that e-mail address (000-42, A43).

    Attributes:
        field: the field that it was given for.
        customer_id: whose it is; None where that is nobody's business but staff's.
    """

    field: str
    customer_id: str | None
    code: ClassVar[str] = "email_in_use"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "this e-mail address is already in use here; use another one, "
        "or have it taken off the other card first",
        "it": "questo indirizzo e-mail è già in uso qui; usane un altro, "
        "oppure fallo prima togliere dall'altra scheda",
        "es": "este correo electrónico ya está en uso aquí; usa otro "
        "o pide que antes se quite de la otra ficha",
    }


@define(slots=False)
class LoginOfCustomer(Refused):
    """The customer uses the account, so that only they change its e-mail (000-37, 000-38)."""

    customer_id: str
    code: ClassVar[str] = "login_of_customer"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "this customer uses the account: only they can change its e-mail, in the app; "
        "or open a new card and absorb this one",
        "it": "questo cliente usa già l'account: solo lui può cambiarne l'e-mail, dall'app; "
        "oppure crea una nuova scheda e assorbi questa",
        "es": "este cliente ya usa la cuenta: solo él puede cambiar su correo, desde la app; "
        "o crea una ficha nueva y absorbe esta",
    }


@define(slots=False)
class NameOfCustomer(Refused):
    """The names of the account are the person's own: nobody else changes them (000-47, 000-48)."""

    customer_id: str
    code: ClassVar[str] = "name_of_customer"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "only the customer can change the name of the account, in the app; "
        "change the name on the card instead, or absorb this card into a new one",
        "it": "solo il cliente può cambiare il nome dell'account, dall'app; "
        "cambia il nome sulla scheda, oppure fai assorbire questa scheda da una nuova",
        "es": "solo el cliente puede cambiar el nombre de la cuenta, desde la app; "
        "cambia el nombre en la ficha o absorbe esta ficha en una nueva",
    }


@define(slots=False)
class NoLoginEmail(Refused):
    """The account has no e-mail address to log in with (000-36)."""

    customer_id: str
    code: ClassVar[str] = "no_login_email"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "this account has no e-mail address to log in with; enter one first",
        "it": "questo account non ha un indirizzo e-mail per accedere; prima inseriscine uno",
        "es": "esta cuenta no tiene un correo electrónico para entrar; antes introduce uno",
    }


@define(slots=False)
class Blacklisted(Refused):
    """The customer may not book online; staff may book for them (004-03, 004-05)."""

    customer_id: str
    code: ClassVar[str] = "blacklisted"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "online booking is not open to you; join the waiting list or ask the front desk",
        "it": "non puoi prenotare online; mettiti in coda o chiedi alla reception",
        "es": "no puedes reservar en línea; apúntate a la lista de espera o pregunta en recepción",
    }


@define(slots=False)
class UnwantedServiceBlocked(Refused):
    """The service is never scheduled for this customer, by anybody (004-27, A23)."""

    customer_id: str
    service_id: str
    code: ClassVar[str] = "unwanted_service"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "this service is not scheduled for this customer; "
        "staff can take it off the list of unwanted services",
        "it": "questo servizio non va programmato per questo cliente; "
        "il personale può toglierlo dai servizi non desiderati",
        "es": "este servicio no se programa para este cliente; "
        "el personal puede quitarlo de los servicios no deseados",
    }


@define(slots=False)
class AnotherProfessional(Refused):
    """The customer books with one professional only, who does not lead the session (000-32)."""

    customer_id: str
    professional_id: str
    session_id: str
    overridable: ClassVar[bool] = True
    code: ClassVar[str] = "another_professional"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "this session is not led by the professional assigned to you; "
        "choose one of theirs or ask the front desk",
        "it": "questa seduta non è del professionista che ti è stato assegnato; "
        "scegline una delle sue o chiedi alla reception",
        "es": "esta sesión no es del profesional que tienes asignado; "
        "elige una de las suyas o pregunta en recepción",
    }


@define(slots=False)
class FormRequired(Refused):
    """The service is booked only by who has submitted its forms (004-08).

    Attributes:
        forms: the ids of those that are missing, with a space between them.
    """

    customer_id: str
    service_id: str
    forms: str
    overridable: ClassVar[bool] = True
    code: ClassVar[str] = "form_required"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "a form has to be filled in before this service is booked; fill it in first",
        "it": "per prenotare questo servizio serve un modulo compilato; prima compilalo",
        "es": "para reservar este servicio hace falta un formulario; antes rellénalo",
    }


@define(slots=False)
class FormSubmitted(Refused):
    """The form was filled in: it is answered once, and stays (004-11)."""

    form_id: str
    code: ClassVar[str] = "form_submitted"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "this form has been submitted already; assign it again to have it answered anew",
        "it": "questo modulo è già stato inviato; assegnalo di nuovo per farlo compilare ancora",
        "es": "este formulario ya se envió; asígnalo otra vez para que se rellene de nuevo",
    }


@define(slots=False)
class FormAssigned(Refused):
    """The form is on the card already, and waits to be filled in (004-09)."""

    form_id: str
    code: ClassVar[str] = "form_assigned"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "this form is on the card already and waits to be filled in",
        "it": "questo modulo è già sulla scheda e attende di essere compilato",
        "es": "este formulario ya está en la ficha y espera a que se rellene",
    }


@define(slots=False)
class CannotAbsorb(Refused):
    """These two cards cannot become one (000-41, A40).

    Attributes:
        into: the card that would stay.
        old: the card that would go.
        reason: `ITSELF`, `RING` (one leads to the other already) or `ALREADY_ABSORBED` (by a third
            card).
    """

    into: str
    old: str
    reason: str
    code: ClassVar[str] = "cannot_absorb"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "card {old} cannot be absorbed into {into} ({reason}); choose two cards "
        "that each stand by themselves",
        "it": "la scheda {old} non può essere assorbita da {into} ({reason}); scegli due schede "
        "che esistono ciascuna per sé",
        "es": "la ficha {old} no puede ser absorbida por {into} ({reason}); elige dos fichas "
        "que existan cada una por su cuenta",
    }


@define(slots=False)
class TaskDone(Refused):
    """The task was completed before (002-25)."""

    task_id: str
    code: ClassVar[str] = "task_done"
    texts: ClassVar[Mapping[Language, str]] = {
        "en": "this task was completed already; add a new one",
        "it": "questa attività è già stata completata; aggiungine una nuova",
        "es": "esta tarea ya se completó; añade una nueva",
    }
