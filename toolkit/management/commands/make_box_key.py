from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from toolkit.sealing import get_public_key, make_box_key


class Command(BaseCommand):
    help = "Makes the file BOX_KEY_FILE, which signs the toolkit in a box. Where there is one, it stays."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        if make_box_key():
            self.stdout.write(f"A key for boxes is in {settings.BOX_KEY_FILE}. Its public half: {get_public_key()}")
