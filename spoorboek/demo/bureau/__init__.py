"""A bureau as a party of its own, for the demo and for who wants to try an installation: a process that answers."""
