"""Pages for many at once: the questions of a portfolio that was taken over, a reminder, and cases that change hands."""
