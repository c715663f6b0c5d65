"""Carry out what the agenda decided: one action, one transaction."""
