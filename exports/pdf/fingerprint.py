"""Name the renderer, so that a stored file can be known to be the one it would make again."""

import ctypes
import functools
import hashlib
import platform
import subprocess
import zlib
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

LIBRARIES = ("weasyprint", "pikepdf", "pydyf", "fonttools", "pillow", "tinycss2", "tinyhtml5")
FAMILIES = (
    "Noto Sans", "Noto Serif", "Noto Naskh Arabic", "Noto Sans Bengali", "Noto Serif Bengali",
)  # fmt: skip
STYLES = ("", ":bold", ":italic")
PANGO = "libpango-1.0.so.0"


@functools.cache
def compute_fingerprint() -> str:
    """See `exports.pdf.get_renderer_fingerprint`."""
    digest = hashlib.sha256()
    for part in (*_versions(), *_code(), *_fonts()):
        digest.update(part.encode() + b"\n")
    return digest.hexdigest()


def _versions() -> Iterator[str]:
    yield f"python {platform.python_version()} zlib {zlib.ZLIB_RUNTIME_VERSION} pango {_pango()}"
    for library in LIBRARIES:
        yield f"{library} {version(library)}"


def _pango() -> str:
    """Return Pango's version; it breaks the lines."""
    try:
        pango = ctypes.CDLL(PANGO)
    except OSError:
        return "unknown"
    pango.pango_version_string.restype = ctypes.c_char_p
    return pango.pango_version_string().decode()


def _code() -> Iterator[str]:
    for path in sorted(Path(__file__).parent.glob("*.py")):
        yield f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}"


def _fonts() -> Iterator[str]:
    """Yield name, size and hash of the files fontconfig chooses for our families."""
    for file in sorted({_match(family + style) for family in FAMILIES for style in STYLES}):
        content = Path(file).read_bytes()
        yield f"{Path(file).name} {len(content)} {hashlib.sha256(content).hexdigest()}"


@functools.cache
def list_font_files() -> list[str]:
    """The regular face of each of our families, as a file. Raises OSError where fontconfig is missing."""
    return [_match(family) for family in FAMILIES]


def _match(pattern: str) -> str:
    """Ask fontconfig for the font file of a family, again where it was killed. Raises OSError where it is missing."""
    for _try in range(3):
        answer = subprocess.run(  # noqa: S603
            ["fc-match", "--format=%{file}", pattern],  # noqa: S607
            capture_output=True, text=True, check=False, timeout=30,
        )  # fmt: skip
        if answer.returncode >= 0:
            break
    answer.check_returncode()
    return answer.stdout
