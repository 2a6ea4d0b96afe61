"""What waits for a member inside; outside of the portal one neutral mail at most."""
