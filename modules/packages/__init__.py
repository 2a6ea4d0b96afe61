"""A module for every shelf: archives, books and documents for other systems, made from its outline and nothing else.

Import formats from modules.packages.formats, which declares them all. Each package carries the licence, the version,
the parent and the source, lists what is in it, reads from right to left where its language does, and is the same bytes
for the same outline.
"""
