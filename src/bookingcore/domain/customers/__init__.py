"""The card of a person in one center."""
