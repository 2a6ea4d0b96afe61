"""What the environment says about secrets and stores, for settings.py alone. Read before Django is there."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import quote

LOCAL = "django.core.files.storage.FileSystemStorage"


def secret(name: str, default: str = "") -> str:
    """The variable NAME, or the first line of the file that NAME_FILE names: environments are easier to read than
    files. Both at once is a mistake that would hide which of them counts, so it raises ValueError."""
    value, file = os.environ.get(name, ""), os.environ.get(f"{name}_FILE", "")
    if value and file:
        raise ValueError(f"Set {name} or {name}_FILE, not both.")
    if file:
        value = Path(file).read_text().strip()
    return value or default


def with_password(url: str, password: str) -> str:
    """The address of a Redis, with the password unless it has one."""
    if not url or not password or "@" in url:
        return url
    return url.replace("://", f"://:{quote(password, safe='')}@", 1)


def media_storage() -> dict[str, Any]:
    """Where uploads lie: a folder, or a private bucket where S3_BUCKET names one."""
    bucket = os.environ.get("S3_BUCKET", "")
    if not bucket:
        return {"BACKEND": LOCAL}
    return {
        "BACKEND": "config.storage.PrivateBucket",
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": os.environ.get("S3_ENDPOINT_URL") or None,
            "region_name": os.environ.get("S3_REGION") or None,
            "access_key": secret("S3_ACCESS_KEY") or None,
            "secret_key": secret("S3_SECRET_KEY") or None,
            "default_acl": None,  # the bucket's own: private
            "querystring_auth": True,
            "querystring_expire": 60,  # seconds that a signed address is good for
            "file_overwrite": False,
            "addressing_style": "path",
            "signature_version": "s3v4",
        },
    }
