"""What the business offers: center, branches, services, resources, plans."""
