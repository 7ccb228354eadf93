"""The parts of `desk.memberships`."""
