"""Writing a book where the disk may be full: qpdf ends the whole process where its file says so."""

from __future__ import annotations

import io
from typing import Any


class PatientFile(io.RawIOBase):
    """Passes on what is written until that fails, and takes the rest as well; `tell_failure` tells it then."""

    def __init__(self, file: io.BufferedIOBase) -> None:
        """Take the file to write to."""
        self._file = file
        self._failure: OSError | None = None

    def writable(self) -> bool:
        """Say that it may be written to, as qpdf asks."""
        return True

    def write(self, data: Any, /) -> int:
        """Write what there is room for."""
        if self._failure is None:
            try:
                self._file.write(data)
            except OSError as error:
                self._failure = error
        return len(data)

    def tell_failure(self) -> None:
        """Raise the OSError that writing has met, here or when the rest is written out."""
        if self._failure:
            raise self._failure
        self._file.flush()
