"""What staff see: members' contact data, counted and told, and numbers."""
