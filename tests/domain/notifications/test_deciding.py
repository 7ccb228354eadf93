"""Who is told, and who is not, and why: each gate, and all of them against a list of reasons."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from bookingcore.domain.customers.addresses import Verified
from bookingcore.domain.customers.customer import Customer, CustomerStatus
from bookingcore.domain.customers.devices import Device
from bookingcore.domain.customers.preferences import Category, Channel, Channels, Preferences
from bookingcore.domain.notifications.catalogue import CATALOGUE, MessageClass, MessageKind
from bookingcore.domain.notifications.deciding import (
    Gates,
    Notice,
    Planned,
    Verdict,
    Withheld,
)
from bookingcore.domain.notifications.policy import ChannelRule, NotificationPolicy
from bookingcore.domain.values.notify import Reason
from bookingcore.domain.values.quiet import QuietHours
from tests.domain.build import at, customer

MAIL = "anna@example.org"
NOW = at(1, 12)
NIGHT = QuietHours("22:00", "08:00")
EMAIL, PUSH, SMS = Channel.EMAIL, Channel.PUSH, Channel.SMS


def card(**fields: Any) -> Customer:
    """Anna, who is enrolled, with a verified address and the app on her phone."""
    usual: dict[str, Any] = {
        "email": MAIL,
        "verified": (Verified(MAIL, at(1)),),
        "devices": (Device(subscription="phone", added_at=at(1)),),
    }
    return customer(**{**usual, **fields})


def gates(who: Customer | None = None, **fields: Any) -> Gates:
    usual: dict[str, Any] = {
        "policy": NotificationPolicy(),
        "card": who or card(),
        "now": NOW,
        "zone": "Europe/Rome",
    }
    return Gates(**{**usual, **fields})


def notice(kind: MessageKind = MessageKind.QUEUE_OFFER, **fields: Any) -> Notice:
    return Notice(**{"kind": kind, "about": "b1", **fields})


def told(verdicts: list[Verdict]) -> list[str]:
    """The verdicts in few words: "EMAIL anna@example.org", "PUSH OPTED_OUT"."""
    return [
        f"{each.channel.name} {each.address}"
        if isinstance(each, Planned)
        else f"{each.channel.name if each.channel else '-'} {each.reason.name}"
        for each in verdicts
    ]


def test_who_is_verified_and_enrolled_is_told_through_both() -> None:
    assert told(gates().decide([notice()])) == [f"EMAIL {MAIL}", "PUSH phone"]


@pytest.mark.parametrize(
    ("fields", "email", "push"),
    [
        ({"verified": ()}, "UNVERIFIED", "UNVERIFIED"),
        ({"email": None}, "NO_ADDRESS", "phone"),
        ({"status": CustomerStatus.DEREGISTERED}, "NOT_ENROLLED", "NOT_ENROLLED"),
        # Push: who has come in is known to be themselves.
        ({"verified": (), "activated_at": at(1)}, "UNVERIFIED", "phone"),
        ({"email": "new@example.org", "login_email": MAIL}, MAIL, "phone"),
        (
            {"preferences": Preferences(appointment=Channels(email=False))},
            "OPTED_OUT",
            "phone",
        ),
    ],
)
def test_each_gate(fields: dict[str, Any], email: str, push: str) -> None:
    assert told(gates(card(**fields)).decide([notice()])) == [f"EMAIL {email}", f"PUSH {push}"]


def test_mails_about_the_account_pass_every_gate() -> None:
    """Or else nobody could ever verify an address."""
    stranger = card(verified=(), status=CustomerStatus.DEREGISTERED)

    for kind, listing in CATALOGUE.items():
        if listing.of is MessageClass.ACCOUNT:
            assert told(gates(stranger).decide([notice(kind)])) == [f"EMAIL {MAIL}"]


def test_what_is_written_by_hand_reaches_who_has_left_and_nobody_unverified() -> None:
    left = card(
        status=CustomerStatus.DEREGISTERED, preferences=Preferences(marketing=Channels(email=True))
    )
    by_hand = notice(MessageKind.MANUAL)

    assert told(gates(left).decide([by_hand])) == [f"EMAIL {MAIL}", "PUSH OPTED_OUT"]
    service = evolve(by_hand, category=Category.SERVICE, through=frozenset({PUSH}))
    assert told(gates(left).decide([service])) == ["PUSH phone"]
    assert told(gates(evolve(left, verified=())).decide([by_hand])) == [
        "EMAIL UNVERIFIED",
        "PUSH UNVERIFIED",
    ]


def test_marketing_is_off_until_somebody_says_yes_and_the_rest_on_until_they_say_no() -> None:
    reviews = notice(MessageKind.REVIEW)
    as_service = NotificationPolicy(reviews_as=Category.SERVICE)

    assert told(gates().decide([reviews])) == ["EMAIL OPTED_OUT"]
    assert told(gates(policy=as_service).decide([reviews])) == [f"EMAIL {MAIL}"]


def test_sms_is_sent_once_the_center_has_it_on() -> None:
    on = ChannelRule(kind=MessageKind.QUEUE_OFFER, channels=frozenset({SMS}))
    policy = NotificationPolicy(rules=(on,))

    assert told(gates(policy=policy).decide([notice()])) == ["SMS NO_ADDRESS"]
    reached = gates(card(phone="06 1"), policy=policy)
    assert told(reached.decide([notice()])) == ["SMS 06 1"]


def test_what_nobody_wants_told_is_told_to_nobody() -> None:
    off = ChannelRule(kind=MessageKind.QUEUE_OFFER, channels=frozenset())
    policy = NotificationPolicy(rules=(off,))

    assert told(gates(policy=policy).decide([notice()])) == ["- DISABLED_BY_CENTER"]
    assert told(gates().decide([notice(asked_for=False)])) == ["- NOT_ASKED_FOR"]
    assert told(gates(card=None).decide([notice()])) == ["- NOT_NOTIFIABLE"]


def test_one_event_that_two_kinds_tell_of_is_told_once() -> None:
    """Who gets a place from the queue is not sent a confirmation of the same booking beside it."""
    both = [notice(MessageKind.BOOKING_CREATED), notice(MessageKind.QUEUE_PLACE_OBTAINED)]
    other = notice(MessageKind.BOOKING_CREATED, about="b2")

    assert told(gates().decide([*both, other])) == [
        f"EMAIL {MAIL}",
        "PUSH phone",
        "EMAIL DUPLICATE",
        f"EMAIL {MAIL}",
    ]


@pytest.mark.parametrize(
    ("kind", "hour", "until", "when"),
    [
        # By the clocks of Rome, two hours ahead.
        (MessageKind.SALE, 19, None, at(1, 19)),
        (MessageKind.SALE, 20, None, at(2, 6)),
        (MessageKind.SALE, 20, at(2, 6, 1), at(2, 6)),
        (MessageKind.SALE, 20, at(2, 6), None),
        (MessageKind.QUEUE_OFFER, 20, None, at(1, 20)),
        (MessageKind.PASSWORD_RESET, 23, None, at(1, 23)),
    ],
)
def test_quiet_hours_shift_what_can_wait(
    kind: MessageKind, hour: int, until: Any, when: Any
) -> None:
    verdicts = gates(now=at(1, hour), quiet=NIGHT).decide([notice(kind, until=until)])

    for verdict in verdicts:
        if isinstance(verdict, Withheld):
            assert (verdict.reason, when) == (Reason.QUIET_HOURS, None)
        else:
            assert verdict.at == when
    assert verdicts


TO_CUSTOMERS = [each for each in MessageKind if CATALOGUE[each].of is not MessageClass.RESOURCE]

CARDS = st.builds(
    card,
    email=st.sampled_from((None, MAIL, "other@example.org")),
    login_email=st.sampled_from((None, "login@example.org")),
    verified=st.lists(
        st.sampled_from((MAIL, "login@example.org")).map(lambda mail: Verified(mail, at(1))),
        max_size=2,
    ).map(tuple),
    phone=st.sampled_from((None, "06 1")),
    activated_at=st.sampled_from((None, at(1))),
    status=st.sampled_from(CustomerStatus),
    preferences=st.builds(
        Preferences,
        **dict.fromkeys(
            [category.value for category in Category],
            st.builds(
                Channels,
                **dict.fromkeys(("email", "push", "sms"), st.sampled_from((None, True, False))),
            ),
        ),
    ),
)


@given(
    CARDS,
    st.lists(st.sampled_from(TO_CUSTOMERS), max_size=6, unique=True),
    st.frozensets(st.sampled_from(Channel)),
)
def test_nobody_is_reached_whom_a_gate_excludes(
    who: Customer, kinds: list[MessageKind], channels: frozenset[Channel]
) -> None:
    """Each verdict again from its own side: who was reached was allowed to be, the others not."""
    rules = [
        ChannelRule(kind=kind, channels=channels | {EMAIL} if _of(kind) == "ACCOUNT" else channels)
        for kind in kinds
    ]
    notices = [notice(kind, about=kind.value) for kind in kinds]
    verdicts = gates(who, policy=NotificationPolicy(rules=tuple(rules))).decide(notices)

    assert {each.notice.kind for each in verdicts} == set(kinds)
    for each in verdicts:
        if each.channel is None:
            assert isinstance(each, Withheld)
            assert (each.reason, channels) == (Reason.DISABLED_BY_CENTER, frozenset())
        else:
            allowed = _allowed(who, each.notice.kind, each.channel)
            assert isinstance(each, Planned) is allowed
            if (
                isinstance(each, Planned)
                and each.channel is EMAIL
                and _of(each.notice.kind) in PASSED
            ):
                assert each.address in {mail.address for mail in who.verified}


PASSED = {"NOTICE", "MANUAL"}


def _of(kind: MessageKind) -> str:
    return CATALOGUE[kind].of.name


def _allowed(who: Customer, kind: MessageKind, channel: Channel) -> bool:
    own = {who.email, who.login_email} - {None}
    if not {EMAIL: bool(own), PUSH: True, SMS: who.phone is not None}[channel]:
        return False
    if _of(kind) not in PASSED:
        return True
    verified = {mail.address for mail in who.verified}
    known = bool(own & verified) if channel is EMAIL else bool(verified or who.activated_at)
    enrolled = who.status is CustomerStatus.ACTIVE or _of(kind) == "MANUAL"
    category = CATALOGUE[kind].category
    assert category is not None
    choice = getattr(getattr(who.preferences, category.value), channel.value)
    wanted = choice is True or (choice is None and category is not Category.MARKETING)
    return known and enrolled and wanted
