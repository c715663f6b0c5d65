"""The outbox: mails are stored in the transaction of their effect, and sent from here only."""
