"""What decides about the messages of a center: its settings, its policy, and what was seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pendulum import DateTime

from bookingcore.desk.context import Context
from bookingcore.desk.seen import Seen
from bookingcore.domain.catalog.center import Center
from bookingcore.domain.notifications.planning import Planner
from bookingcore.domain.notifications.policy import NotificationPolicy
from bookingcore.domain.notifications.standing import StandingPolicy
from bookingcore.domain.values.ids import CustomerId
from bookingcore.ports.questions import ById


def along(context: Context) -> tuple[ById[Center], ById[StandingPolicy]]:
    """What is asked along with the first questions of each command."""
    return context.own_center, ById(StandingPolicy, context.center)


def standing_rows(context: Context) -> Iterator[tuple[type[object], str]]:
    """The rows that `planner` looks at, by type and id."""
    return ((each.row, each.id) for each in along(context))


def planner(
    context: Context,
    seen: Seen,
    now: DateTime,
    numbers: Callable[[CustomerId], int] = lambda _: 0,
) -> Planner:
    """What decides about messages, with the rows that were *seen*.

    Raises:
        CenterNotConfigured: the center was not seen.
    """
    center = seen.get(Center, context.center)
    standing = seen.get(StandingPolicy, context.center)
    return Planner(
        policy=standing.policy if standing else NotificationPolicy(),
        settings=context.configured(() if center is None else (center,)).settings,
        rows=seen,
        now=now,
        ids=iter(context.new_id, ""),
        numbers=numbers,
    )
