"""Commands about papers that come in."""
