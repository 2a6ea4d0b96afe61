"""The column of a sealed text (accounts/sealing)."""

from typing import Any

from django.db import models

from accounts.sealing import EVERYWHERE, Sealed


class SealedField(models.TextField):
    """A text that the database never sees. Assign a str; what comes back is a `Sealed`.

    The model says under which scope its rows are sealed: `def sealed_scope(self) -> str`, else everywhere.
    """

    # For mypy: a text goes in, sealed or not; sealed it comes out.
    _pyi_private_set_type: str | Sealed  # type: ignore[assignment]
    _pyi_private_get_type: Sealed  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: str | None, *args: Any) -> Sealed:
        return Sealed(value or "")

    def to_python(self, value: Any) -> Any:
        return value

    def pre_save(self, model_instance: models.Model, add: bool) -> Sealed:
        """Seals what was assigned, and seals again what belongs to another scope by now."""
        value = getattr(model_instance, self.attname)
        scope = model_instance.sealed_scope() if hasattr(model_instance, "sealed_scope") else EVERYWHERE
        if not isinstance(value, Sealed):
            value = Sealed.from_plain(value or "", scope)
        elif value and value.scope != scope:
            value = Sealed.from_plain(value.open(), scope)
        setattr(model_instance, self.attname, value)
        return value

    def get_prep_value(self, value: Any) -> str:
        """Raises TypeError for a plain text: `.update()` has no row to ask for the scope. Use `Sealed.from_plain`."""
        if isinstance(value, Sealed):
            return value.text
        if not value:
            return ""
        raise TypeError("A sealed field takes a Sealed here, never a plain text.")

    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        return value.text if isinstance(value, Sealed) else ""

    def formfield(self, **kwargs: Any) -> None:
        """Never in an automatic form."""
