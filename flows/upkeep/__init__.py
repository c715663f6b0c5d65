"""Scheduled flows that keep the platform in order."""
