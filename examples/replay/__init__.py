"""Real bookings, lived once more at the desk.

`python -m examples.replay` reads a file and gives the desk what happened, in the order in which it
happened, through the public face alone; then it compares what the desk has on record with what a
plain count of the file says.

Two passes have the reservations of two hotels: the first one customer for each row, sessions that
are too small, waiting lists, moves, deposits and payments; the second one customer for each
agency, and plans that pay for its bookings. Two more have the waiting lists of 504 sections of
courses: as they were, and with automatic offers. The last has the appointments of a sports club.
"""
