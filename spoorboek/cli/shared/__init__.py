"""What several commands share: options, the Dutch of help pages, and how an answer is written."""
