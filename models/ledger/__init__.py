"""The ledger: keyed chains over everything a case rests on, the checks of it, and anchors of its head."""
