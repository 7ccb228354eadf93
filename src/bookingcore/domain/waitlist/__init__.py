"""Who waits for a place, and who is offered one."""
