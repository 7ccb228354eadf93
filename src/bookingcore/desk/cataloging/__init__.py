"""The parts of `desk.catalog`."""
