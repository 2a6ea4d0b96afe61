"""Pages for work on a checklist."""
