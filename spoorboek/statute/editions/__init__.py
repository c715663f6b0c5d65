"""Versions of rules and house policy: what another one changes for a case."""
