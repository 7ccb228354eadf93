"""The small values everything else is made of: money, moments, ids, actors, events."""
