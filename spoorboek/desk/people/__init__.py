"""Pages about people and parties: report sick, who has which role, employers, and the register of bureaus."""
