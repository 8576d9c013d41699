"""Makes the tree importable in its own virtual environment and writes the launcher `gappon`.

Run by `.setup/environment` with the environment's Python. Nothing is built or fetched.
"""

import sys
import sysconfig
from pathlib import Path

LAUNCHER = """\
from exporters.cli import main

if __name__ == "__main__":
    main()
"""


def first_lines(python: str) -> str:
    """Return the first line for `python`: a `#!` line cannot hold a path with spaces, or a long one."""
    if " " not in python and len(python) < 120:
        return f"#!{python}\n"
    return f"#!/bin/sh\n'''exec' \"{python}\" \"$0\" \"$@\"\n'''\n"


tree = Path(__file__).resolve().parent.parent
Path(sysconfig.get_path("purelib"), "gappon-tree.pth").write_text(f"{tree}\n", encoding="utf-8")
launcher = Path(sysconfig.get_path("scripts"), "gappon")
launcher.write_text(first_lines(sys.executable) + LAUNCHER, encoding="utf-8")
launcher.chmod(0o755)
