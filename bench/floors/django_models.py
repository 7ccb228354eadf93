"""Models of Django on the library's tables: what its ORM needs to do the floor's work."""

from __future__ import annotations

from django.db import models


class Center(models.Model):  # type: ignore[misc]
    """The table `bk_center`."""

    center = models.TextField(primary_key=True)
    time_zone = models.TextField()
    currency = models.TextField()
    languages = models.TextField()
    policy = models.TextField()
    no = models.BigIntegerField()
    version = models.BigIntegerField()

    class Meta:
        """Made by our migrations, not by Django's."""

        managed = False
        app_label = "bench"
        db_table = "bk_center"


class Customer(models.Model):  # type: ignore[misc]
    """The table `bk_customer`."""

    pk = models.CompositePrimaryKey("center", "id")
    center = models.TextField()
    id = models.TextField()
    name = models.TextField()
    surname = models.TextField()
    middle_name = models.TextField()
    email = models.TextField(null=True)
    login_email = models.TextField(null=True)
    phone = models.TextField(null=True)
    language = models.TextField(null=True)
    address = models.TextField()
    born_on = models.DateField(null=True)
    gender = models.TextField()
    referral = models.TextField()
    preferred_branch = models.TextField(null=True)
    status = models.TextField()
    devices = models.TextField()
    search = models.TextField()
    no = models.BigIntegerField()
    version = models.BigIntegerField()

    class Meta:
        """Made by our migrations, not by Django's."""

        managed = False
        app_label = "bench"
        db_table = "bk_customer"


