"""What the domain needs from the world: one small protocol for each role."""
