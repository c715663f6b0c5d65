"""The watch over a running platform, by `spoorboek up` and from outside: look, tell, mend, beat."""
