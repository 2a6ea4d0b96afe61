"""Meetings of members: who comes, what is said afterwards, and their administration."""
