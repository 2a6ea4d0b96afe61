"""Is this box unchanged, and ours?   python3 verify.py KEY [FOLDER]

KEY are the 64 digits on the portal's page about the box. Take them, and this file, from there: whoever alters a box can
alter what lies in it. Needs Python 3.8 and nothing else; Ed25519 as in RFC 8032, of which only the public part is here.
"""

import hashlib
import json
import pathlib
import sys

P, Q = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P


def add(one, other):
    (x, y), (u, v) = one, other
    k = D * x * u * y * v
    return (x * v + u * y) * pow(1 + k, -1, P) % P, (y * v + x * u) * pow(1 - k, -1, P) % P


def times(n, point):
    found = (0, 1)
    while n:
        found, point, n = add(found, point) if n & 1 else found, add(point, point), n >> 1
    return found


def read_point(data):
    number = int.from_bytes(data, "little")
    sign, y = number >> 255, number % 2**255
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if x * x % P == square else x * pow(2, (P - 1) // 4, P) % P
    if y >= P or x * x % P != square:
        raise ValueError("no point")
    return (P - x if x & 1 != sign else x), y


def is_signed(key, content, signature):
    r, s = signature[:32], int.from_bytes(signature[32:], "little")
    h = int.from_bytes(hashlib.sha512(r + key + content).digest(), "little") % Q
    base = read_point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))
    try:
        return len(signature) == 64 and s < Q and times(s, base) == add(read_point(r), times(h, read_point(key)))
    except ValueError:
        return False


def verify(folder, key):
    """What is wrong, a line each; nothing where all is well."""
    try:
        content, signature = (folder / "manifest.json").read_bytes(), (folder / "manifest.sig").read_text()
        signed = is_signed(bytes.fromhex(key), content, bytes.fromhex(signature))
    except (OSError, ValueError) as error:
        return [f"no box, or no key: {error}"]
    if not signed:
        return ["manifest.json was not signed with this key"]
    wrong = []
    for name, (size, digest) in json.loads(content)["files"].items():
        file = folder / name
        data = file.read_bytes() if file.is_file() else b""
        if len(data) != size or hashlib.sha256(data).hexdigest() != digest:
            wrong.append("changed or missing: " + name)
    return wrong


if __name__ == "__main__":
    here = pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else __file__).resolve()
    found = verify(here if here.is_dir() else here.parent, sys.argv[1]) if len(sys.argv) > 1 else [__doc__]
    print("\n".join(found) or "This box is unchanged, and signed with this key.")
    sys.exit(bool(found))
