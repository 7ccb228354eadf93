"""Workers are killed while they hand letters to a server that fails: none is lost (P7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from random import Random

import pytest

from bookingcore import Customer, DeliveryStatus, Desk
from bookingcore.desk.leasing import LEASE
from bookingcore.testing import FrozenClock
from tests.kills.couriers import (
    AFTER_THE_YES,
    OTHER_DEATHS,
    Courier,
    MoodyServer,
    Office,
    sent_out,
)
from tests.kills.scene import close
from tests.postgres import Server

COURIERS, FEW, MANY = 4, 500, 10_000
NOW = "2036-06-30T09:00:00Z"

DEADLY = 5
"""In how many rounds couriers die: the first time all of them, with work left for the next."""


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database on each engine."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'letters.db'}"
    server: Server = request.getfixturevalue("postgres")
    return server.create(f"couriers_{request.getfixturevalue('worker_id')}")


def rounds(office: Office, random: Random, messages: int) -> Iterator[int]:
    """How many died in each round, until nothing waits any more."""
    clock, desk = FrozenClock(NOW), office.opened(NOW)
    for number in count():
        couriers = [
            Courier(
                office=office,
                at=clock.now().isoformat(),
                death=death,
                letters=random.randint(1, messages // 8),
            )
            for death in (deaths(random) if number < DEADLY else [None])
        ]
        yield sent_out(couriers)
        waits = desk.next_delivery()
        if waits is None:
            break
        clock.move_to(max(waits, clock.now() + LEASE))
    close(desk)


def deaths(random: Random) -> Sequence[str]:
    """How the couriers of a round die: one of them always in the moment that sends twice."""
    return [AFTER_THE_YES, *random.sample(OTHER_DEATHS, COURIERS - 1)]


def assert_nothing_is_lost(url: str, folder: Path, messages: int, seed: int) -> None:
    random = Random(seed)
    with MoodyServer(random) as server:
        office = Office(url=url, port=server.port, deaths=folder / "deaths")
        people = office.furnished(NOW, messages)
        died = list(rounds(office, random, messages))
        desk = office.opened(NOW)
        assert_each_was_sent(desk, server, people)
        assert died[0] == COURIERS
        assert_only_the_dead_sent_twice(office, server)
        assert desk.verify() == ()
        close(desk)


def assert_each_was_sent(desk: Desk, server: MoodyServer, people: Sequence[Customer]) -> None:
    """Each message was accepted, to each customer in the order in which they were caused."""
    first = list(dict.fromkeys(server.accepted))
    taken = dict[str, list[str]]()
    for id, recipient in first:
        taken.setdefault(recipient, []).append(id)
    written = dict[str, list[str]]()
    for card in people:
        told = desk.notifications.history(card)[::-1]
        assert {each.status for each in told} == {DeliveryStatus.SENT}
        written[str(card.login_email)] = [each.id for each in told]
    assert taken == written
    assert len(first) == 2 * len(people)


def assert_only_the_dead_sent_twice(office: Office, server: MoodyServer) -> None:
    """What was accepted again is what the server lost its yes to, or somebody died of: no more."""
    died = office.died_after_the_yes()
    times = Counter(id for id, _ in server.accepted)
    assert times - Counter(times.keys()) == Counter(died) + Counter(server.lost)
    assert died
    assert server.lost
    assert len(set(server.accepted)) == len(times)


@pytest.mark.parametrize("seed", [20361])
def test_of_five_hundred_letters_none_is_lost_and_only_the_dead_send_twice(
    url: str, tmp_path: Path, seed: int
) -> None:
    assert_nothing_is_lost(url, tmp_path, FEW, seed)


@pytest.mark.soak
def test_of_ten_thousand_letters_none_is_lost_and_only_the_dead_send_twice(
    url: str, tmp_path: Path, seed: int
) -> None:
    assert_nothing_is_lost(url, tmp_path, MANY, seed)
