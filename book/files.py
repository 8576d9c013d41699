"""Going through folders of thousands of files, and writing files whole."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path


def files_below(folder: Path | str) -> Iterator[os.DirEntry[str]]:
    """Yield every file below a folder, hidden ones too, in no order; nothing where there is no such folder.

    A folder that goes away meanwhile is passed over. Pathlib takes five times as long.
    """
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from files_below(entry.path)
            else:
                yield entry


def write_whole(path: Path, data: bytes) -> None:
    """Write a file whole or not at all: what stands there is replaced at once. Raises OSError."""
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(data)
    part.replace(path)
