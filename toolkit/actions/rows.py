"""Loading settings, law and glossary, one row at a time, past whatever an editor changed."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models
from wagtail.models import Locale

from toolkit.actions.library import Library, Report, state_of
from toolkit.models import Instrument, Loaded, Portal, Provision, Term
from toolkit.uploads import Language, digest, rich_text


class RowLoader:
    """Loads what is no page: settings, law, glossary. `write` is how every object is written."""

    def __init__(self, folder: Path) -> None:
        self.files = Language(folder)
        self.locale = Locale.objects.get(language_code=self.files.code)
        self.library = Library(self.locale)
        self.report = Report()

    # -- one object ------------------------------------------------------------------------------------------

    def write(self, name: str, row: models.Model | None, data: dict[str, Any], write: Any) -> models.Model | None:
        """Calls `write()` where the content is new or changed and no editor has been there since."""
        name, source = f"{self.files.code}/{name}", digest(data)
        loaded = Loaded.objects.filter(name=name).first()
        if row is not None and loaded is None:
            self.report.left_alone.append(f"{name} (made by an editor)")
            return row
        if row is None and loaded is not None:
            self.report.left_alone.append(f"{name} (deleted by an editor)")
            return None
        if row is not None and loaded is not None:
            if self.is_changed(row, loaded.written):
                self.report.left_alone.append(f"{name} (changed by an editor)")
                return row
            if loaded.source == source:
                self.report.unchanged.append(name)
                return row
        written = write()
        fresh = type(written)._base_manager.get(pk=written.pk)
        Loaded.objects.update_or_create(name=name, defaults={"source": source, "written": state_of(fresh)})
        (self.report.updated if row is not None else self.report.created).append(name)
        return fresh

    def is_changed(self, row: models.Model, written: str) -> bool:
        """Whether an editor has been here since `written`, the digest of what was loaded."""
        return state_of(row) != written or getattr(row, "has_unpublished_changes", False)

    def save_row(self, row: models.Model, values: dict[str, Any]) -> models.Model:
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
        return row

    # -- settings, law, glossary -----------------------------------------------------------------------------

    def load_portal(self) -> None:
        site = self.files.one("site.yaml")
        if not site or self.files.code != settings.LANGUAGE_CODE or Portal.objects.exists():
            return
        fields = {key: site[key] for key in ("name", "strapline", "publisher", "contact", "footer") if site.get(key)}
        originals = [original["url"] for original in site.get("originals", []) if original.get("url")]
        Portal.objects.create(**fields, originals_url=originals[0] if originals else "")

    def load_law(self) -> None:
        for position, data in enumerate(self.files.rows("law.yaml")):
            provisions = data.pop("provisions", [])
            key = data["key"]
            row = Instrument.objects.filter(locale=self.locale, key=key).first()
            values = {**data, "order": position, "locale": self.locale}
            values = {k: v if v is not None else ("" if k != "year" else None) for k, v in values.items()}
            instrument = self.write(
                f"law/{key}",
                row,
                data,
                lambda row=row, values=values: self.save_row(row or Instrument(), values),
            )
            if instrument is not None:
                self.load_provisions(instrument, provisions)

    def load_provisions(self, instrument: models.Model, provisions: list[dict[str, Any]]) -> None:
        for position, data in enumerate(provisions):
            row = Provision.objects.filter(locale=self.locale, key=data["key"]).first()
            values = {
                **{key: data.get(key) or "" for key in ("key", "number", "title", "text", "status")},
                "topics": ", ".join(data.get("topics") or []),
                "order": position,
                "instrument": instrument,
                "locale": self.locale,
            }
            self.write(
                f"law/{instrument.key}/{data['key']}",  # type: ignore[attr-defined]
                row,
                data,
                lambda row=row, values=values: self.save_row(row or Provision(), values),
            )

    def load_glossary(self) -> None:
        """Two passes: a term may name terms that stand further down."""
        rows = self.files.rows("glossary.yaml")
        have = {term.slug: term for term in Term.objects.filter(locale=self.locale)}
        for data in rows:
            if data["slug"] not in have and not self.known(f"glossary/{data['slug']}"):
                Term.objects.create(locale=self.locale, slug=data["slug"], name=data["term"])
        for data in rows:
            row = Term.objects.filter(locale=self.locale, slug=data["slug"]).first()
            is_new = data["slug"] not in have
            self.write(
                f"glossary/{data['slug']}",
                None if is_new and row else row,
                data,
                lambda row=row, data=data: self.save_term(row, data),
            )

    def known(self, name: str) -> bool:
        return Loaded.objects.filter(name=f"{self.files.code}/{name}").exists()

    def save_term(self, row: Term, data: dict[str, Any]) -> Term:
        row.name = data["term"]
        row.short = data["short"]
        row.forms = "\n".join(data.get("forms") or [data["term"].lower()])
        row.text = rich_text(data.get("text") or "", self.library.link)
        row.confuse = data.get("confuse") or ""
        row.provisions = [self.library.provision(key) for key in data.get("provisions") or []]
        row.related = [self.library.term(slug) for slug in data.get("related") or []]
        row.save()
        return row
