"""Images under the names that the Dockerfile and docker-compose.yml use, made of Debian's packages.

Where these are tried, images of others cannot be pulled. Each has a Dockerfile in stand_ins/ that says what it is. They
prove our own files, not the images of others. Real ones under the same names do as well: see docs/operations.md.
"""

import os
import re
import subprocess
from pathlib import Path

from script.image_parts.machine import Wrong, demand, docker

FOLDER = Path(__file__).parent / "stand_ins"
BASE = "debian-stand-in"
# How this machine reaches its package indexes.
NETWORK = re.compile(r"(?i)(pip_cert|pip_index_url|ssl_cert_file|requests_ca_bundle|curl_ca_bundle|uv_\w+|\w+_proxy)")
CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"
# What Debian's images for containers leave out.
SLIM = [f"path-exclude=/usr/share/{name}/*" for name in ("doc", "info", "locale", "man", "groff", "lintian")]
SLIM += ["path-include=/usr/share/doc/*/copyright"]
NAMES = {
    "python": r"FROM (python:\S+)",
    "postgres": r"image: (postgres:\S+)",
    "redis": r"image: (redis:\S+)",
    "nginx": r"image: (nginx:\S+)",
    "versitygw": r"image: (?:&versity )?(versity/versitygw:\S+)",
    "mailpit": r"image: (axllent/mailpit:\S+)",
}


def find_names(root: Path) -> dict[str, str]:
    """The image that each stand-in stands for, as the tree at `root` names it. Raises Wrong."""
    text = (root / "Dockerfile").read_text() + (root / "docker-compose.yml").read_text()
    found = {}
    for name, pattern in NAMES.items():
        names = set(re.findall(pattern, text))
        demand(len(names) == 1, f"{name} is named {len(names)} times: {names}")
        found[name] = names.pop()
    return found


def build_stand_ins(*roots: Path) -> None:
    """Make all that the trees at `roots` name."""
    import_base(find_names(roots[0])["python"].rpartition("-")[2])
    for name in NAMES:
        tags = sorted({find_names(root)[name] for root in roots})
        file = FOLDER / f"{name}.Dockerfile"
        docker("build", "--file", file, *(word for tag in tags for word in ("--tag", tag)), FOLDER)


def import_base(codename: str) -> None:
    """Debian's smallest system, from the package sources of this machine; none is written down in the repository."""
    form = "$(REPO_URI) $(RELEASE) $(COMPONENT)"
    words = ["apt-get", "indextargets", "--format", form, "Created-By: Packages"]
    told = subprocess.run(words, capture_output=True, text=True).stdout
    sources = sorted({f"deb {line}" for line in told.splitlines() if line.split()[1].startswith(codename)})
    if not sources:
        raise Wrong(f"The package sources of this machine know no Debian {codename}.")
    command = ["mmdebstrap", "--quiet", "--variant=minbase", "--include=ca-certificates,netbase,tzdata"]
    command += [f"--dpkgopt={line}" for line in SLIM]
    command += [f"--customize-hook=upload {CERTIFICATES} {CERTIFICATES}", codename, "-", *sources]
    network = {name: value for name, value in os.environ.items() if NETWORK.fullmatch(name)}
    changes = [word for name, value in network.items() for word in ("--change", f"ENV {name}={value}")]
    changes += ["--change", 'CMD ["bash"]']
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as making:
        subprocess.run(["docker", "import", *changes, "-", BASE], stdin=making.stdout, check=True, capture_output=True)
        words = making.stderr.read().decode() if making.stderr else ""
    demand(making.returncode == 0, f"mmdebstrap: {words[-3000:]}")
