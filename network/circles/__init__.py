"""Groups of members: who has a seat, and what is said there."""
