"""Every country's keys: new ones, and everything sealed again under them."""