class Session(models.Model):  # type: ignore[misc]
    """The table `bk_session`."""

    pk = models.CompositePrimaryKey("center", "id")
    center = models.TextField()
    id = models.TextField()
    service_id = models.TextField()
    branch_id = models.TextField(null=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    zone = models.TextField()
    day = models.DateField()
    capacity = models.IntegerField(null=True)
    taken = models.IntegerField()
    admitted = models.IntegerField(null=True)
    edition = models.IntegerField()
    terms = models.TextField()
    resources = models.TextField()
    waiting = models.IntegerField()
    next_lapse = models.DateTimeField(null=True)
    no = models.BigIntegerField()
    version = models.BigIntegerField()

    class Meta:
        """Made by our migrations, not by Django's."""

        managed = False
        app_label = "bench"
        db_table = "bk_session"


class Terms(models.Model):  # type: ignore[misc]
    """The table `bk_terms`."""

    pk = models.CompositePrimaryKey("center", "id")
    center = models.TextField()
    id = models.TextField()
    policy = models.TextField()

    class Meta:
        """Made by our migrations, not by Django's."""

        managed = False
        app_label = "bench"
        db_table = "bk_terms"


class PlanService(models.Model):  # type: ignore[misc]
    """The table `bk_plan_service`."""

    pk = models.CompositePrimaryKey("center", "service_id", "plan_id")
    center = models.TextField()
    service_id = models.TextField()
    plan_id = models.TextField()

    class Meta:
        """Made by our migrations, not by Django's."""

        managed = False
        app_label = "bench"
        db_table = "bk_plan_service"


class Booking(models.Model):  # type: ignore[misc]
    """The table `bk_booking`."""

    pk = models.CompositePrimaryKey("center", "id")
    center = models.TextField()
    id = models.TextField()
    customer_id = models.TextField()
    session_id = models.TextField()
    service_id = models.TextField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    day = models.DateField()
    places = models.IntegerField()
    units_needed = models.IntegerField()
    status = models.TextField()
    attendance = models.TextField()
    terms = models.TextField()
    made_at = models.DateTimeField()
    made_by = models.TextField()
    note = models.TextField()
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.TextField(null=True)
    cancelled_cause = models.TextField(null=True)
    cancelled_late = models.BooleanField(null=True)
    units_returned = models.IntegerField(null=True)
    version = models.BigIntegerField()

    class Meta:
        """Made by our migrations, not by Django's."""

        managed = False
        app_label = "bench"
        db_table = "bk_booking"


class Balance(models.Model):  # type: ignore[misc]
    """The table `bk_balance`."""

    pk = models.CompositePrimaryKey("center", "id")
    center = models.TextField()
    id = models.TextField()
    customer_id = models.TextField()
    sale_id = models.TextField()
    plan_id = models.TextField()
    services = models.TextField()
    units = models.BigIntegerField()
    remaining = models.BigIntegerField()
    moves = models.IntegerField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    expiry_by_hand = models.BooleanField()
    grace_days = models.IntegerField()
    version = models.BigIntegerField()

    class Meta:
        """Made by our migrations, not by Django's."""

        managed = False
        app_label = "bench"
        db_table = "bk_balance"


class Movement(models.Model):  # type: ignore[misc]
    """The table `bk_movement`."""

    pk = models.CompositePrimaryKey("center", "balance_id", "no")
    center = models.TextField()
    balance_id = models.TextField()
    no = models.IntegerField()
    kind = models.TextField()
    units = models.BigIntegerField()
    booking_id = models.TextField(null=True)
    customer_id = models.TextField()
    moved_at = models.DateTimeField()
    moved_by = models.TextField()

    class Meta:
        """Made by our migrations, not by Django's."""

        managed = False
        app_label = "bench"
        db_table = "bk_movement"


class Event(models.Model):  # type: ignore[misc]
    """The table `bk_event`."""

    pk = models.CompositePrimaryKey("center", "stream", "no", "seq")
    center = models.TextField()
    stream = models.TextField()
    no = models.BigIntegerField()
    seq = models.IntegerField()
    kind = models.TextField()
    subject = models.TextField()
    customer_id = models.TextField(null=True)
    session_id = models.TextField(null=True)
    actor = models.TextField()
    happened_at = models.DateTimeField()
    facts = models.TextField()
    version = models.IntegerField()

    class Meta:
        """Made by our migrations, not by Django's."""

        managed = False
        app_label = "bench"
        db_table = "bk_event"


class Plan(models.Model):  # type: ignore[misc]
    """The table `bk_plan`."""

    pk = models.CompositePrimaryKey("center", "id")
    center = models.TextField()
    id = models.TextField()
    name = models.TextField()
    price_minor = models.BigIntegerField()
    currency = models.TextField()
    units = models.IntegerField()
    services = models.TextField()
    valid_for = models.IntegerField(null=True)
    grace_days = models.IntegerField()
    no = models.BigIntegerField()
    version = models.BigIntegerField()

    class Meta:
        """Made by our migrations, not by Django's."""

        managed = False
        app_label = "bench"
        db_table = "bk_plan"


class Sale(models.Model):  # type: ignore[misc]
    """The table `bk_sale`."""

    pk = models.CompositePrimaryKey("center", "id")
    center = models.TextField()
    id = models.TextField()
    customer_id = models.TextField()
    branch_id = models.TextField(null=True)
    total_minor = models.BigIntegerField()
    paid_minor = models.BigIntegerField()
    currency = models.TextField()
    application_date = models.DateField()
    grant_on = models.TextField()
    granted = models.BooleanField()
    sold_at = models.DateTimeField()
    sold_by = models.TextField()
    note = models.TextField()
    version = models.BigIntegerField()

    class Meta:
        """Made by our migrations, not by Django's."""

        managed = False
        app_label = "bench"
        db_table = "bk_sale"


class SaleLine(models.Model):  # type: ignore[misc]
    """The table `bk_sale_line`."""

    pk = models.CompositePrimaryKey("center", "sale_id", "no")
    center = models.TextField()
    sale_id = models.TextField()
    no = models.IntegerField()
    kind = models.TextField()
    plan_id = models.TextField()
    name = models.TextField()
    quantity = models.IntegerField()
    price_minor = models.BigIntegerField()
    currency = models.TextField()
    units = models.BigIntegerField()
    services = models.TextField()
    valid_for = models.IntegerField(null=True)
    grace_days = models.IntegerField()
    balance_id = models.TextField(null=True)

    class Meta:
        """Made by our migrations, not by Django's."""

        managed = False
        app_label = "bench"
        db_table = "bk_sale_line"


class StandingPolicy(models.Model):  # type: ignore[misc]
    """The table `bk_standing_policy`."""

    pk = models.CompositePrimaryKey("center", "id")
    center = models.TextField()
    id = models.TextField()
    policy = models.TextField()
    version = models.BigIntegerField()

    class Meta:
        """Made by our migrations, not by Django's."""

        managed = False
        app_label = "bench"
        db_table = "bk_standing_policy"


class Delivery(models.Model):  # type: ignore[misc]
    """The table `bk_delivery`."""

    pk = models.CompositePrimaryKey("center", "id")
    center = models.TextField()
    id = models.TextField()
    customer_id = models.TextField(null=True)
    kind = models.TextField()
    about = models.TextField()
    branch_id = models.TextField(null=True)
    service_id = models.TextField(null=True)
    channel = models.TextField(null=True)
    facts = models.TextField()
    status = models.TextField()
    reason = models.TextField(null=True)
    send_at = models.DateTimeField()
    caused_at = models.DateTimeField()
    seq = models.IntegerField()
    attempts = models.IntegerField()
    ended_at = models.DateTimeField(null=True)
    version = models.BigIntegerField()

    class Meta:
        """Made by our migrations, not by Django's."""

        managed = False
        app_label = "bench"
        db_table = "bk_delivery"


class Due(models.Model):  # type: ignore[misc]
    """The table `bk_due`."""

    pk = models.CompositePrimaryKey("center", "id")
    center = models.TextField()
    id = models.TextField()
    kind = models.TextField()
    subject = models.TextField()
    due_at = models.DateTimeField()
    attempts = models.IntegerField()
    version = models.BigIntegerField()

    class Meta:
        """Made by our migrations, not by Django's."""

        managed = False
        app_label = "bench"
        db_table = "bk_due"
