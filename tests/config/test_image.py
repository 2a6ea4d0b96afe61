"""What script/image_proof reads: the Dockerfile and .dockerignore. The proof itself is D33 of script/accept."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
sys.path.insert(0, str(ROOT / "script"))
from image_build import Builder, BuildError, Image, ignored, stages  # noqa: E402

DOCKERFILE = (ROOT / "Dockerfile").read_text()


def test_every_word_of_the_dockerfile_is_understood() -> None:
    build, last = stages(DOCKERFILE)
    assert (build.name, last.name) == ("build", "")
    assert build.base == last.base == "python:3.13-slim-trixie"
    words = [word for word, _rest in last.steps]
    assert words[-2:] == ["HEALTHCHECK", "CMD"]
    (packages,) = [rest for word, rest in last.steps if word == "RUN" and "apt-get" in rest]
    assert "libpango-1.0-0" in packages
    assert "\\" not in packages
    with pytest.raises(BuildError, match="'ADD'"):
        stages("FROM python:3.13-slim-trixie\nADD . /app\n")


def test_both_stages_need_what_is_installed_without_docker_too() -> None:
    """The lists of script/setup.sh and of the Dockerfile do not drift apart."""
    (line,) = re.findall(r"PORTAL_PACKAGES=\((.*)\)", (ROOT / "script/setup.sh").read_text())
    installed = " ".join(rest for stage in stages(DOCKERFILE) for word, rest in stage.steps if word == "RUN")
    assert set(line.split()) - set(installed.split()) == set()


def test_nothing_private_and_no_rubbish_goes_into_the_image(tmp_path: Path) -> None:
    left_out = ignored((ROOT / ".dockerignore").read_text())
    for path in ("secrets", "secrets/secret_key", ".env", ".git", "var", "tests", "docs", ".mypy_cache", ".venv/bin"):
        assert left_out.fullmatch(path), path
    for path in ("exports/__pycache__", "a/b/c.pyc", "locale/ar/LC_MESSAGES/django.mo", "__pycache__"):
        assert left_out.fullmatch(path), path
    for path in ("config/environment.py", "script/secrets", "content/docs", "pyproject.toml", "static/css/tokens.css"):
        assert not left_out.fullmatch(path), path
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True).stdout.split()
    needed = {path for path in tracked if path.split("/")[0] in {"config", "exports", "toolkit", "templates", "static"}}
    assert not [path for path in needed if left_out.fullmatch(path)]


def test_variables_and_files_go_where_the_file_says(tmp_path: Path) -> None:
    context, root = tmp_path / "context", tmp_path / "root"
    for name, text in {".dockerignore": "tests\n", "a.txt": "a", "tests/b.txt": "b", "sub/c.txt": "c"}.items():
        (context / name).parent.mkdir(parents=True, exist_ok=True)
        (context / name).write_text(text)
    builder, image = Builder(context, tmp_path), Image(root, {"PATH": "/bin"})
    steps = ["ENV PATH=/opt/venv/bin:$PATH ONE=1", "WORKDIR /app", "COPY a.txt ./", "COPY . all", "USER 1000:1000"]
    for step in [*steps, 'HEALTHCHECK --interval=15s CMD ["python", "x"]', 'CMD ["gunicorn", "config.wsgi"]']:
        word, _space, rest = step.partition(" ")
        builder.words[word](image, rest)
    found = {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}
    assert found == {"app/a.txt", "app/all/a.txt", "app/all/sub/c.txt", "app/all/.dockerignore"}
    assert image.env == {"PATH": "/opt/venv/bin:/bin", "ONE": "1"}
    assert (image.user, image.health, image.command[0]) == ("1000:1000", ["python", "x"], "gunicorn")


def test_the_command_for_boxes_without_root_says_so() -> None:
    if os.getuid() == 0:
        command = ["setpriv", "--reuid", "nobody", "--clear-groups", "bash", str(ROOT / "script/image_proof")]
    else:
        command = ["bash", str(ROOT / "script/image_proof")]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 2
    assert "sudo script/image_proof" in done.stderr
