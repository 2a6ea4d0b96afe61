"""Conversations of two members, from the introduction to contact data."""
