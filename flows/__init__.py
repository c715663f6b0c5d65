"""Prefect flows: the long-lived sickness case, its engine, scheduled upkeep, and operator actions."""
