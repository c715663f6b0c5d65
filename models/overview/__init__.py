"""Counts over many cases, for the pages that show how the work goes: by the database, within the reach of who looks."""
