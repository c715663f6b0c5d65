"""The demo: run stories through the real engine in virtual time."""
