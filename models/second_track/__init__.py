"""What the record keeps of a second track beside its events."""
