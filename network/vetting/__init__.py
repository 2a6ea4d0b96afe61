"""Applications before those who decide: their questions, their votes, what the votes come to."""
