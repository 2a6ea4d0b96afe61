"""The address of a file that somebody asks for."""

from exports.domain.orders import Order
from exports.domain.packages import Package


def key_of(order: Order, *, reader: str = "") -> str:
    """The order's key with what makes its file now: the packer's version, or the renderer."""
    if isinstance(order, Package):
        return order.key(order.version, reader=reader)
    from exports.pdf import renderer_fingerprint

    return order.key(renderer_fingerprint(), reader=reader)
