"""What makes authority or takes it away, in two pairs of hands: offices, countries, locks, canaries, accounts given back."""
