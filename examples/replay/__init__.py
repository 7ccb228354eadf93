"""Real reservations of two hotels, lived once more at the desk.

`python -m examples.replay` reads the hotel file and gives the desk what happened, in the order in
which it happened, through the public face alone; then it compares what the desk has on record
with what a plain count of the file says.

The first pass has one customer for each row, sessions that are too small, deposits and payments.
The second has one customer for each agency, and plans that pay for its bookings.
"""
