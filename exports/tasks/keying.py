"""The address of a file that somebody asks for."""

from exports.domain.export_requests import ExportRequest
from exports.domain.packages import Package


def compute_export_key(order: ExportRequest, *, reader: str = "") -> str:
    """The order's key with what makes its file now: the packer's version, or the renderer."""
    if isinstance(order, Package):
        return order.key(order.version, reader=reader)
    from exports.pdf import get_renderer_fingerprint

    return order.key(get_renderer_fingerprint(), reader=reader)
