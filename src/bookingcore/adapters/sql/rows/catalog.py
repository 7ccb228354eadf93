"""The rows of the catalog: center, terms, branches, services, resources, plans, forms."""

from __future__ import annotations

from functools import lru_cache

from bookingcore.adapters.sql import tables
from bookingcore.adapters.sql.codec import Codec
from bookingcore.adapters.sql.phrases import Row, Values
from bookingcore.adapters.sql.rows.kept import Kept, PartTable, texts, texts_json
from bookingcore.domain.catalog.center import Branch, Center, CenterSettings
from bookingcore.domain.catalog.cycle import cycle_of
from bookingcore.domain.catalog.form import Form, FormTiming
from bookingcore.domain.catalog.plan import Plan, UnusedUnits
from bookingcore.domain.catalog.policies import ServicePolicy
from bookingcore.domain.catalog.service import Resource, ResourceKind, Service
from bookingcore.domain.catalog.terms import Terms, canonical_text, policy_from_text
from bookingcore.domain.values.money import Money
from bookingcore.domain.values.quiet import QuietHours
from bookingcore.domain.values.uniqueness import EmailUniqueness


@lru_cache(maxsize=1024)
def policy_of(written: str) -> ServicePolicy:
    """The policy with that canonical text, read once."""
    return policy_from_text(written)


def _put_center(codec: Codec, center: Center) -> Values:
    settings = center.settings
    return (
        center.id,
        settings.time_zone,
        settings.currency,
        texts_json(settings.languages),
        canonical_text(settings.policy),
        *_put_quiet(settings.quiet_hours),
        settings.email_uniqueness.name,
        settings.direct_collection,
        center.version,
    )


def _get_center(codec: Codec, row: Row) -> Center:
    id, time_zone, currency, languages, policy, quiet_from, quiet_until, unique, *rest = row
    direct_collection, version = rest
    settings = CenterSettings(
        time_zone=time_zone,
        currency=currency,
        languages=texts(languages),
        policy=policy_of(policy),
        quiet_hours=None if quiet_from is None else QuietHours(quiet_from, quiet_until),
        email_uniqueness=EmailUniqueness[unique],
        direct_collection=bool(direct_collection),
    )
    return Center(id=id, settings=settings, version=version)


def _put_quiet(hours: QuietHours | None) -> Values:
    return (None, None) if hours is None else (hours.start, hours.end)


def _put_terms(codec: Codec, terms: Terms) -> Values:
    return (terms.id, canonical_text(terms.policy))


def _get_terms(codec: Codec, row: Row) -> Terms:
    id, policy = row
    return Terms(id=id, policy=policy_of(policy))


def _put_branch(codec: Codec, branch: Branch) -> Values:
    return (branch.id, branch.name, branch.time_zone, branch.version)


def _get_branch(codec: Codec, row: Row) -> Branch:
    id, name, time_zone, version = row
    return Branch(id=id, name=name, time_zone=time_zone, version=version)


def _put_service(codec: Codec, service: Service) -> Values:
    price = service.price
    return (
        service.id,
        service.name,
        service.duration,
        None if price is None else price.minor,
        None if price is None else price.currency,
        service.terms,
        service.version,
    )


def _get_service(codec: Codec, row: Row) -> Service:
    id, name, duration, price_minor, currency, terms, version = row
    return Service(
        id=id,
        name=name,
        duration=duration,
        price=None if currency is None else Money(minor=price_minor, currency=currency),
        terms=terms,
        version=version,
    )


def _put_resource(codec: Codec, resource: Resource) -> Values:
    services = texts_json(resource.services)
    kind, email = resource.kind.name, resource.email
    return (resource.id, resource.name, kind, services, email, resource.version)


def _get_resource(codec: Codec, row: Row) -> Resource:
    id, name, kind, services, email, version = row
    return Resource(
        id=id,
        name=name,
        kind=ResourceKind[kind],
        services=texts(services),
        email=email,
        version=version,
    )


