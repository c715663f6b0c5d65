"""From facts to dates: the course of a case, its interruptions, and the special rules."""
