"""What a center, a branch or a service wants otherwise."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookingcore.domain.customers.preferences import Category, Channel
from bookingcore.domain.notifications.catalogue import CATALOGUE, MessageClass, MessageKind
from bookingcore.domain.notifications.links import filled
from bookingcore.domain.notifications.policy import ChannelRule, NotificationPolicy
from bookingcore.domain.notifications.timing import ServiceTiming, Timing
from bookingcore.domain.values.ids import BranchId, ServiceId
from bookingcore.errors import InvalidInput

PRATI, YOGA = BranchId("prati"), ServiceId("yoga")
SALE, OFFER = MessageKind.SALE, MessageKind.QUEUE_OFFER
EMAIL, PUSH, SMS = frozenset({Channel.EMAIL}), frozenset({Channel.PUSH}), frozenset({Channel.SMS})

TOLD = """
reviews_as = "service"
sale = ["push", "email"]

[branches.prati]
sale = []

[services.yoga]
queue_offer = ["sms"]
"""


def test_what_it_does_not_say_is_as_in_the_catalogue() -> None:
    plain = NotificationPolicy()

    for kind, listing in CATALOGUE.items():
        assert plain.channels(kind, PRATI, YOGA) == listing.channels
        assert plain.category(kind) is listing.category


def test_it_is_read_from_toml() -> None:
    policy = NotificationPolicy.from_toml(TOLD)

    assert policy == NotificationPolicy(
        rules=(
            ChannelRule(kind=SALE, channels=PUSH | EMAIL),
            ChannelRule(kind=SALE, channels=frozenset(), branch_id=PRATI),
            ChannelRule(kind=OFFER, channels=SMS, service_id=YOGA),
        ),
        reviews_as=Category.SERVICE,
    )
    assert policy.channels(SALE) == PUSH | EMAIL
    assert policy.channels(SALE, PRATI) == frozenset()
    assert policy.channels(OFFER, PRATI, YOGA) == SMS
    assert policy.channels(OFFER, PRATI) == PUSH | EMAIL
    assert policy.category(MessageKind.REVIEW) is Category.SERVICE
    assert NotificationPolicy.from_toml("") == NotificationPolicy()


PLACES = (None, PRATI), (None, YOGA)


@given(
    st.dictionaries(
        st.tuples(*map(st.sampled_from, PLACES)),
        st.frozensets(st.sampled_from(Channel)),
    )
)
def test_the_rule_that_is_closest_holds(said: dict[Any, frozenset[Channel]]) -> None:
    """Of all rules that fit, the one that names most; a service counts for more than a branch."""
    rules = [
        ChannelRule(kind=SALE, channels=channels, branch_id=branch, service_id=service)
        for (branch, service), channels in said.items()
    ]
    policy = NotificationPolicy(rules=tuple(rules))
    for branch in PLACES[0]:
        for service in PLACES[1]:
            fitting = [
                rule
                for rule in rules
                if rule.branch_id in {None, branch} and rule.service_id in {None, service}
            ]
            best = max(
                fitting, key=lambda r: 2 * bool(r.service_id) + bool(r.branch_id), default=None
            )
            assert policy.channels(SALE, branch, service) == (best.channels if best else PUSH)
            assert policy.channels(OFFER, branch, service) == PUSH | EMAIL


@pytest.mark.parametrize(
    "kind",
    [
        kind
        for kind, each in CATALOGUE.items()
        if each.of is MessageClass.ACCOUNT and kind is not MessageKind.WELCOME
    ],
)
def test_mails_about_the_account_cannot_be_switched_off(kind: MessageKind) -> None:
    with pytest.raises(InvalidInput, match="nobody could come in"):
        ChannelRule(kind=kind, channels=PUSH)

    assert ChannelRule(kind=kind, channels=EMAIL | PUSH).channels == EMAIL | PUSH


@pytest.mark.parametrize(
    ("text", "field", "remedy"),
    [
        ("sale = ", "text", "give TOML"),
        ("sale = 'push'", "sale", "give a list of channels"),
        ("sale = ['fax']", "sale", "give one of email, push, sms"),
        ("sold = ['push']", "kind", "give one of welcome,"),
        ("reviews_as = 'fun'", "reviews_as", "give one of appointment"),
        ("reviews_as = 'packages'", "reviews_as", "give Category.MARKETING or"),
        ("branches = 3", "text", "give tables such as"),
        ("[services]\nyoga = []", "text", "give tables such as"),
    ],
)
def test_what_it_cannot_mean_is_refused(text: str, field: str, remedy: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        NotificationPolicy.from_toml(text)

    assert refused.value.field == field
    assert remedy in refused.value.remedy


def test_a_place_is_spoken_of_once() -> None:
    twice = (ChannelRule(kind=SALE, channels=PUSH), ChannelRule(kind=SALE, channels=EMAIL))
    with pytest.raises(InvalidInput, match="say it once"):
        NotificationPolicy(rules=twice)


@pytest.mark.parametrize(
    ("field", "value"), [("kind", "sale"), ("channels", "email"), ("channels", ["email"])]
)
def test_a_rule_that_is_none_is_refused(field: str, value: object) -> None:
    with pytest.raises(InvalidInput) as refused:
        ChannelRule(**dict[str, Any]({"kind": SALE, "channels": PUSH, field: value}))
    assert refused.value.field == field


def test_rules_that_are_none_are_refused() -> None:
    for rules in ("sale", [SALE]):
        with pytest.raises(InvalidInput):
            NotificationPolicy(rules=rules)
    with pytest.raises(InvalidInput):
        NotificationPolicy(reviews_as="service")


def test_times_and_links_are_read_too() -> None:
    policy = NotificationPolicy.from_toml("""
        expiry = 14
        [timing]
        reminder = 120
        review_days = false
        [links]
        manage = "https://studio.example/b/{token}"
        [services.yoga]
        sale = []
        timing = { attendance = 30 }
    """)

    assert policy.expiry == 14
    assert policy.timing == Timing(reminder=120, review_days=None)
    assert policy.timing_of(ServiceId("yoga")) == Timing(attendance=30)
    assert policy.timing_of(ServiceId("other")) == policy.timing
    assert filled(policy.links.manage, "a/b") == "https://studio.example/b/a%2Fb"
    assert policy.channels(SALE, None, ServiceId("yoga")) == frozenset()
    assert NotificationPolicy.from_toml("expiry = false").expiry is None


@pytest.mark.parametrize(
    "wrong",
    [
        "[timing]\nreminders = 3",
        "timing = 3",
        "[timing]\nreview_visits = 0",
        '[links]\nmanage = "/b/{token}"',
        '[links]\nmanage = "https://studio.example/b"',
        "expiry = -1",
    ],
)
def test_times_and_links_that_cannot_be_meant_are_refused(wrong: str) -> None:
    with pytest.raises(InvalidInput):
        NotificationPolicy.from_toml(wrong)


def test_only_times_and_links_are_taken_for_such() -> None:
    own = ServiceTiming(service_id=ServiceId("yoga"), timing=Timing())
    wrongs: list[dict[str, Any]] = [{"timing": 90}, {"links": {}}, {"timings": [own, own]}]
    for wrong in (*wrongs, {"timings": [Timing()]}):
        with pytest.raises(InvalidInput):
            NotificationPolicy(**wrong)
    assert Timing(review_days=None, review_visits=5).asks_for_reviews
