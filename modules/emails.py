"""Mails to lecturers: one neutral sentence. What was decided is read inside the portal."""

from django.utils.translation import gettext, override


def news_text(language: str) -> str:
    with override(language):
        return gettext("Something waits for you in your account. You need not answer this mail.")
