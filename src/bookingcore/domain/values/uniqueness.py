"""Whether two cards of a center may have one e-mail address."""

from __future__ import annotations

from enum import Enum


class EmailUniqueness(Enum):
    """What happens to a card with an e-mail address that another card has (A44)."""

    # It is refused: each address belongs to one card (000-42).
    STRICT = "strict"
    # It is let through, and both cards show a warning: families share an address.
    WARN = "warn"
