"""Two pages that every room needs: a form to write in, and a question before something goes."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from network.views.access import MemberRequest


def render_form_page(request: MemberRequest, form: Any, title: str, back: str) -> HttpResponse:
    return render(request, "network/write.html", {"form": form, "title": title, "back": back})


def render_confirm_page(
    request: MemberRequest, title: str, back: str, *, name: str = "", words: str = "", button: str = ""
) -> HttpResponse:
    """`name` is what it is about, `words` what will happen, `button` says "Remove" where nothing else is given."""
    context = {"title": title, "name": name, "words": words, "back": back, "button": button or _("Remove")}
    return render(request, "network/confirm.html", context)
