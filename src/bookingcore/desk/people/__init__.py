"""The parts of `desk.customers`."""
