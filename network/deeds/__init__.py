"""What makes authority or takes it away, by two people: offices, countries, locks, canaries, accounts given back."""
