"""What a volume says of its accessibility (EPUB Accessibility 1.1, 2.2; schema.org), each from what it holds."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from book.editions import EpubSettings
from exporters.chapter import Edition, PrintedVolume
from exporters.epub.outline import Outline
from exporters.epub.pictures import FittedPicture


@dataclass(frozen=True, slots=True)
class Held:
    """What a volume holds: features of its chapters; pictures, and whether all say in words what they show."""

    features: frozenset[str]
    pictures: bool
    described: bool
    moving: bool
    pages: bool


def held_by(edition: Edition, outlines: Collection[Outline], pictures: Collection[FittedPicture]) -> Held:
    """Look through a volume. `outlines` are those of its texts, `pictures` those that its articles show."""
    features = frozenset(feature for chapter in edition.bodies for feature in chapter.features)
    return Held(
        features,
        pictures=bool(pictures) or "svg" in features,
        described=not any(outline.silent for outline in outlines),
        moving=any(picture.moving for picture in pictures) or any(outline.moving for outline in outlines),
        pages=edition.printed is not None,
    )


def statements(
    edition: Edition,
    settings: EpubSettings,
    outlines: Collection[Outline],
    pictures: Collection[FittedPicture],
) -> Iterator[tuple[str, str]]:
    """Yield the properties of the package, by name, in order."""
    held = held_by(edition, outlines, pictures)
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
