"""The parts of `desk.sales`."""
