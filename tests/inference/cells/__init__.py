"""The table, row by row: what an adversary does about which secret (each row has its number).

`CELLS` has them all. Rows that have several secrets carry a letter; rows whose mending is a later issue stand in
waivers.toml, and run all the same.
"""

from tests.inference.adversaries import CELLS, TIMED, Cell, Timed
from tests.inference.cells import doors, joining, outside, space, staff

__all__ = ["CELLS", "TIMED", "Cell", "Timed", "doors", "joining", "outside", "space", "staff"]
