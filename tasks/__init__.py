"""Carry out what the agenda decided (one Prefect task per effect), record reports, send mail, show cases."""
