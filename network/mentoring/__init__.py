"""Members who mentor: who fits whom, the pairs, and the plans they make."""
