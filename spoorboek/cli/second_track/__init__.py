"""Commands about the second track: what a bureau reports, and what becomes of it."""
