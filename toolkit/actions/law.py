"""Loading the legal library: instruments, provisions, what says the same elsewhere, who is bound."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from toolkit.actions.library import DeletedByEditorError
from toolkit.actions.rows import RowLoader, connect_rows, fill_empty_columns, save_row
from toolkit.actions.verifying import record_starter_verification
from toolkit.models import Instrument, LoadedContent, Provision, TreatyStanding

type Rule = tuple[str, int, dict[str, Any]]  # its instrument's key, its place there, what the file says


class LawLoader(RowLoader):
    def load_law(self) -> None:
        """What has ended comes last: it names what is told in its place."""
        texts, near = list(enumerate(self.files.pages("law"))), self.files.one("law-near.yaml")
        rules = [
            (text["key"], position, {**rule, "near": near[rule["key"]]} if rule["key"] in near else rule)
            for _place, text in texts
            for position, rule in enumerate(text.get("provisions", []))
        ]
        refuse_unknown_keys({*near, *(key for keys in near.values() for key in keys)}, rules)
        empty: dict[str, Provision] = {}
        for ended in (False, True):
            for position, text in texts:
                if bool(text.get("ended")) == ended:
                    self.load_instrument(text, position)
            empty = empty or self.make_near_provisions(rules)
            for key, position, rule in rules:
                if bool(rule.get("ended")) == ended:
                    self.load_provision(key, rule, position, empty.get(rule["key"]))
        for place in self.files.rows("status.yaml"):
            self.load_standing(place)

    def remember(self, name: str, source: str, fields: dict[str, str] | None = None) -> None:
        """In the database by `keep_memory`: thousands of rows."""
        self.loaded[name] = LoadedContent(name=f"{self.files.code}/{name}", source=source, fields=fields)

    def keep_memory(self) -> None:
        LoadedContent.objects.bulk_create(row for row in self.loaded.values() if row.pk is None)

    def load_instrument(self, text: dict[str, Any], position: int) -> None:
        data = {name: value for name, value in text.items() if name not in ("provisions", "ended", "now")}
        data |= ended_values(text)
        row = self.library.find_own(Instrument, text["key"])

        def fill(row: Any) -> None:
            self.set_values(row, {**fill_empty_columns(Instrument, data), "order": position})
            connect_rows(row, "replaced_by", [self.library.instrument(key) for key in text.get("now", [])])

        name = f"law/{text['key']}"
        new = row or self.tie(name, Instrument(locale=self.locale), text["key"])
        if new is not None:
            self.write(name, row, {**data, "order": position}, new, fill, save_row)

    def make_near_provisions(self, rules: list[Rule]) -> dict[str, Provision]:
        """Empty ones, by key, where another names one as near that is not there yet."""
        named = {key for _instrument, _position, rule in rules for key in rule.get("near", [])}
        have = set(Provision.objects.filter(locale=self.locale).values_list("key", flat=True))
        made = {}
        for instrument, _position, rule in rules:
            if (key := rule["key"]) in named - have and not self.known(name := f"law/{instrument}/{key}"):
                with suppress(DeletedByEditorError):
                    parent = self.library.instrument(instrument)
                    row = Provision(locale=self.locale, key=key, title=rule["title"], instrument=parent)
                    if self.tie(name, row, key) is not None:
                        row.save()
                        self.library.rows.put(row)
                        made[key] = row
        return made

    def load_provision(self, instrument: str, rule: dict[str, Any], position: int, empty: Provision | None) -> None:
        """With the record of who compared it with what, where its words are those of the content. `empty` is the row
        that was made for it in this load, if one was."""
        data = {name: value for name, value in rule.items() if name not in ("ended", "now", "checked", "near")}
        data |= ended_values(rule)
        row = None if empty else self.library.find_own(Provision, rule["key"])
        values = {"number": "", **fill_empty_columns(Provision, data), "order": position}
        values["topics"] = ", ".join(data.get("topics") or [])

        def fill(row: Any) -> None:
            self.set_values(row, {**values, "instrument": self.library.instrument(instrument)})
            connect_rows(row, "replaced_by", [self.library.provision(key) for key in rule.get("now", [])])
            connect_rows(row, "near", list(self.find_near(rule.get("near", []))))

        name = f"law/{instrument}/{rule['key']}"
        self.take_over(name, rule["key"])
        source = {**data, "order": position, **({"near": rule["near"]} if "near" in rule else {})}
        new = row or empty or self.tie(name, Provision(locale=self.locale), rule["key"])
        written = None if new is None else self.write(name, row, source, new, fill, save_row)
        if written is not None and rule.get("checked"):
            record_starter_verification(written, values, rule["checked"])

    def find_near(self, keys: list[str]) -> Iterator[Provision]:
        """But for what an editor deleted: a rule can do without."""
        for key in keys:
            with suppress(DeletedByEditorError):
                yield self.library.provision(key)

    def take_over(self, name: str, key: str) -> None:
        """A provision that stands in another instrument since this release is still the one that was loaded."""
        if self.known(name):
            return
        other = next(
            (one for one in self.loaded if one.startswith("law/") and one.endswith(f"/{key}") and one != f"law/{key}"),
            None,
        )
        if other is not None:
            row = self.loaded[name] = self.loaded.pop(other)
            row.name = f"{self.files.code}/{name}"
            row.save()

    def load_standing(self, data: dict[str, Any]) -> None:
        key = f"{data['instrument']}/{data['country']}"
        row = self.library.find_own(TreatyStanding, key)

        def fill(row: Any) -> None:
            values = {
                **fill_empty_columns(TreatyStanding, data),
                "instrument": self.library.instrument(data["instrument"]),
            }
            self.set_values(row, values)

        name = f"status/{data['instrument']}/{data['country'].lower()}"
        new = row or self.tie(name, TreatyStanding(locale=self.locale), key)
        if new is not None:
            self.write(name, row, data, new, fill, save_row)


def refuse_unknown_keys(keys: set[str], rules: list[Rule]) -> None:
    """Raises LookupError where law-near.yaml names what is no provision."""
    if unknown := keys - {rule["key"] for _instrument, _position, rule in rules}:
        raise LookupError(f"law-near.yaml: there is no provision {', '.join(sorted(unknown))}.")


def ended_values(data: dict[str, Any]) -> dict[str, Any]:
    """What a file says of an entry that has ended, as values of columns."""
    return {"state": data["ended"]} if data.get("ended") else {}
