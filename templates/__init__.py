"""Jinja2 templates and the one render function."""
