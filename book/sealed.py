"""Files that begin with the SHA-256 (32 bytes) of what follows: one that was cut or changed is known for it."""

from __future__ import annotations

import hashlib
import os
import uuid
from pathlib import Path

_HASH = 32  # bytes


class DamagedError(Exception):
    """A file that is not what was written."""


def read_sealed(path: str | Path) -> bytes:
    """Return what was written. Raises OSError, and DamagedError where the file is something else."""
    with open(path, "rb") as file:  # noqa: PTH123  (thousands are read)
        digest, content = file.read(_HASH), file.read()
    if hashlib.sha256(content).digest() != digest:
        raise DamagedError(path)
    return content


def write_sealed(path: str | Path, content: bytes) -> None:
    """Write a file whole or not at all; several processes may write the same one. Raises OSError."""
    folder, name = os.path.split(path)
    if not os.path.isdir(folder):  # noqa: PTH112
        os.makedirs(folder, exist_ok=True)  # noqa: PTH103
    beside = f"{folder}/.{name}.{uuid.uuid4().hex}.part"
    try:
        with open(beside, "wb") as file:  # noqa: PTH123
            file.write(hashlib.sha256(content).digest())
            file.write(content)
        os.replace(beside, path)  # noqa: PTH105
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
