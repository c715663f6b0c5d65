"""Commands about who is who, and about files that say otherwise than a person did."""
