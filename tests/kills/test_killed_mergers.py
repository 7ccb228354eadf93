"""A client dies while it merges two cards: they are two, or they are one, and nothing between."""

from __future__ import annotations

import pytest
from attrs import frozen

from bookingcore import Desk, open_desk
from bookingcore.testing import FakePayments, FrozenClock
from tests.desk.belongings import House, Things, card_on_record, things
from tests.kills.scene import close
from tests.kills.steps import STEPS
from tests.kills.studio import BEGINNING, struck_down
from tests.postgres import Server


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """An empty database on each engine."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path_factory.mktemp('kills') / 'kills.db'}"
    server: Server = request.getfixturevalue("postgres")
    return server.create(f"mergers_{request.getfixturevalue('worker_id')}")


@frozen
class TwoCards:
    """Two cards of one person with one of everything each, and one that leads to the old one."""

    url: str
    older: str
    old: str
    new: str

    @classmethod
    def furnished(cls, url: str) -> TwoCards:
        """In the empty database at *url*."""
        clock = FrozenClock("2026-07-01T08:00:00+02:00")
        desk = open_desk(url, center="roma", clock=clock, payments=FakePayments())
        house = House(desk)
        cards = [house.written_on() for _ in range(3)]
        for card in cards[1:]:
            house.endow(card)
        older, old, new = (card.id for card in cards)
        desk.customers.absorb(into=old, old=older)
        close(desk)
        return cls(url, older, old, new)

    def opened(self, at: str = BEGINNING) -> Desk:
        """A desk whose clock stands still."""
        return open_desk(self.url, center="roma", clock=FrozenClock(at))

    def state(self) -> object:
        """All that merging could have changed."""
        desk = self.opened()
        assert desk.verify() == ()
        cards = (self.older, self.old, self.new)
        found = (
            [card_on_record(desk, each) for each in cards],
            [things(desk, each) for each in cards],
            desk.customers.find("zibaldone"),
            desk.next_due(),
        )
        close(desk)
        return found

    def owned(self, card: str) -> Things:
        desk = self.opened()
        found = {row: rows for row, rows in things(desk, card).items() if rows}
        close(desk)
        return found


def merge(desk: Desk, cards: TwoCards) -> None:
    """Let the new card absorb the old one."""
    desk.customers.absorb(into=cards.new, old=cards.old)


@pytest.mark.parametrize("step", STEPS)
def test_a_client_killed_while_it_merges_leaves_two_cards_or_one(url: str, step: str) -> None:
    """P8: whoever gives the command anew has one card, with all that the two had."""
    cards = TwoCards.furnished(url)
    before = cards.state()
    rows = {row: len(cards.owned(cards.old)[row]) for row in cards.owned(cards.old)}

    struck_down(merge, cards, step)

    assert (cards.state() == before) == (step != "after the commit")
    desk = cards.opened()
    moved = desk.customers.absorb(into=cards.new, old=cards.old).moved
    assert {card_on_record(desk, each).absorbed_into for each in (cards.old, cards.older)} == {
        cards.new
    }
    close(desk)
    assert cards.owned(cards.old) == cards.owned(cards.older) == {}
    assert moved == {
        row.__name__: count for row, count in rows.items() if row.__name__ != "AccountToken"
    }
    cards.state()
