"""Texts of mails, and the modules that fill in those which list things."""
