"""What was sold, what was paid, and the balances that sales grant."""
