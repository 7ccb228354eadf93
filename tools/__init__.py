"""What keeps the project's own papers in order."""
