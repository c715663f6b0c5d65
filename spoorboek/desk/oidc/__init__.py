"""Log in at the desk with an account elsewhere, by OpenID Connect: the provider, what it says, and the pages."""
