"""Asks the portal on this machine how it is: `ready.py [--path /readyz] [--port 8000] [--wait SECONDS]`.

Exits 0 when it answers 200, else prints what it said. For script/server and the container's health check.
"""

import argparse
import http.client
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))


def host() -> str:
    """A name that ALLOWED_HOSTS lets pass."""
    from config.settings import ALLOWED_HOSTS

    name = next(iter(ALLOWED_HOSTS), "*")
    return "localhost" if name == "*" else name.removeprefix(".")


def ask(path: str, port: int, name: str) -> tuple[bool, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path, headers={"Host": name})
        answer = connection.getresponse()
        return answer.status == 200, f"{answer.status} {answer.read(2000).decode(errors='replace').strip()}"
    except (OSError, http.client.HTTPException) as error:
        return False, f"no answer ({error})"
    finally:
        connection.close()


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--path", default="/readyz")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--wait", type=float, default=0, metavar="SECONDS")
    options = parser.parse_args()
    name, end = host(), time.monotonic() + options.wait
    while True:
        good, words = ask(options.path, options.port, name)
        if good:
            return 0
        if time.monotonic() >= end:
            print(f"{options.path} says: {words}", file=sys.stderr)
            return 1
        time.sleep(0.2)


if __name__ == "__main__":
    sys.exit(main())
