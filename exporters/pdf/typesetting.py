"""What sets the pages of this machine."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import weasyprint
from weasyprint.text.ffi import pango

from book.toolchain import fonts_digest, toolchain_digest


@cache
def typesetting() -> Mapping[str, str]:
    """Return what pages depend on beside their content: where these are the same, two machines set the same."""
    return {
        "WeasyPrint": weasyprint.__version__,
        "Pango": str(pango.pango_version()),
        "fonts": fonts_digest(),
    }


def machine() -> tuple[str, ...]:
    """Return what the keys of all that print keeps begin with: gappon's code, its libraries, and `typesetting`."""
    return (toolchain_digest(), *typesetting().values())
