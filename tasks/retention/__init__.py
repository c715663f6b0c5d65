"""Keeping and destroying data: what has run its time, what is held, and the destruction a person approves."""
