"""The demo: stories through the real engine in virtual time."""
