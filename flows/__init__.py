"""Prefect flows: the long-lived sickness case, reconcile, and small modules of operator actions."""
