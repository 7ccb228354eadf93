"""What customers find when they come in: their mailbox, and the board."""
