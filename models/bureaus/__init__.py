"""The register of bureaus: what it says, what a bureau made of its promises, changes with a trace, shortlists."""
