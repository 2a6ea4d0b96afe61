"""What tools that look for weaknesses find in our own files: `findings.py`, called by script/lint.

bandit reads the code, zizmor the workflows, detect-secrets every file for keys and tokens. What was looked at and stays
is named in script/waivers.toml with a reason and a day; a waiver that is over, or finds nothing, is a finding itself.
"""

import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
OURS = ["accounts", "assessments", "config", "exports", "modules", "network", "script", "toolkit", "manage.py"]
# ruff asks for a reason beside every one of these (S308), at its line.
BY_RUFF = "B308,B703"
# Kinds of secrets that have a form of their own are looked for. These guess by randomness, by the word "password" or by
# an address with two words before it, and take every test and every example for a leak.
GUESSING = {
    "Base64HighEntropyString",
    "BasicAuthDetector",
    "HexHighEntropyString",
    "IPPublicDetector",
    "KeywordDetector",
}
DULL = ("uv.lock", ".po", ".png", ".jpg", ".webp", ".webm", ".woff2", ".ttf", ".pdf")


class Finding(NamedTuple):
    code: str
    file: str
    line: int
    words: str


def by_bandit() -> Iterator[Finding]:
    command = ["bandit", "-q", "-ll", "-f", "json", "-s", BY_RUFF, "-r", *OURS]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    told = json.loads(done.stdout)
    for one in told["results"]:
        yield Finding(one["test_id"], one["filename"].removeprefix("./"), one["line_number"], one["issue_text"])
    for one in told["errors"]:
        yield Finding("unread", one["filename"], 0, one["reason"])


def by_zizmor() -> Iterator[Finding]:
    command = ["zizmor", "--offline", "--persona", "auditor", "--format", "plain", "--quiet", ".github"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        yield Finding("zizmor", ".github", 0, done.stdout[-2000:] + done.stderr[-500:])


def find_secrets() -> Iterator[Finding]:
    from detect_secrets import SecretsCollection
    from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class
    from detect_secrets.settings import transient_settings

    kinds = {kind.__name__ for kind in get_mapping_from_secret_type_to_class().values()} - GUESSING
    with transient_settings({"plugins_used": [{"name": name} for name in sorted(kinds)]}):
        found = SecretsCollection()
        for name in listed():
            found.scan_file(str(ROOT / name))
        for path, secret in found:
            yield Finding(secret.type, str(Path(path).relative_to(ROOT)), secret.line_number, "looks like a secret")


def listed() -> list[str]:
    """What git keeps, or would keep. Not pictures and films, nor translations, which only repeat our own words."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    names = (name for name in done.stdout.split("\0") if name and not name.endswith(DULL))
    return [name for name in names if (ROOT / name).is_file()]


def find_unwaived(found: list[Finding], today: date) -> list[Finding]:
    waivers = tomllib.loads((ROOT / "script/waivers.toml").read_text())["waiver"]
    open_ones = {(one["code"], one["file"]): one for one in waivers if one["until"] >= today and one["why"]}
    used = {(one.code, one.file) for one in found}
    left = [one for one in found if (one.code, one.file) not in open_ones]
    idle = [one for one in waivers if (one["code"], one["file"]) not in used]
    return left + [Finding(one["code"], one["file"], 0, "This waiver waives nothing: take it out.") for one in idle]


def main() -> int:
    found = [*by_bandit(), *by_zizmor(), *find_secrets()]
    left = find_unwaived(found, date.today())
    for one in left:
        print(f"{one.file}:{one.line} {one.code} {one.words}")
    print(f"{len(found)} findings, {len(left)} of them not waived")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
