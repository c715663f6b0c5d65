"""Prefect tasks: one effect each. A task carries out what the agenda decided; it decides nothing."""
