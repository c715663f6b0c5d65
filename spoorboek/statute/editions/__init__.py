"""Versions of rules and house policy, and what a change of version means for a case."""
