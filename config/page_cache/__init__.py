"""Public pages as finished bytes."""
