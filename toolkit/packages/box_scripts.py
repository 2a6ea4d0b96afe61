"""Our modules as classic scripts: browsers refuse modules to a page that was opened as a file.

Each becomes a function of its own, with what it imports as arguments.
"""

import re
from pathlib import Path

from django.conf import settings

EXPORT = re.compile(r"^export ", re.MULTILINE)


def read_script(name: str) -> str:
    """One of our modules, without its exports."""
    return EXPORT.sub("", Path(settings.BASE_DIR, "static/js", name).read_text())


def write_scripts() -> dict[str, bytes]:
    """By their names in the box."""
    answers = (
        f"const kept = (() => {{\n{read_script('box/keep.js')}\nreturn store;\n}})();\n"
        f"const result = (() => {{\n{read_script('result.js')}\nreturn {{ begin, workOut }};\n}})();\n"
        f"((localStorage, load) => {{\n{read_script('answers.js').replace('import(', 'load(')}\n"
        "})(kept, async () => result);\n"
    )
    scripts = {name: read_script(f"{name}.js") for name in ("film", "kit")}
    scripts |= {name: read_script(f"box/{name}.js") for name in ("search", "verify")}
    return {
        f"static/js/{name}.js": f"(() => {{\n'use strict';\n{script}}})();\n".encode()
        for name, script in {**scripts, "answers": answers}.items()
    }
