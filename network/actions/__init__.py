"""Everything that changes something. Keyword-only, `by=` who does it, one transaction with its line in the trail."""
