"""`python -m script.bench_parts.inside STEP ...`: one step in a Django process of its own; the last line is JSON."""

import json
import os
import sys
from importlib import import_module

import django

STEPS = {
    "pages": "uncached",
    "long_page": "uncached",
    "paper": "paper",
    "source": "paper",
    "answers": "answers",
    "copies": "copies",
    "box": "copies",
    "ask_many": "queue",
    "wait_many": "queue",
    "search": "finding",
    "limit_check": "guards",
    "sign_in": "guards",
    "catalogue": "catalogue",
    "grow_pages": "growing_pages",
    "grow_exports": "growing_exports",
    "grow_members": "growing_members",
}


def main(step: str, *words: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["*"]
    module = import_module(f"script.bench_parts.inside.{STEPS[step]}")
    print(json.dumps(getattr(module, step)(*words)))


if __name__ == "__main__":
    main(*sys.argv[1:])
