"""Dates in words: where a date comes from, and what would change it."""
