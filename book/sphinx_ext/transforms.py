"""What happens to an article's doctree once it is read: anchors, links, pictures and raw HTML made sound."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

from book.errors import Problem, ProblemsError
from book.links import Linked, is_outside
from book.markdown.slugs import SlugCounter
from book.markdown.wikilinks import CLASS as WIKILINK
from book.measure import UNSHOWN, NotAPictureError, measure
from book.model import Page
from book.pictures import find_picture, on_site
from book.rawhtml import linked
from book.safeaddresses import safe_address
from book.sphinx_ext.headings import heading_text
from book.sphinx_ext.project import ArticleProject, project_of

logger = logging.getLogger(__name__)


class ArticleTransform(SphinxTransform):
    """Base of the transforms that concern articles and pages alone."""

    article: Page
    project: ArticleProject

    def apply(self, **kwargs: Any) -> None:
        """Do the work where the document is an author's."""
        project = project_of(self.env)
        article = project.texts.get(self.env.docname)
        if article is not None:
            self.article, self.project = article, project
            self.mend()

    def mend(self) -> None:
        """Change the document."""
        raise NotImplementedError

    def report(self, problem: Problem) -> None:
        """Keep a problem of this article for the end of reading, when all are told at once."""
        problems: dict[str, list[Problem]] = self.env.gappon_problems  # type: ignore[attr-defined]
        problems.setdefault(self.env.docname, []).append(problem)


class SectionAnchors(ArticleTransform):
    """Gives headings the anchors that posts link to: GitHub's slug of their words, and no other id."""

    default_priority = 750  # after every other assignment of ids

    def mend(self) -> None:
        counter = SlugCounter()
        for section in self.document.findall(nodes.Element):
            if not isinstance(section, nodes.section | nodes.rubric):
                continue
            title = section if isinstance(section, nodes.rubric) else section.next_node(nodes.title)
            explicit = [i for i in section["ids"] if i in self.document.nameids.values() and _is_named(self, i)]
            slug = counter.unique(heading_text(title))
            section["ids"] = [slug, *[i for i in explicit if i != slug]]
            section["names"] = []


def _is_named(transform: SphinxTransform, identifier: str) -> bool:
    """Tell whether the author gave this id by a name of its own (`(name)=`), not the heading's text."""
    document = transform.document
    return any(
        document.nametypes.get(name) and document.nameids.get(name) == identifier for name in document.nameids
    )


class Pictures(ArticleTransform):
    """Points every picture at its file in the source folder, or tells what is wrong with it."""

    default_priority = 100

    def mend(self) -> None:
        for image in list(self.document.findall(nodes.image)):
            uri = on_site(image["uri"], self.project.settings.series.address)
            if uri.startswith("data:") or not safe_address(uri):
                image.parent.replace(image, nodes.Text(image.get("alt", "")))
                continue
            if "://" in uri or uri.startswith("//"):
                self.leave_out(image, f"the picture {uri[:60]} lies on the network")
                continue
            try:
                path = find_picture(uri, self.article.path, self.project.settings.source)
                measure(path)
            except ProblemsError as error:
                self.give_up(image, uri, error.problems[0])
            except NotAPictureError:
                message = f"the picture {uri} {UNSHOWN}"
                remedy = "Save it anew as PNG, JPEG or SVG."
                self.give_up(image, uri, Problem(self.article.path, 0, message, remedy, "picture.broken"))
            else:
                image["uri"] = "/" + path.relative_to(self.project.settings.source).as_posix()

    def give_up(self, image: nodes.image, uri: str, problem: Problem) -> None:
        """Keep what is wrong with a picture for the end, or put words in its place where the publisher says so."""
        named = WIKILINK in image.get("classes", ())  # `![[name]]`: its program looks for it everywhere
        if self.project.settings.reading.missing_pictures == "error" and not named:
            remedy = f'{problem.remedy} [reading] missing_pictures = "words" puts words in its place.'
            self.report(Problem(self.article.path, _line(image), problem.message, remedy, problem.kind))
            image.parent.remove(image)
            return
        why = f"{problem.message} Words stand in its place."
        logger.warning(why, location=(self.env.docname, _line(image)), type="gappon", subtype="picture")
        self.env.note_dependency(
            uri.lstrip("/")
        )  # where that is not there, the article is read again by every build
        _put_words(image, nodes.Text(f"［図：{image.get('alt') or uri.rpartition('/')[2]}］"))

    def leave_out(self, image: nodes.image, why: str) -> None:
        """Put a link to the picture in its place: a build fetches nothing."""
        where = (self.env.docname, _line(image))
        logger.warning("%s; a link stands in its place.", why, location=where, type="gappon", subtype="picture")
        words = image.get("alt") or image["uri"]
        link: nodes.Node = nodes.reference("", words, refuri=image["uri"])
        if any(isinstance(around, nodes.reference) for around in _ancestors(image)):
            link = nodes.Text(words)
        _put_words(image, link)


