"""Read the parsed HTML before it is laid out: check the contract, take the form controls' values.

Values leave the tree here (WeasyPrint would lay a text area's second line out beside the field) and
come back as appearances, see `prefill`. The contract itself is told in the package's docstring.
"""

import re
from dataclasses import dataclass
from typing import Any

from .sources import RenderError

NAME = re.compile(r"[A-Za-z0-9_:-]+")
TOKEN = re.compile(r"[A-Za-z0-9_-]+")
CONTROLS = {"input", "select", "textarea"}
DROPPED_INPUTS = {"submit", "reset", "button", "image", "file", "hidden", "password"}


@dataclass
class FormControl:
    """One form field: a text field, select or checkbox, or a whole radio group."""

    kind: str  # "radio", "checkbox", "select" or "text"
    title: str  # the accessible name; of a radio group, the question
    value: str = ""  # a text field's text, a select's chosen value, a checkbox's token
    shown: str = ""  # what a person reads in the field: text, or the chosen option's words


def _breach(rule: str) -> RenderError:
    return RenderError("broken", f"the document breaks the contract: {rule}")


def check_document(root: Any) -> None:
    """Raise RenderError("broken") unless the document has a language and a title, and wraps no label."""
    if not root.get("lang"):
        raise _breach("html has no lang")
    if not (root.findtext(".//title") or "").strip():
        raise _breach("title is missing or empty")
    for label in root.iter("label"):
        if label.get("for") or any(child.tag in CONTROLS for child in label.iter()):
            raise _breach("a label wraps or points at a control")


def take_controls(root: Any) -> dict[str, FormControl]:
    """Return the form's fields by name, and remove buttons and default values from the tree.

    Raises RenderError("broken") for a control without a usable name, title or value.
    """
    _drop_buttons(root)
    if len(list(root.iter("form"))) > 1:
        raise _breach("there is more than one form")
    fields: dict[str, FormControl] = {}
    tokens: set[tuple[str, str]] = set()
    for element in root.iter():
        if element.tag not in CONTROLS:
            continue
        name, control = element.get("name", ""), _read(element)
        if not NAME.fullmatch(name):
            raise _breach("a control has no usable name")
        if not control.title.strip():
            raise _breach("a control has no title")
        if control.kind in ("radio", "checkbox"):
            if not TOKEN.fullmatch(control.value) or (name, control.value) in tokens:
                raise _breach("a radio or checkbox has no value of its own")
            tokens.add((name, control.value))
        if name in fields and not fields[name].kind == control.kind == "radio":
            raise _breach("two controls have one name")
        fields.setdefault(name, control)
    return fields


def _drop_buttons(root: Any) -> None:
    """Remove what does nothing on paper: buttons, hidden and file inputs."""
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag == "button" or (child.tag == "input" and child.get("type", "text").lower() in DROPPED_INPUTS):
                _remove(parent, child)


def _remove(parent: Any, child: Any) -> None:
    """Remove an element and keep the text after it."""
    index = list(parent).index(child)
    if child.tail and index:
        parent[index - 1].tail = (parent[index - 1].tail or "") + child.tail
    elif child.tail:
        parent.text = (parent.text or "") + child.tail
    parent.remove(child)


def _read(element: Any) -> FormControl:
    """Read one control, and empty it."""
    title, kind = element.get("title", ""), element.get("type", "text").lower()
    if element.tag == "textarea":
        text, element.text = element.text or "", ""
        return FormControl("text", title, text, text)
    if element.tag == "select":
        chosen = [option for option in element.iter("option") if "selected" in option.attrib][-1:]
        value = chosen[0].get("value", "") if chosen else ""
        return FormControl("select", title, value, (chosen[0].text or "") if value else "")
    if kind == "radio":
        question = element.get("data-question") or title.rpartition(" – ")[0]
        return FormControl("radio", question or title, element.get("value", ""))
    if kind == "checkbox":
        return FormControl("checkbox", title, element.get("value", "yes"))
    element.set("type", "text")  # dates, numbers and the like are plain text on paper
    text = element.attrib.pop("value", "")
    return FormControl("text", title, text, text)
