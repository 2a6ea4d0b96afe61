"""The editor's form of a checklist."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from wagtail.admin.forms import WagtailAdminPageForm


class ChecklistForm(WagtailAdminPageForm):
    """Lets a rule's rows speak of questions by the code that editors see."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name_questions(self.instance)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        # The questions as submitted: rows are validated after this form, against what is on the screen.
        if "sections" in cleaned:
            self.instance.sections = cleaned["sections"]
            self.name_questions(self.instance)
        for row in self.formsets["rules"].forms if "rules" in self.formsets else []:
            if row.has_changed() and not self.says_when(row):
                row.add_error("all_of", gettext("Say when: a rule without a condition never speaks."))
        return cleaned

    def says_when(self, row: forms.ModelForm) -> bool:
        data = [row.data.get(row.add_prefix(name), "") for name in ("DELETE", "all_of", "any_of")]
        return any(str(value).strip() for value in data)

    def name_questions(self, page: Any) -> None:
        codes = {f"{item.section}{item.number}": item.id for item in page.items()}
        formset = self.formsets.get("rules")
        for row in [*formset.forms, formset.empty_form] if formset is not None else []:
            for name in ("all_of", "any_of", "none_of"):
                if name in row.fields:
                    row.fields[name].codes = codes
