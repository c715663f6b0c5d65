"""House policy: what an organisation decides beyond the law: reminders, escalation, documents and lead times."""
