"""Reports of operators about a case: check them, record them as events, word them in Dutch."""
