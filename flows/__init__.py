"""Prefect flows: the long-lived sickness case, reconcile, and one small module per operator action."""
