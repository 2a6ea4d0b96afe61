"""What the environment says about secrets and stores, for settings.py alone. Read before Django is there."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import quote


def read_secret(name: str, default: str = "") -> str:
    """The variable NAME, or the first line of the file that NAME_FILE names: environments are easier to read than
    files. Both at once is a mistake that would hide which of them counts, so it raises ValueError."""
    value, file = os.environ.get(name, ""), os.environ.get(f"{name}_FILE", "")
    if value and file:
        raise ValueError(f"Set {name} or {name}_FILE, not both.")
    if file:
        value = Path(file).read_text().strip()
    return value or default


def add_password(url: str, password: str) -> str:
    """The address of a Redis, with the password unless it has one: redis://user@host is one that has none."""
    scheme, slashes, rest = url.partition("://")
    who, _at, place = rest.rpartition("@")
    if not url or not password or ":" in who:
        return url
    return f"{scheme}{slashes}{who}:{quote(password, safe='')}@{place}"


# What a migration makes on PostgreSQL, for the file that holds nothing else.
PURSES = "CREATE TABLE IF NOT EXISTS accounts_purse (key varchar(64) PRIMARY KEY, empty_until real NOT NULL)"


def build_limits_database(database: dict[str, Any], var_dir: Path) -> dict[str, Any]:
    """A second connection to the same server, or a file beside a SQLite database, whose one writer would else hold up
    every count. What a power cut takes with it, a second at most, gives a few tries back and no more."""
    if database["ENGINE"].endswith("sqlite3"):
        pragmas = f"PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; {PURSES}"
        return {**database, "NAME": var_dir / "limits.sqlite3", "OPTIONS": {"timeout": 20, "init_command": pragmas}}
    options = dict(database["OPTIONS"])
    if "options" in options:  # PgBouncer takes none
        options["options"] += " -c synchronous_commit=off"
    return {**database, "OPTIONS": options, "TEST": {"MIRROR": "default"}}


def build_storages(var_dir: Path) -> dict[str, dict[str, Any]]:
    """Where uploads, rendered files and evidence lie: in folders of this machine, or all in one private bucket where
    S3_BUCKET names one, each kind under a prefix of its own."""
    if os.environ.get("S3_BUCKET"):
        uploads, bucket = "config.storage.buckets.UploadsBucketStorage", "config.storage.buckets.BucketStorage"
        return {
            "default": {"BACKEND": uploads, "OPTIONS": in_bucket("media", var_dir)},
            "exports": {"BACKEND": bucket, "OPTIONS": in_bucket("exports", var_dir)},
            "assessments": {"BACKEND": bucket, "OPTIONS": in_bucket("evidence", var_dir)},
        }
    folder = "config.storage.folders.FolderStorage"
    return {
        "default": {"BACKEND": "config.storage.uploads.UploadsFolderStorage"},
        "exports": {"BACKEND": folder, "OPTIONS": {"location": var_dir / "exports", "base_url": None}},
        "assessments": {"BACKEND": folder, "OPTIONS": {"location": var_dir / "evidence", "base_url": None}},
    }


def in_bucket(prefix: str, var_dir: Path) -> dict[str, Any]:
    return {
        "bucket_name": os.environ["S3_BUCKET"],
        "location": prefix,
        "endpoint_url": os.environ.get("S3_ENDPOINT_URL") or None,
        "region_name": os.environ.get("S3_REGION") or None,
        "access_key": read_secret("S3_ACCESS_KEY") or None,
        "secret_key": read_secret("S3_SECRET_KEY") or None,
        "default_acl": None,  # the bucket's own: private
        "querystring_auth": True,
        "querystring_expire": 60,  # seconds that a signed address is good for
        "file_overwrite": False,
        "max_memory_size": 5 * 1024 * 1024,  # what is larger waits on the disk while it is read
        "scratch": var_dir / "exports",
    }


def build_frontend_cache() -> dict[str, dict[str, Any]]:
    """The shared cache in front of the portal, in the words of Wagtail's setting; {} where there is none.

    FRONTEND_CACHE is cloudfront:DISTRIBUTION, cloudflare:ZONE, or the address that takes PURGE. Raises ValueError.
    """
    said = os.environ.get("FRONTEND_CACHE", "")
    if not said:
        return {}
    kind, _colon, name = said.partition(":")
    backends = "config.page_cache.frontend"
    token = read_secret("FRONTEND_CACHE_TOKEN")
    if kind == "cloudfront":  # without a key, the right of the machine itself
        keys = {"AWS_ACCESS_KEY_ID": read_secret("FRONTEND_CACHE_KEY") or None, "AWS_SECRET_ACCESS_KEY": token or None}
        return {"default": {"BACKEND": f"{backends}.CloudfrontPurgeBackend", "DISTRIBUTION_ID": name, **keys}}
    if kind == "cloudflare":
        return {"default": {"BACKEND": f"{backends}.CloudflarePurgeBackend", "ZONEID": name, "BEARER_TOKEN": token}}
    if kind in {"http", "https"}:
        return {"default": {"BACKEND": f"{backends}.HTTPPurgeBackend", "LOCATION": said}}
    raise ValueError("FRONTEND_CACHE is cloudfront:DISTRIBUTION, cloudflare:ZONE, or an address with http(s).")
