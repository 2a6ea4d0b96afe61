"""Series of sessions: read, noted, finished, with a certificate; and their administration."""