def _put_plan(codec: Codec, plan: Plan) -> Values:
    return (
        plan.id,
        plan.name,
        plan.price.minor,
        plan.price.currency,
        plan.units,
        texts_json(plan.services),
        plan.valid_for,
        plan.grace_days,
        None if plan.every is None else plan.every.text,
        None if plan.cancellation_fee is None else plan.cancellation_fee.minor,
        plan.minimum_term,
        plan.unused.name,
        plan.void_on_end,
        plan.version,
    )


def _get_plan(codec: Codec, row: Row) -> Plan:
    currency, every, fee = row[3], row[8], row[9]
    return Plan(
        id=row[0],
        name=row[1],
        price=Money(minor=row[2], currency=currency),
        units=row[4],
        services=texts(row[5]),
        valid_for=row[6],
        grace_days=row[7],
        every=None if every is None else cycle_of(every, "every"),
        cancellation_fee=None if fee is None else Money(minor=fee, currency=currency),
        minimum_term=row[10],
        unused=UnusedUnits[row[11]],
        void_on_end=bool(row[12]),
        version=row[13],
    )


def _put_form(codec: Codec, form: Form) -> Values:
    return (
        form.id,
        form.name,
        texts_json(form.questions),
        form.assigned.name,
        texts_json(form.services),
        form.required,
        form.version,
    )


def _get_form(codec: Codec, row: Row) -> Form:
    id, name, questions, assigned, services, required, version = row
    return Form(
        id=id,
        name=name,
        questions=texts(questions),
        assigned=FormTiming[assigned],
        services=texts(services),
        required=bool(required),
        version=version,
    )


def _paid_by(codec: Codec, plan: Plan) -> list[Values]:
    return [(service, plan.id) for service in dict.fromkeys(plan.services)]


def _asked_for(codec: Codec, form: Form) -> list[Values]:
    return [(service, form.id) for service in dict.fromkeys(form.services)]


CENTERS = Kept(
    row=Center,
    table=tables.center,
    key=("center",),
    columns=(
        "center",
        "time_zone",
        "currency",
        "languages",
        "policy",
        "quiet_from",
        "quiet_until",
        "email_uniqueness",
        "direct_collection",
        "version",
    ),
    put=_put_center,
    get=_get_center,
    locked=True,
)

TERMS = Kept(
    row=Terms,
    table=tables.terms,
    columns=("id", "policy"),
    put=_put_terms,
    get=_get_terms,
    versioned=False,
)

BRANCHES = Kept(
    row=Branch,
    table=tables.branch,
    columns=("id", "name", "time_zone", "version"),
    put=_put_branch,
    get=_get_branch,
    locked=True,
)

SERVICES = Kept(
    row=Service,
    table=tables.service,
    columns=("id", "name", "duration", "price_minor", "currency", "terms", "version"),
    put=_put_service,
    get=_get_service,
    locked=True,
)

RESOURCES = Kept(
    row=Resource,
    table=tables.resource,
    columns=("id", "name", "kind", "services", "email", "version"),
    put=_put_resource,
    get=_get_resource,
    locked=True,
)

PLANS = Kept(
    row=Plan,
    table=tables.plan,
    columns=(
        "id",
        "name",
        "price_minor",
        "currency",
        "units",
        "services",
        "valid_for",
        "grace_days",
        "every",
        "cancellation_fee_minor",
        "minimum_term",
        "unused",
        "void_on_end",
        "version",
    ),
    put=_put_plan,
    get=_get_plan,
    locked=True,
    parts=(PartTable(table=tables.plan_service, owner="plan_id", rows=_paid_by),),
)

FORMS = Kept(
    row=Form,
    table=tables.form,
    columns=("id", "name", "questions", "assigned", "services", "required", "version"),
    put=_put_form,
    get=_get_form,
    locked=True,
    parts=(PartTable(table=tables.form_service, owner="form_id", rows=_asked_for),),
)
