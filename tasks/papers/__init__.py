"""Papers that come in, by an operator, a folder, mail or the desk: looked at, kept sealed, or refused with a reason."""
