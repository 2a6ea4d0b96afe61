from exports.models.exports import Export
from exports.models.printouts import Printout

__all__ = ["Export", "Printout"]
