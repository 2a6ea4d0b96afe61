"""The first administrator of a new portal, with a password that is shown once and kept nowhere."""

import os
import secrets
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import User


class Command(BaseCommand):
    help = "Creates an administrator where there is none yet and prints a generated password, once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--email", default=os.environ.get("ADMIN_EMAIL") or "admin@localhost")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        with transaction.atomic():
            if User.objects.filter(is_superuser=True).exists():
                return
            if User.objects.filter(email__iexact=email).exists():
                raise CommandError(f"{email} is another person's account. Name an address with --email.")
            password = secrets.token_urlsafe(15)
            User.objects.create_superuser(email=email, password=password)
        self.stdout.write(f"Administrator: {email}\nPassword:      {password}   (shown only now)")
