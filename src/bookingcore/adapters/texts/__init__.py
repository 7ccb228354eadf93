"""What messages say, in Italian, Spanish and English: `pip install 'bookingcore[i18n]'`."""

from __future__ import annotations

from bookingcore.adapters.texts.renderer import JinjaRenderer
from bookingcore.adapters.texts.samples import sample

__all__ = ["JinjaRenderer", "sample"]
