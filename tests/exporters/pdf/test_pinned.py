"""Another WeasyPrint than the one that is pinned is refused, in words."""

from __future__ import annotations

import pytest
import weasyprint

from book.errors import ExportError
from exporters.pdf import pinned


def test_the_pinned_one_is_what_is_replaced() -> None:
    pinned.check_weasyprint.__wrapped__()


def test_another_version_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weasyprint, "__version__", "71.2")
    with pytest.raises(ExportError, match=r"version 71\.2") as raised:
        pinned.check_weasyprint.__wrapped__()
    assert "weasyprint>=70,<71" in str(raised.value)


def test_a_changed_function_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def get_clearance(context: object, child: object) -> None: ...

    monkeypatch.setattr(pinned, "_REPLACED", {get_clearance: "context box direction"})
    with pytest.raises(ExportError, match="get_clearance"):
        pinned.check_weasyprint.__wrapped__()
