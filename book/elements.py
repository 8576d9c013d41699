"""Elements of HTML by name, for all that read or write it."""

from __future__ import annotations


def names(text: str) -> frozenset[str]:
    """Return the names in a text, parted by blanks."""
    return frozenset(text.split())


# Elements without an end tag (HTML 13.1.2).
VOID = names("area base br col embed hr img input link meta param source track wbr")

# MathML Core's elements whose words are a formula's signs, and those that stand around them.
MATHML = names(
    "math mfrac mi mmultiscripts mn mo mover mpadded mphantom mroot mrow ms mspace msqrt mstyle msub msubsup msup"
    " mtable mtd mtext mtr munder munderover semantics"
)

# Those of HTML, of its past, of SVG and of MathML: other words in angle brackets are text.
KNOWN = (
    names("""
    a abbr acronym address area article aside audio b base bdi bdo big blockquote body br button canvas
    caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em embed
    fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html
    i iframe img input ins kbd label legend li link main map mark marquee math menu meta meter nav nobr
    noframes noscript object ol optgroup option output p param picture pre progress q rb rp rt rtc ruby s
    samp script search section select slot small source span strike strong style sub summary sup svg table
    tbody td template textarea tfoot th thead time title tr track tt u ul var video wbr circle clippath defs
    desc ellipse filter foreignobject g image animate line lineargradient marker mask path pattern polygon
    polyline radialgradient rect stop symbol text tspan use annotation annotation-xml
""")
    | MATHML
)
