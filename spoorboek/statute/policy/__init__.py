"""What a house decides beside the law: reminders, escalation, documents, lead times."""
