"""What is held about a member: to read, to take along, to have erased."""
