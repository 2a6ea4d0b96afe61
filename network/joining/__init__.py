"""Applying, coming back with a code, inviting, coming in for the first time."""
