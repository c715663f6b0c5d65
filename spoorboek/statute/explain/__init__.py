"""Explain dates in Dutch: where a date comes from, and what would change it."""
