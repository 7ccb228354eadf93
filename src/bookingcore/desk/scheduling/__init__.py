"""The parts of `desk.schedule`, by what is done."""
