"""The commands of the front desk, a module for each public noun."""
