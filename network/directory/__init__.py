"""Looking at other members: whom she finds, what she may see of them, and how often."""
