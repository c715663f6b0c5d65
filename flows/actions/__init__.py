"""Operator actions: the run forms of the Prefect UI."""
