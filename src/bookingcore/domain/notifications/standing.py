"""The policy of a center as it stands."""

from __future__ import annotations

from attrs import field, frozen

from bookingcore.domain.notifications.policy import NotificationPolicy
from bookingcore.domain.values.ids import CenterId


@frozen(kw_only=True)
class StandingPolicy:
    """What a center has set; where none is kept, the catalogue holds.

    Attributes:
        id: the center's.
    """

    id: CenterId
    policy: NotificationPolicy
    version: int = field(default=1, eq=False, repr=False)
