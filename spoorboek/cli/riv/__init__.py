"""Commands about the re-integration report: whether a dossier is in order, and what it costs when it is not."""
