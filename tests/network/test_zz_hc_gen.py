import pytest, time
from django.test import Client
from django.urls import reverse
from django.db import transaction
from tests.test_access import our_names
from tests.network.access_world import *
from tests.network.conftest import *

pytestmark = pytest.mark.django_db


def test_gen(
    zahra, nasrin, newcomer, focal_point, foreign_focal_point, coordinator, other_coordinator, inside, editor, admin
):
    cast = Cast(newcomer, zahra, nasrin, focal_point, foreign_focal_point, coordinator)
    args = make_world(cast)
    browsers = {"V": Client()}
    for k, u in (("E", editor), ("A", admin)):
        browsers[k] = Client()
        browsers[k].force_login(u)
    for k, x in zip("NMOFXC", cast.everybody()):
        browsers[k] = inside(x)
    names = sorted(n.removeprefix("network:") for n in our_names() if n.startswith("network:"))
    labels = []
    for n in names:
        labels.append(n)
        labels += sorted(l for l in args if l.startswith(n + "/"))
    missing = []
    out = []
    for label in labels:
        cells = {}
        for method in ("get", "post"):
            row = []
            for who, b in browsers.items():
                try:
                    url = reverse("network:" + label.split("/")[0], args=args.get(label, []))
                except Exception as e:
                    missing.append(label)
                    row.append("???")
                    continue
                data = filled(label) if method == "post" else {}
                b.cookies
                saved = dict(b.cookies)
                with transaction.atomic():
                    try:
                        r = getattr(b, method)(url, data)
                        code = str(r.status_code)
                        if code == "302" and "login" in r.url:
                            code = "in"
                        if code == "302" and "account/" in r.url and "login" not in r.url:
                            code = "re"
                    except Exception as e:
                        code = "EXC"
                        print(label, who, repr(e)[:300])
                    transaction.set_rollback(True)
                b.cookies.clear()
                b.cookies.update(saved)
                row.append({"404": "-"}.get(code, code))
            cells[method] = row
        out.append(
            f"{label:22} "
            + " ".join(f"{c:>3}" for c in cells["get"])
            + "  |  "
            + " ".join(f"{c:>3}" for c in cells["post"])
        )
    open("/tmp/hc/table.txt", "w").write("\n".join(out))
    print("MISSING", set(missing))
    print(time.process_time())
