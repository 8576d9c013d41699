"""What every result depends on beside its input: gappon's own code, and the libraries that make it."""

from __future__ import annotations

import hashlib
import platform
import shutil
import subprocess
import zlib
from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from book.cache import key_of

_TREE = Path(__file__).resolve().parent.parent
_PACKAGES = ("book", "exporters")
_SUFFIXES = (".py", ".md")
_LIBRARIES = (
    *(
        "manimgx-fonts",
        "budoux",
        "beautifulsoup4",
        "deflate",
        "docutils",
        "ebooklib",
        "fonttools",
        "jinja2",
        "latex2mathml",
        "lxml",
    ),
    *("markdown-it-py", "mdit-py-plugins", "msgspec", "myst-parser", "nh3", "numpy", "pikepdf", "pillow"),
    *("pydata-sphinx-theme", "pydyf", "pygments", "pyyaml", "resvg-py", "sphinx", "sphinx-book-theme"),
    *("sphinx-design", "tinycss2", "weasyprint", "ziamath"),
)


@cache
def toolchain_digest(*packages: str) -> str:
    """Return a hash of the code of these packages, all by default, and of the versions of what they call.

    Where they lie is no part of it.
    """
    said = [f"{name} {told}" for name, told in versions().items()]
    digest = hashlib.sha256("\0".join(said).encode())
    for package in packages or _PACKAGES:
        for path in sorted((_TREE / package).rglob("*")):
            if path.suffix in _SUFFIXES and "default_conf" not in path.parts:
                digest.update(f"\0{path.relative_to(_TREE).as_posix()}\0".encode() + path.read_bytes())
    return digest.hexdigest()


@cache
def versions() -> Mapping[str, str]:
    """Return the versions of Python, zlib and the libraries, empty where one is not installed."""
    libraries = {library: _version(library) for library in _LIBRARIES}
    return {"Python": platform.python_version(), "zlib": zlib.ZLIB_RUNTIME_VERSION, **libraries}


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return ""


@cache
def fonts_digest() -> str:
    """Return a hash of the installed fonts: which files, of what version, how large; not in which folder.

    It is empty where there is no fontconfig.
    """
    if not (program := shutil.which("fc-list")):
        return ""
    command = [program, "--format", "%{file}\t%{fontversion}\n"]
    listed = subprocess.run(command, capture_output=True, text=True, check=False).stdout  # noqa: S603
    fonts = {Path(file): version for file, _, version in (line.partition("\t") for line in listed.splitlines())}
    return key_of(*sorted(_font(file, version) for file, version in fonts.items() if file.exists()))


def _font(file: Path, version: str) -> str:
    return f"{file.name} {version} {file.stat().st_size}"
