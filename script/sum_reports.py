"""Sums pytest's reports into script/test's last line: `sum_reports.py FOLDER PARTS`.

A part that left no report or ran no test counts as one failure. A skipped test fails the run.
"""

import sys
from pathlib import Path
from xml.etree import ElementTree


def main(folder: str, parts: str) -> int:
    passed = failed = skipped = 0
    for number in range(int(parts)):
        try:
            suite = ElementTree.parse(Path(folder, f"{number}.xml")).find("testsuite")
        except (OSError, ElementTree.ParseError):
            suite = None
        if suite is None or suite.get("tests") == "0":
            failed += 1
            continue
        tests, failures, errors, left_out = (
            int(suite.get(kind, 0)) for kind in ("tests", "failures", "errors", "skipped")
        )
        passed += tests - failures - errors - left_out
        failed += failures + errors
        skipped += left_out
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return int(bool(failed or skipped or not passed))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
