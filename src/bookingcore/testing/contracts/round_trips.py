"""Whatever may be in a row comes back from a store."""
# ruff: noqa: D102 - the names of the tests are the sentences

from __future__ import annotations

from itertools import count

from hypothesis import HealthCheck, Phase, given, settings

from bookingcore.domain.values.ids import CenterId
from bookingcore.ports.store import Store
from bookingcore.testing.contracts.rows_kept import assert_same, question_for
from bookingcore.testing.contracts.studio import OnAStore, Studio
from bookingcore.testing.strategies import Rows, centers


class RoundTripContract(OnAStore):
    """Plausible centers of any content."""

    def test_any_center_comes_back_as_it_was_saved(self, store: Store) -> None:
        number = count()

        # Inside the test: one suite runs on several stores, and each keeps its own failures.
        # A row is small enough to be read as it is, and a store too slow to shrink it.
        @settings(
            max_examples=25,
            deadline=None,
            phases=[Phase.explicit, Phase.reuse, Phase.generate],
            suppress_health_check=[HealthCheck.too_slow],
        )
        @given(rows=centers())
        def comes_back(rows: Rows) -> None:
            # A center of its own for each example: what came before is never in the way.
            studio = Studio(store, CenterId(f"center-{next(number)}"))
            studio.add(*rows.with_center(studio.center))
            for row in rows.with_center(studio.center):
                assert_same(studio.ask(question_for(row)), row)

        comes_back()
