"""What goes out is claimed by a lease, and tried again later and later where it is not taken."""

from __future__ import annotations

from datetime import timedelta

from bookingcore.ports.chance import Chance

LEASE = timedelta(minutes=5)
"""How long a worker has for what it claimed; after that it counts as dead."""

SPARE = timedelta(minutes=2)
"""How much of its lease must be left for a worker to begin with the next."""

CLAIMED_MAX = 20
"""How much a worker claims at a time."""

FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)
"""How long something is put off after the first time, and at most; each time twice as long."""

_DOUBLED_MAX = 10
_JITTER_BITS = 16


def wait(chance: Chance, attempts: int) -> timedelta:
    """How long to wait after so many *attempts*: up to a quarter longer by *chance*.

    So that not all that was refused at once comes back at once.
    """
    doubled = FIRST_WAIT * (1 << min(attempts - 1, _DOUBLED_MAX))
    least = min(LONGEST_WAIT, doubled)
    share = chance.bits(_JITTER_BITS) / (1 << _JITTER_BITS)
    return least + least * share / 4
