"""What a volume says of its accessibility (EPUB Accessibility 1.1, 2.2; schema.org), each from what it holds."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from PIL import Image

from book.editions import EpubSettings
from exporters.chapter import Chapter, Edition, PrintedVolume
from exporters.epub.pictures import FittedPicture

# A picture of the text that says nothing in words. (An article's own picture without words is an ornament.)
_SILENT = re.compile(
    r'<img\b(?![^>]*\balt="[^"]*[^"\s])(?![^>]*\brole="presentation")'
    r"|<svg\b(?![^>]*\saria-(?:label|hidden)=)(?![^>]*>\s*<title)"
)
_MOVING = re.compile(rb"<(?:animate|animateMotion|animateTransform|set)\b|@keyframes")


@dataclass(frozen=True, slots=True)
class Held:
    """What a volume holds: features of its chapters; pictures, and whether all say in words what they show."""

    features: frozenset[str]
    pictures: bool
    described: bool
    moving: bool
    pages: bool


def held_by(edition: Edition, pictures: Iterable[FittedPicture]) -> Held:
    """Look through a volume. `pictures` are those of its articles."""
    features = frozenset(feature for chapter in edition.bodies for feature in chapter.features)
    fitted = tuple(pictures)
    return Held(
        features,
        pictures=bool(fitted) or "svg" in features,
        described=not any(_SILENT.search(chapter.body) for chapter in edition.bodies),
        moving=any(map(_moves, fitted)) or any(map(_draws_motion, edition.bodies)),
        pages=edition.printed is not None,
    )


def statements(
    edition: Edition, settings: EpubSettings, pictures: Iterable[FittedPicture]
) -> Iterator[tuple[str, str]]:
    """Yield the properties of the package, by name, in order."""
    held = held_by(edition, pictures)
    yield "schema:accessMode", "textual"
    if held.pictures:
        yield "schema:accessMode", "visual"
        yield "schema:accessModeSufficient", "textual,visual"
    if held.described:
        yield "schema:accessModeSufficient", "textual"
    for feature in _features(held):
        yield "schema:accessibilityFeature", feature
    if held.moving:
        for hazard in ("unknownFlashingHazard", "unknownMotionSimulationHazard", "noSoundHazard"):
            yield "schema:accessibilityHazard", hazard
    else:
        yield "schema:accessibilityHazard", "none"
    yield "schema:accessibilitySummary", _summary(held)
    if edition.printed:
        yield "pageBreakSource", edition.volume.print_identifier or _print_name(edition, edition.printed)
    if settings.conforms_to:
        yield "dcterms:conformsTo", settings.conforms_to
    if settings.certified_by:
        yield "a11y:certifiedBy", settings.certified_by


def _print_name(edition: Edition, printed: PrintedVolume) -> str:
    return f"{edition.volume.title}　印刷版（{printed.trim}）"


def _features(held: Held) -> Iterator[str]:
    yield from ("structuralNavigation", "tableOfContents", "readingOrder", "displayTransformability", "ARIA")
    if held.pictures and held.described:
        yield "alternativeText"
    if "math" in held.features:
        yield "MathML"
    if "ruby" in held.features:
        yield "rubyAnnotations"
    if held.pages:
        yield from ("pageBreakMarkers", "pageNavigation")
    yield "unlocked"


def _summary(held: Held) -> str:
    said = ["見出しと目次から各記事へ移動できます。"]
    if not held.pictures:
        said.append("本文はすべて文字で、読み上げと文字の拡大ができます。")
    elif held.described:
        said.append("本文は文字で、図版には説明の文があり、読み上げと文字の拡大ができます。")
    else:
        said.append("本文は文字で、読み上げと文字の拡大ができますが、説明の文がない図版があります。")
    if "math" in held.features:
        said.append("数式はMathMLです。")
    if held.pages:
        said.append("印刷版のページ番号で移動できます。")
    if held.moving:
        said.append("動く図版があります。")
    return "".join(said)


def _draws_motion(chapter: Chapter) -> bool:
    return "svg" in chapter.features and bool(_MOVING.search(chapter.body.encode()))


def _moves(picture: FittedPicture) -> bool:
    if picture.media_type == "image/svg+xml":
        return bool(_MOVING.search(picture.content))
    if picture.media_type == "image/gif" or b"acTL" in picture.content[:200]:
        with Image.open(io.BytesIO(picture.content)) as opened:
            return bool(getattr(opened, "is_animated", False))
    return False
