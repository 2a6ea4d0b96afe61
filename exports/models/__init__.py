from exports.models.exports import Export
from exports.models.orders import Order
from exports.models.packages import Package
from exports.models.printouts import Printout

__all__ = ["Export", "Order", "Package", "Printout"]
