"""Secrets come from files, and the stores from the environment."""

import os
import re
import stat
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

from config.environment import add_password, build_storages, read_secret

ROOT = Path(settings.BASE_DIR)


def test_a_secret_comes_from_its_file(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "secret").write_text("of the file\n")
    monkeypatch.setenv("WORD_FILE", str(tmp_path / "secret"))
    assert read_secret("WORD") == "of the file"
    monkeypatch.setenv("WORD", "of the environment")
    with pytest.raises(ValueError, match="Set WORD or WORD_FILE, not both"):
        read_secret("WORD")
    monkeypatch.setenv("WORD_FILE", "")
    assert read_secret("WORD") == "of the environment"


def test_an_empty_file_is_no_secret(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "secret").write_text("\n")
    monkeypatch.setenv("WORD_FILE", str(tmp_path / "secret"))
    assert read_secret("WORD", "default") == "default"


def test_a_file_that_is_not_there_stops_the_start(monkeypatch) -> None:
    monkeypatch.setenv("WORD_FILE", "/nowhere/secret")
    with pytest.raises(FileNotFoundError):
        read_secret("WORD")


@pytest.mark.parametrize(
    ("url", "password", "expected"),
    [
        ("redis://redis:6379", "se/cret", "redis://:se%2Fcret@redis:6379"),
        ("redis://:own@redis:6379/0", "secret", "redis://:own@redis:6379/0"),
        ("redis://queue@redis:6379/0", "se/cret", "redis://queue:se%2Fcret@redis:6379/0"),
        ("redis://queue:own@redis:6379/0", "secret", "redis://queue:own@redis:6379/0"),
        ("redis://redis:6379", "", "redis://redis:6379"),
        ("", "secret", ""),
    ],
)
def test_a_redis_gets_its_password(url: str, password: str, expected: str) -> None:
    assert add_password(url, password) == expected


def test_files_lie_in_folders_unless_a_bucket_is_named(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.delenv("S3_BUCKET", raising=False)
    assert build_storages(tmp_path)["default"]["BACKEND"].endswith("UploadsFolderStorage")
    assert build_storages(tmp_path)["assessments"]["OPTIONS"]["location"] == tmp_path / "evidence"
    monkeypatch.setenv("S3_BUCKET", "portal")
    (tmp_path / "key").write_text("of the file\n")
    monkeypatch.setenv("S3_SECRET_KEY_FILE", str(tmp_path / "key"))
    kinds = {alias: store["OPTIONS"] for alias, store in build_storages(tmp_path).items()}
    assert {options["location"] for options in kinds.values()} == {"media", "exports", "evidence"}
    for options in kinds.values():
        assert options["default_acl"] is None
        assert options["secret_key"] == "of the file"
        assert options["querystring_auth"] is True
        assert options["querystring_expire"] == 60


def test_script_secrets_makes_what_compose_mounts_and_changes_nothing_after(tmp_path: Path) -> None:
    (tmp_path / "script").mkdir()
    script = tmp_path / "script/secrets"
    script.write_bytes((ROOT / "script/secrets").read_bytes())
    run = ["bash", str(script)]
    environment = {"PATH": os.environ["PATH"]}
    said = subprocess.run(run, env=environment, capture_output=True, text=True, check=True).stdout
    made = {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir() if path.is_file()}
    mounted = set(re.findall(r"file: \./secrets/(\w+)", (ROOT / "docker-compose.yml").read_text()))
    assert made.keys() == mounted
    assert len(made["secret_key"].strip()) >= 50
    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700
    assert not any(word.strip() and word.strip() in said for word in made.values())
    subprocess.run(run, env=environment, capture_output=True, check=True)
    assert {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir() if path.is_file()} == made


def test_no_secret_of_ours_is_in_the_image_or_the_repository() -> None:
    assert "secrets" in (ROOT / ".dockerignore").read_text().split()
    assert "secrets/" in (ROOT / ".gitignore").read_text().split()
