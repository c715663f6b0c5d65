"""Invented cases, for whoever looks at a document before a real one is made: the full, the barest, the longest."""
