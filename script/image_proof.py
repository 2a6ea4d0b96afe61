"""Proves the image without Docker: `image_proof.py [--keep]`, called by script/image_proof as root.

Builds what the Dockerfile describes in a clean Debian root, starts what docker-compose.yml describes from it, and asks
for pages and files as a reader does. Prints a line for each thing seen, last of all the figures; ends non-zero where
something is not as it should be. What this cannot prove stands in docs/operations.md.
"""

import argparse
import http.client
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from image_boxes import HOSTS, Box, Neighbours, alone_in_the_network, services, until
from image_build import BuildError, Image, build

ROOT = Path(__file__).resolve().parent.parent
HOST = "toolkit.example.org"
SETTINGS = f"""ALLOWED_HOSTS={HOST}
BASE_URL=https://{HOST}
DEFAULT_FROM_EMAIL=notices@example.org
"""
CHECKLIST = "/en/checklists/identification-and-referral/"
PARTS = ("web", "worker", "large", "beat")
ASK = re.compile(r'action="([^"]*/files/ask/[^"]*)"')


class Wrong(Exception):
    """Something is not as it should be."""


def demand(true: object, what: str) -> None:
    if not true:
        raise Wrong(what)


def say(what: str, began: float) -> None:
    print(f"ok  {what}  ({time.monotonic() - began:.1f} s)", flush=True)


# --- As a reader -------------------------------------------------------------------------------------------------


def ask(path: str, method: str = "GET", **headers: str) -> tuple[int, http.client.HTTPMessage, bytes]:
    """As the proxy passes it on."""
    connection = http.client.HTTPConnection(HOSTS["web"], 8000, timeout=30)
    own = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"}
    connection.request(method, path, headers=own | headers)
    answer = connection.getresponse()
    try:
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


def page(path: str) -> str:
    status, _headers, body = ask(path)
    demand(status == 200, f"{path} answers {status}")
    return body.decode()


def file_of(address: str, seconds: float) -> tuple[bytes, float]:
    """Asks for a file, waits until it is made, and fetches it: its bytes and how long that took."""
    began = time.monotonic()
    status, headers, _body = ask(address, "POST", **{"Content-Length": "0"})
    demand(status == 302, f"asking for a file answers {status}")
    place = headers["Location"]
    while "/status/" in place:
        demand(time.monotonic() - began < seconds, f"a file was not made in {seconds} s")
        time.sleep(0.3)
        _status, headers, body = ask(f"{place}?give=1", **{"HX-Request": "true"})
        demand(b"retry" not in body, f"a file was not made: {body.decode()[:500]}")
        place = headers.get("HX-Redirect", place)
    status, headers, content = ask(place)
    demand(status == 200 and len(content) == int(headers["Content-Length"]), f"{place} answers {status}")
    return content, time.monotonic() - began


def is_good_pdf(content: bytes, work: Path) -> None:
    path = work / "file.pdf"
    path.write_bytes(content)
    done = subprocess.run(["qpdf", "--check", str(path)], capture_output=True, text=True)
    demand(done.returncode == 0, f"qpdf: {done.stdout[-500:]}")
    fonts = subprocess.run(["pdffonts", str(path)], capture_output=True, text=True).stdout.splitlines()[2:]
    # name, type, encoding, emb, sub, uni, object, generation; the field font of a form is a standard one by design
    bare = [line.split()[0] for line in fonts if line.split()[-5] != "yes"]
    demand(fonts and set(bare) <= {"Helvetica", "ZapfDingbats"}, f"fonts are not embedded: {bare}")
    demand(all("Noto" in line for line in fonts if line.split()[0] not in bare), "the fonts are others")


# --- Step by step ------------------------------------------------------------------------------------------------


def built(work: Path) -> tuple[Image, str]:
    began = time.monotonic()
    image = build(ROOT, work)
    size = int(subprocess.run(["du", "-sm", str(image.root)], capture_output=True, text=True).stdout.split()[0])
    for path in ("app/secrets", "app/.env", "app/.git", "app/tests", "app/var"):
        demand(not (image.root / path).exists(), f"/{path} is in the image")
    demand((image.root / "app/locale/prs/LC_MESSAGES/django.mo").exists(), "translations are not compiled")
    strange = subprocess.run(["find", str(image.root / "app"), "-user", "1000"], capture_output=True, text=True).stdout
    demand(not strange and image.user == "1000:1000", "the portal's user may change the program")
    say(f"the Dockerfile's steps make a root of {size} MB", began)
    return image, f"{size} MB in {time.monotonic() - began:.0f} s"


