"""Pages of the space. Every view is wrapped by one of views/access.py."""
