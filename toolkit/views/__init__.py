"""The pages of the tree, the legal library and the glossary."""
