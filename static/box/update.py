"""Brings this box up to date:   python3 update.py UPDATE.zip

Takes only what is signed with the key of this box (key.txt), and all of it or nothing. Needs verify.py beside it.
"""

import hashlib
import json
import pathlib
import sys
import zipfile

from verify import is_signed, verify


def update(folder, archive):
    """Raises ValueError, and leaves the box as it is, where the update is for another box or was altered."""
    with zipfile.ZipFile(archive) as packed:
        told = json.loads(packed.read("delta.json"))
        old = json.loads((folder / "manifest.json").read_bytes())
        if told["from"] != old["version"]:
            raise ValueError(f"This update is for version {told['from']}; here is {old['version']}.")
        files = {name: facts for name, facts in old["files"].items() if name not in told["gone"]}
        files.update(told["files"])
        new = json.dumps(dict(told["manifest"], files=files), sort_keys=True, separators=(",", ":")).encode()
        signature = packed.read("manifest.sig").decode()
        if not is_signed(bytes.fromhex((folder / "key.txt").read_text()), new, bytes.fromhex(signature)):
            raise ValueError("This update was not signed with the key of this box.")
        content = {name: packed.read(name) for name in told["files"]}
    for name, data in content.items():
        if [len(data), hashlib.sha256(data).hexdigest()] != files[name]:
            raise ValueError(f"This update was altered: {name}")
    for name, data in content.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    for name in old["files"].keys() - files.keys():
        (folder / name).unlink()
    (folder / "manifest.json").write_bytes(new)
    (folder / "manifest.sig").write_text(signature)


if __name__ == "__main__":
    here = pathlib.Path(__file__).resolve().parent
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    try:
        update(here, sys.argv[1])
    except (ValueError, KeyError, OSError, zipfile.BadZipFile) as error:
        sys.exit(str(error))
    wrong = verify(here, (here / "key.txt").read_text())
    print("\n".join(wrong) or "This box is up to date.")
    sys.exit(bool(wrong))
