"""Turn reported events into facts, and refuse contradictions with one clear message each."""
