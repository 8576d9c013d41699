"""Makes the tree importable in its own virtual environment and writes the launcher `gappon`.

Run by `make` with the environment's Python. Nothing is built or fetched.
"""

import sys
import sysconfig
from pathlib import Path

tree = Path(__file__).resolve().parent.parent
Path(sysconfig.get_path("purelib"), "gappon-tree.pth").write_text(f"{tree}\n", encoding="utf-8")
launcher = Path(sysconfig.get_path("scripts"), "gappon")
launcher.write_text(
    f'#!{sys.executable}\nfrom exporters.cli import main\n\nif __name__ == "__main__":\n    main()\n',
    encoding="utf-8",
)
launcher.chmod(0o755)
