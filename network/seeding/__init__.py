"""People who do not exist, for finding leaks."""
