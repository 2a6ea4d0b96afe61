"""What coordinators tell members, and the dates that matter to them."""
