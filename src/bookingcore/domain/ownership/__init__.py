"""Whose a row is, and what becomes of it when cards are merged, exported or erased."""
