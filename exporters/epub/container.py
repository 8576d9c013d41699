"""The container: ebooklib's archive written again so that the same book is the same bytes (OCF 3.3, 4.2)."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from book.errors import ExportError, Problem

_EPOCH = (1980, 1, 1, 0, 0, 0)


def write_container(archive: io.BytesIO, target: Path) -> None:
    """Write the archive's members to `target`, dated alike; the earlier book stands until this one is whole.

    Raises ExportError where the folder cannot be written.
    """
    part = target.with_name(f".{target.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(archive) as source, zipfile.ZipFile(part, "w") as book:
            for name in source.namelist():
                kind = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
                info = zipfile.ZipInfo(name, _EPOCH)
                info.create_system, info.external_attr, info.compress_type = 3, 0o100644 << 16, kind
                book.writestr(info, source.read(name), kind, None if kind == zipfile.ZIP_STORED else 6)
        part.replace(target)
    except OSError as error:
        message = f"the book cannot be written: {error.strerror}."
        remedy = "Check the folder's rights and free space, or name another with BUILD=."
        raise ExportError([Problem(target, 0, message, remedy, "target")]) from error
    finally:
        _remove(part)


def _remove(part: Path) -> None:
    try:
        part.unlink(missing_ok=True)
    except OSError:
        return
