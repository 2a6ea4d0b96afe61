"""Under which licences the running product stands: `licences.py` writes docs/licences.md, `--check` compares.

The packages are those that uv.lock names for the product with all its extras, wherever it runs; what each says of
itself is read from what is installed here, or, where it is for other systems only, told so.
"""

import re
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/licences.md"
US = "rights-gender-toolkit"
# Copyleft that reaches whatever it is linked with: none of it runs here.
STRONG = re.compile(r"(?<!L)(?<!Lesser )\bA?GPL|(?<!Lesser )General Public License", re.IGNORECASE)
WEAK = re.compile(r"LGPL|Lesser General|\bMPL|Mozilla Public", re.IGNORECASE)
# Offered under several: which one we take.
CHOSEN = {"pyphen": "LGPL-2.1-or-later or MPL-1.1 (also offered under the GPL)"}
HEAD = """# Licences

Written by `script/licences.py`; script/lint says when it is old. The toolkit itself is under the
[BSD licence](../LICENSE). This is what runs with it: {count} packages, none under the GPL or AGPL. Those marked `weak`
(LGPL, MPL) ask that changes to themselves be published; they are used as they come. Tools of development do not run and
are not listed.

Beside Python packages the repository holds the style of APA (modules/apa.csl, CC BY-SA 3.0, unchanged), in locale/
names of countries in Dari, Pashto, Urdu and Bengali (Unicode CLDR, Unicode License V3) and, for tests only, scorm-again
(tests/journeys/scorm-again, MIT). Fonts come from Debian's fonts-noto-core (OFL 1.1).
`script/sbom` writes a bill of materials (CycloneDX) from the same lock file.

libzim (GPL 3.0 or later) is no part of it: where somebody installs it beside the portal, script/write_zim.py, a program
of its own, writes files for Kiwix with it.

docker-compose.yml starts programs of others beside it, unchanged, each in a container of its own: PostgreSQL
(PostgreSQL licence), nginx (BSD 2-Clause), Redis (RSALv2, SSPLv1 or AGPLv3, as its user chooses: here the first) and,
only where asked for, versitygw (Apache 2.0) and Mailpit (MIT). Who wants none of Redis' three starts Valkey (BSD
3-Clause), which answers to the same addresses.

| Package | Version | Licence | |
|---|---|---|---|
"""


def list_packages() -> dict[str, str]:
    """Name and version of each package of the product, with all extras."""
    lock = {one["name"]: one for one in tomllib.loads((ROOT / "uv.lock").read_text())["package"]}
    found: dict[str, str] = {}
    waiting = [US]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        row = lock[name]
        found[name] = row.get("version", "")
        extras = [one for rows in row.get("optional-dependencies", {}).values() for one in rows]
        waiting += [one["name"] for one in [*row.get("dependencies", []), *extras]]
    del found[US]
    return dict(sorted(found.items()))


def licence_of(name: str) -> str:
    """What it says of itself, in one line; "" where it is not installed here."""
    if name in CHOSEN:
        return CHOSEN[name]
    try:
        said = metadata(name)
    except PackageNotFoundError:
        return ""
    classified = [one.split(" :: ")[-1] for one in said.get_all("Classifier") or [] if one.startswith("License ::")]
    classified = [one for one in classified if one != "OSI Approved"]
    text = said.get("License-Expression") or ", ".join(classified) or (said.get("License") or "").split("\n")[0]
    return " ".join(text.split())[:90]


def render_page() -> str:
    rows = []
    for name, version in list_packages().items():
        licence = licence_of(name)
        is_strong = name not in CHOSEN and STRONG.search(licence)
        kind = "**strong**" if is_strong else "weak" if WEAK.search(licence) else ""
        rows.append(f"| {name} | {version} | {licence or 'for other systems than this one'} | {kind} |")
    return HEAD.format(count=len(rows)) + "\n".join(rows) + "\n"


def main() -> int:
    written = render_page()
    if "**strong**" in written:
        print("Under the GPL or AGPL, in the running product:")
        print("\n".join(line for line in written.splitlines() if "**strong**" in line))
        return 1
    if "--check" in sys.argv:
        if PAGE.exists() and PAGE.read_text() == written:
            return 0
        print("docs/licences.md is old: run script/licences.py")
        return 1
    PAGE.write_text(written)
    return 0


if __name__ == "__main__":
    sys.exit(main())
