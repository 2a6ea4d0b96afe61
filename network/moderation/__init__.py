"""What members report, and what coordinators decide about it."""
