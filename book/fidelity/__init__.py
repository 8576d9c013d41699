"""Does a rendered article show what its author wrote? A comparison that shares no code with the reader.

The source is stripped of its marks by a handful of plain patterns, the rendered page of its tags; what is
left, letters and figures alone, must be the same: nothing lost, nothing doubled, nothing added.
"""

from __future__ import annotations

from book.fidelity.compare import compare
from book.fidelity.shown import Shown, shown
from book.fidelity.source import Passage, passages

__all__ = ["Passage", "Shown", "compare", "passages", "shown"]
