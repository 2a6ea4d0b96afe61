"""One file for each kind of thing that a reader can do."""
