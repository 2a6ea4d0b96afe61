"""Users: who a person is, and nothing about what a user does."""

import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.domain.entry_numbers import parse_entry_number
from accounts.sealing import blind_index, blind_indexes

# Nobody can receive mail there (RFC 2606): the part before it is a blind index.
SEALED_DOMAIN = "sealed.invalid"


def random_username() -> str:
    """A name that says nothing: logs and exports may show it long after the account is gone."""
    return secrets.token_hex(12)


def random_id() -> int:
    """The number of a row that counts nobody: 53 bits, which JavaScript keeps whole, and never one that was counted."""
    return secrets.randbelow(2**53 - 2**32) + 2**32


def sealed_address(address: str) -> str:
    """What stands in `User.email` for a guarded person, whose address can be recognised, never read."""
    return f"{blind_index(address)}@{SEALED_DOMAIN}"


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """An account that signs in with its email address. Raises ValueError without one."""
        if not email:
            raise ValueError("An account needs an email address.")
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email: str | None) -> "User":
        """Whose open account has this address. Raises User.DoesNotExist where there is none."""
        user = self.by_address(email or "")
        if user is None:
            raise self.model.DoesNotExist
        return user

    def open(self) -> models.QuerySet["User"]:
        """Without those whose discovery would endanger them."""
        return self.exclude(email__endswith=f"@{SEALED_DOMAIN}")

    def by_address(self, typed: str) -> "User | None":
        """Whose open account has this address. One world: that a guarded account knows it as well changes nothing.

        The same letters as where tries are counted: to a database "admın@" may be ADMIN@, with tries of its own."""
        plain = typed.strip()
        found = self.open().filter(email__iexact=plain)
        return next((user for user in found if user.email.casefold() == plain.casefold()), None)

    def guarded_by(self, typed: str) -> "User | None":
        """Whose guarded account has this address or entry number. The other world."""
        sealed = sealed_addresses(typed)
        found = {user.email: user for user in self.filter(email__in=sealed)}
        return next((found[email] for email in sealed if email in found), None)

    def candidates(self, typed: str) -> "dict[str, User | None]":
        """Whom what was typed may mean: one account as "guarded" and one as "open", None where there is nobody."""
        return {"guarded": self.guarded_by(typed), "open": self.by_address(typed)}


def sealed_addresses(typed: str) -> list[str]:
    """What may stand in `User.email` for an address or an entry number, the key in use first."""
    return [f"{index}@{SEALED_DOMAIN}" for index in blind_indexes(parse_entry_number(typed) or typed)]


class User(AbstractUser):
    """Signs in by email address, a guarded person perhaps by an entry number.

    Roles are groups; what a role may do stands in each app's permissions.py.
    """

    id = models.BigAutoField(primary_key=True, default=random_id)
    username = models.CharField(max_length=24, unique=True, default=random_username, editable=False)
    email = models.EmailField(_("email address"), unique=True)
    language = models.CharField(
        _("language"),
        max_length=8,
        choices=settings.LANGUAGES,
        default="en",
        help_text=_("For mails and files."),
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []

    objects = UserManager()  # type: ignore[assignment,misc]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_account_per_address")]

    def __str__(self) -> str:
        return self.username if self.is_guarded else self.get_full_name() or self.email

    @property
    def is_guarded(self) -> bool:
        """Whether being found out could endanger this user, whose address is sealed and whose sessions are short."""
        return self.email.endswith(f"@{SEALED_DOMAIN}")
