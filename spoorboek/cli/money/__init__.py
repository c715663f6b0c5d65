"""Commands about what the second track costs: offers, invoices, totals."""
