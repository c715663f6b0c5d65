"""Is a dossier in order? What the record holds of it, the check every night, and who hears of what is wrong."""
