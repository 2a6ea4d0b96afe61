"""What looks like somebody copying the network: counted, told to coordinators, kept for them to read."""