def _put_words(image: nodes.image, words: nodes.Node) -> None:
    """Put words in the place of a picture: a paragraph, but not within one, be it of raw HTML."""
    around = image.parent
    inline = isinstance(around, nodes.TextElement) or any(isinstance(node, nodes.raw) for node in around.children)
    around.replace(
        image, words if inline else nodes.paragraph("", "", words)
    )  # text cannot have a picture's class


class Captions(ArticleTransform):
    """Makes figures of pictures with a line in italics right below, as authors write captions."""

    default_priority = 105  # once pictures that cannot be shown are gone (100)

    def mend(self) -> None:
        for paragraph in list(self.document.findall(nodes.paragraph)):
            parts = [part for part in paragraph.children if not _is_blank(part)]
            if len(parts) != 2 or isinstance(paragraph.parent, nodes.TextElement | nodes.figure | nodes.entry):
                continue
            picture, words = parts
            linked = isinstance(picture, nodes.reference) and picture.next_node(nodes.image) is not None
            if (isinstance(picture, nodes.image) or linked) and isinstance(words, nodes.emphasis):
                caption = nodes.caption("", "", *words.children)
                caption.source, caption.line = paragraph.source, paragraph.line
                figure = nodes.figure("", picture, caption)
                self.document.note_implicit_target(figure)  # Sphinx warns of a figure without an id
                paragraph.replace_self(figure)


def _is_blank(node: nodes.Node) -> bool:
    return (isinstance(node, nodes.Text) and not node.strip()) or (
        isinstance(node, nodes.raw) and re.fullmatch(r"\s*<br\s*/?>\s*", node.astext()) is not None
    )


class Links(ArticleTransform):
    """Marks links to articles with the permalink they mean; drops those no one may follow."""

    default_priority = 110

    def mend(self) -> None:
        root = self.project.settings.series.address
        names: set[str] = set()
        targets: set[str] = set()
        for reference in list(self.document.findall(nodes.reference)):
            address = reference.get("refuri", "")
            nowhere = not address and "refid" not in reference
            if nowhere or not safe_address(address):
                reference.parent.replace(reference, reference.children)
            elif WIKILINK in reference["classes"]:
                names.add(address)
            elif "refid" not in reference:
                targets.add(address)
        for raw in self.document.findall(nodes.raw):
            targets.update(linked(raw.astext()))
        for download in list(self.document.findall(addnodes.download_reference)):
            download.parent.replace(download, download.children)
        inside = (each for each in targets if not each.startswith("#") and not is_outside(each, root))
        self.env.gappon_links[self.env.docname] = Linked(sorted(names), sorted(inside))  # type: ignore[attr-defined]


class Rules(ArticleTransform):
    """Lets a rule stand wherever its author put it; docutils has none under a heading or at an end."""

    default_priority = 800  # before docutils' Transitions (830)

    def mend(self) -> None:
        for rule in list(self.document.findall(nodes.transition)):
            rule.replace_self(nodes.raw("", "<hr/>\n", format="html", cleaned=True))


def _line(node: nodes.Node) -> int:
    for candidate in _ancestors(node):
        if candidate.line:
            return int(candidate.line)
    return 0


def _ancestors(node: nodes.Node) -> Iterator[nodes.Node]:
    current: nodes.Node | None = node
    while current is not None:
        yield current
        current = current.parent


class Displays(ArticleTransform):
    """Sets displayed formulas apart from the paragraph they stand in: in XHTML it holds no blocks."""

    default_priority = 130

    def mend(self) -> None:
        for formula in list(self.document.findall(nodes.math_block)):
            parent = formula.parent
            if not isinstance(parent, nodes.TextElement):
                continue
            balanced = _is_balanced(parent.children[: parent.index(formula)])
            if (
                isinstance(parent, nodes.paragraph)
                and balanced
                and not isinstance(parent.parent, nodes.TextElement)
            ):
                self.part(parent, formula)
            else:
                formula.replace_self(nodes.math("", formula.astext()))

    def part(self, paragraph: nodes.paragraph, formula: nodes.math_block) -> None:
        """Cut a paragraph in two around a formula, and leave out what then is empty."""
        at = paragraph.index(formula)
        before, after = paragraph.children[:at], paragraph.children[at + 1 :]
        around = paragraph.parent
        place = around.index(paragraph)
        rest = nodes.paragraph("", "", *after)
        rest.source, rest.line = paragraph.source, formula.line or paragraph.line
        paragraph.children = before
        around.insert(place + 1, [formula, rest])
        for part in (rest, paragraph):
            if not part.astext().strip() and part.next_node(nodes.image) is None:
                around.remove(part)


def _is_balanced(parts: list[nodes.Node]) -> bool:
    """Tell whether the raw HTML among them closes all that it opens: a paragraph can be cut behind it."""
    html = "".join(part.astext() for part in parts if isinstance(part, nodes.raw))
    return len(re.findall(r"<[A-Za-z][^<>]*(?<!/)>", html)) == html.count("</")
