"""Encryption at rest: keys, values sealed for one place, and their rotation."""