def prepare(work: Path) -> dict[str, dict[str, Any]]:
    """Secrets by script/secrets itself, and what compose understands."""
    (work / "script").mkdir()
    shutil.copy2(ROOT / "script/secrets", work / "script")
    subprocess.run(["bash", str(work / "script/secrets")], check=True, capture_output=True)
    (work / "secrets").chmod(0o755)
    (work / "secrets/email_url").write_text("smtp://127.0.0.1:2525\n")
    (work / "hosts").write_text("127.0.0.1 localhost\n" + "".join(f"{at} {name}\n" for name, at in HOSTS.items()))
    (work / "settings").write_text(SETTINGS)
    return services(ROOT, work / "settings")


def run_once(box: Box, seconds: float, what: str) -> None:
    began = time.monotonic()
    status = box.start().wait(seconds)
    demand(status == 0, f"{box.name} ended with {status}: {box.log.read_text()[-2000:]}")
    say(what, began)


def look(boxes: dict[str, Box], work: Path) -> str:
    """What a reader and an operator see of the running parts."""
    began = time.monotonic()
    for name, box in boxes.items():
        until(box.is_healthy, 90, f"{name} to be healthy: {box.log.read_text()[-1500:]}")
    say("web, worker, large and beat are healthy by their own checks", began)
    demand(ask("/healthz")[0] == 200 and ask("/readyz")[0] == 200, f"/readyz says {ask('/readyz')[2]!r}")
    began = time.monotonic()
    text = page(CHECKLIST)
    first = (time.monotonic() - began) * 1000
    style = re.search(r'href="(/static/[^"]+\.css)"', text)
    demand(style and ask(style[1])[0] == 200, "the style sheet is missing")
    demand('dir="rtl"' in page("/prs/"), "the Dari page does not run from the right")
    say("/healthz, /readyz, pages in English and Dari, a style sheet", began)
    for box in boxes.values():
        demand(box.run("sh", "-c", "touch /app/x /etc/x").returncode != 0, f"{box.name} can write into its image")
        status = box.run("sh", "-c", "id -u; grep -h Cap.*[^0]$ /proc/self/status; grep NoNewPrivs /proc/self/status")
        demand(status.stdout.split() == ["1000", "NoNewPrivs:", "1"], f"{box.name} may do too much: {status.stdout}")
    address = ASK.search(text)
    demand(address, "the checklist's page has no button for its PDF")
    began = time.monotonic()
    content, seconds = file_of(address[1].replace("&amp;", "&"), 120)  # type: ignore[index]
    is_good_pdf(content, work)
    say(f"a checklist of {len(content) // 1024} KB asked for, waited for, downloaded; fonts embedded", began)
    return f"first page {first:.0f} ms; a PDF after {seconds:.1f} s"


def proved(work: Path) -> str:
    """Everything, one after the other. The figures. Raises Wrong, BuildError, RuntimeError."""
    image, figure = built(work)
    found = prepare(work)
    alone_in_the_network()
    neighbours = Neighbours(found, work)
    boxes = {name: Box(name, found[name], image, work) for name in PARTS}
    others = [Box("migrate", found["migrate"], image, work), Box("backup", found["backup"], image, work)]
    try:
        neighbours.start()
        run_once(others[0], 400, "migrate made keys, tables and the starter content, and ended")
        for box in boxes.values():
            box.start()
        figure += "; " + look(boxes, work)
        others[1].service["command"] = ["python", "manage.py", "backup"]
        run_once(others[1], 120, "backup wrote a sealed file")
        began = time.monotonic()
        slow = [name for name, box in boxes.items() if not box.stop()]
        demand(not slow, f"these had to be killed after their grace period: {slow}")
        say("all parts ended by themselves when told to", began)
    finally:
        for box in [*boxes.values(), *others]:
            box.kill()
        neighbours.stop()
    return figure


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--keep", action="store_true", help="leave the folder with root and logs where it is")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the folder goes
    work = Path(tempfile.mkdtemp(prefix="portal-image-"))
    work.chmod(0o755)
    try:
        print(f"figure: {proved(work)}")
    except (Wrong, BuildError, RuntimeError, OSError, subprocess.SubprocessError) as error:
        print(f"WRONG  {error}", file=sys.stderr)
        return 1
    finally:
        if options.keep:
            print(f"kept: {work}")
        else:
            shutil.rmtree(work, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
