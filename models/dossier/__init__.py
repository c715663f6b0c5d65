"""What the record keeps of the papers of a case beside its events: sealed words."""
