"""Notifications in browsers, by Web Push: `pip install 'bookingcore[push]'`."""

from __future__ import annotations

from bookingcore.adapters.webpush.push import WebPush

__all__ = ["WebPush"]
