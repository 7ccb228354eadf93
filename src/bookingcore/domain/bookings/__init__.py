"""Booking, redeeming, cancelling, attendance, and the reasons why."""
