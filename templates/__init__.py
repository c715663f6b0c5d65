"""Make documents and mails: Jinja2 templates, their contexts, PDF and text."""
