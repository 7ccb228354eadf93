"""The parts of `desk.bookings`, by what is done."""
