"""Templates of a house in place of shipped ones: found, read, checked, and rendered in a sandbox."""
