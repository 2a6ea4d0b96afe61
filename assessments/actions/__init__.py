"""Everything that changes an assessment. Keyword-only, `by=` a participation, one transaction with its step."""
