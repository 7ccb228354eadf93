"""Which unit pays for which booking."""
