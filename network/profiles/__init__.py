"""What a member says of herself, under a name for here, and whom she shows it to."""
