"""How places are counted into a session."""
# ruff: noqa: D102, S101 - the names of the tests are the sentences, and asserting is their work

from __future__ import annotations

import pytest

from bookingcore.domain.schedule.session import Session
from bookingcore.domain.values.changes import Add, Count, Put
from bookingcore.ports.questions import ById
from bookingcore.ports.store import LostGuard
from bookingcore.testing.contracts.rows import a_session, called_off
from bookingcore.testing.contracts.studio import OnAStore, Studio

ID = a_session(2).id


class PlacesContract(OnAStore):
    """`Count`: never more places than are admitted, and only into the edition that was read."""

    def test_places_are_counted_in_and_out(self, studio: Studio) -> None:
        studio.add(a_session(2, capacity=10))
        studio.save(Count(session_id=ID, places=3))
        studio.save(Count(session_id=ID, places=-1))

        assert _places(studio) == (2, 10)

    def test_the_last_place_can_be_taken(self, studio: Studio) -> None:
        studio.add(a_session(2, capacity=2))
        studio.save(Count(session_id=ID, places=2))

        assert _places(studio) == (2, 2)

    def test_a_place_too_many_loses_the_guard(self, studio: Studio) -> None:
        studio.add(a_session(2, capacity=2))
        studio.save(Count(session_id=ID, places=1))

        with pytest.raises(LostGuard):
            studio.save(Count(session_id=ID, places=2))
        assert _places(studio) == (1, 2)

    def test_a_session_without_capacity_admits_nobody(self, studio: Studio) -> None:
        studio.add(a_session(2, capacity=0))

        with pytest.raises(LostGuard):
            studio.save(Count(session_id=ID, places=1))

    def test_an_unlimited_session_admits_everybody(self, studio: Studio) -> None:
        studio.add(a_session(2, capacity=None))
        studio.save(Count(session_id=ID, places=10_000))
        studio.save(Count(session_id=ID, places=-1))

        assert _places(studio) == (9_999, None)

    def test_an_override_admits_what_it_takes(self, studio: Studio) -> None:
        studio.add(a_session(2, capacity=2))
        studio.save(Count(session_id=ID, places=3, beyond_capacity=True))

        assert _places(studio) == (3, 3)

    def test_an_override_that_was_not_needed_admits_no_more(self, studio: Studio) -> None:
        studio.add(a_session(2, capacity=2))
        studio.save(Count(session_id=ID, places=1, beyond_capacity=True))

        assert _places(studio) == (1, 2)

    def test_an_override_of_an_unlimited_session_leaves_it_unlimited(self, studio: Studio) -> None:
        studio.add(a_session(2, capacity=None))
        studio.save(Count(session_id=ID, places=1, beyond_capacity=True))

        assert _places(studio) == (1, None)

    def test_a_place_given_back_is_not_admitted_again_beyond_the_capacity(
        self, studio: Studio
    ) -> None:
        studio.add(a_session(2, capacity=2, taken=4, admitted=4))
        studio.save(Count(session_id=ID, places=-1))
        assert _places(studio) == (3, 3)

        studio.save(Count(session_id=ID, places=-2))
        assert _places(studio) == (1, 2)

    def test_more_places_than_were_taken_are_not_given_back(self, studio: Studio) -> None:
        studio.add(a_session(2, taken=1))

        with pytest.raises(LostGuard):
            studio.save(Count(session_id=ID, places=-2))
        assert _places(studio) == (1, 10)

    def test_the_edition_that_was_read_lets_places_in(self, studio: Studio) -> None:
        studio.add(a_session(2, edition=7))
        studio.save(Count(session_id=ID, places=1, edition=7))

        assert _places(studio) == (1, 10)

    def test_another_edition_loses_the_guard(self, studio: Studio) -> None:
        studio.add(a_session(2, edition=7))

        with pytest.raises(LostGuard):
            studio.save(Count(session_id=ID, places=1, edition=6))
        assert _places(studio) == (0, 10)

    def test_another_edition_loses_the_guard_even_beyond_capacity(self, studio: Studio) -> None:
        studio.add(a_session(2, edition=7))

        with pytest.raises(LostGuard):
            studio.save(Count(session_id=ID, places=1, edition=6, beyond_capacity=True))

    def test_places_are_given_back_to_any_edition(self, studio: Studio) -> None:
        studio.add(a_session(2, edition=7, taken=1))
        studio.save(Count(session_id=ID, places=-1))

        assert _places(studio) == (0, 10)

    def test_counting_into_an_unknown_session_loses_the_guard(self, studio: Studio) -> None:
        with pytest.raises(LostGuard):
            studio.save(Count(session_id=a_session(9).id, places=1))

    def test_places_are_counted_last(self, studio: Studio) -> None:
        """So a session can be counted into before it is added, as far as the order goes."""
        studio.save(Count(session_id=ID, places=1), Add(a_session(2)))

        assert _places(studio) == (1, 10)

    def test_places_of_several_sessions_are_counted_in_one_unit(self, studio: Studio) -> None:
        studio.add(a_session(2, taken=1))
        studio.save(
            Count(session_id=ID, places=-1),
            Count(session_id=a_session(1).id, places=2),
            Count(session_id=a_session(1).id, places=3),
        )

        assert _places(studio) == (0, 10)
        assert _places(studio, 1) == (5, 10)

    def test_counting_leaves_the_edition_as_it_is(self, studio: Studio) -> None:
        """Two commands that read the same edition may both count places in."""
        studio.add(a_session(2, edition=7))
        studio.save(Count(session_id=ID, places=1, edition=7))
        studio.save(Count(session_id=ID, places=1, edition=7))

        assert _places(studio) == (2, 10)

    def test_a_session_may_be_put_and_counted_into_in_one_unit(self, studio: Studio) -> None:
        """The places are counted last, on top of what was put, and each makes another version."""
        studio.add(a_session(2, capacity=2, taken=1))
        studio.save(
            Count(session_id=ID, places=2, edition=2),
            Put(a_session(2, capacity=3, taken=1, edition=2)),
        )

        assert _places(studio) == (3, 3)
        (session,) = studio.ask(ById(Session, ID))
        assert (session.edition, session.version) == (2, 3)

    def test_a_cancelled_session_admits_nobody(self, studio: Studio) -> None:
        """Unlimited or not."""
        studio.add(called_off(a_session(2)), called_off(a_session(3, capacity=None)))

        for number in (2, 3):
            with pytest.raises(LostGuard):
                studio.save(Count(session_id=a_session(number).id, places=1))
            assert _places(studio, number) == (0, 0)


def _places(studio: Studio, number: int = 2) -> tuple[int, int | None]:
    (session,) = studio.ask(ById(Session, a_session(number).id))
    return session.taken, session.admitted
