"""The door for everybody, and the first page for members."""
