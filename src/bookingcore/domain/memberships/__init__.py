"""Plans that renew: periods billed by themselves, every attempt to charge on record."""
