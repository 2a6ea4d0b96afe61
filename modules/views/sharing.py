"""The picture beside a link to a module."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from modules.models import Module
from modules.packages.sharing import build_share_picture
from toolkit.models import Portal
from toolkit.views.sharing import lead_to_picture


@require_safe
def share_picture(request: HttpRequest, pk: int) -> HttpResponse:
    """404 for what is not published."""
    module = get_object_or_404(Module.objects.filter(live=True).select_related("locale"), pk=pk)
    return lead_to_picture(request, build_share_picture(module, site=Portal.load().name))
