"""Posts as nobody should write them: Markdown and raw HTML within one another, and all that sites forbid."""

from __future__ import annotations

import random
from collections.abc import Callable

DATA = "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA="
WORDS = (
    "推論の費用は下がり続ける。",
    "価格は$20から$30だ。",
    "A &amp; B &lt;C&gt; &copy; &nbsp; &#x1F600; &bogus; &#0;",
    "{東京|とうきょう}へ。",
    "これは**「強調」**です。",
    "式は$E=mc^2$である。",
    "==印==と~~消し~~と`c <b>`",
    "https://a.example/a_(b)",
    "《《圏点》》ﾊﾝｶｸ👍",
    "1行\\\n2行",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
)
ADDRESSES = (
    "https://a.example/",
    "#nowhere",
    "#節",
    "/2025/01/03/w3/",
    "w2",
    "",
    "?q=1",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "&#106;avascript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "file:///etc/passwd",
    "blob:x",
    "//cdn.example/x",
    "mailto:a@b.example",
    "http://[bad",
    "https://a.example:x/",
    "https://1.2.3.4.5/",
    "https://a.example/%zz",
    "https://a.example/日本?q=値&x=1",
    'https://a.example/"onmouseover=alert(1)',
)
PICTURES = (
    "/assets/chart.png",
    "/assets/chart.png",
    "/assets/none.png",
    "https://a.example/p.png",
    DATA,
    "data:x",
)
INLINE = (
    "[{words}]({address})",
    "[{inner}]({address} \"題 'x' <b>\")",
    "[![{words}]({picture})]({address})",
    "[![]({picture})]({address})",
    "[{{漢字|かんじ}}]({address})",
    "[題[^{number}]]({address})",
    "<a href='{address}' onclick='x()' target=_blank style='color:red'>{inner}</a>",
    "<A HREF='{address}'><B>{inner}</b></a>",
    "<ruby><rb>東</rb><rp>(</rp><rt>とう</rt><rp>)</rp></ruby>",
    "文[^{number}]",
    "文^[{words}]",
    "<img src='{picture}' onerror=alert(1) ALT='絵' width=100% style='float:left'>",
    "<span style='background:url(javascript:x)' ID='one' tabindex=5>{inner}</span>",
    "<font color=red>{inner}</font><mark>{inner}</mark><kbd>{words}</kbd>",
    "**{inner}***{words}*",
    "<input type=checkbox checked><button onclick=x()>{words}</button>",
    "<svg width=20 height=20 onload=alert(1)><a href='javascript:x'><circle r=5 /></a><text>語</text></svg>",
    "<a href='{address}'><svg width=20 height=20><circle r=5 /></svg></a>",
    "<math><mi>x</mi><mtext><a href='javascript:x'>t</a></mtext></math>",
    "<del>{inner}</del><q>{words}</q><dfn>{words}</dfn><time datetime=2025>x</time>",
)
BLOCKS = (
    "- {line}\n  - {line}\n\n    {block:4}\n1. {line}\n- [x] {line}",
    "> {block:> }",
    "> [!WARNING] 題\n> {block:> }",
    "| {cell} | {cell} |\n|:-:|--:|\n| {cell} | {cell} | {cell} |\n{{: .wide #one}}",
    "<table border=1 style='width:100%'><caption>{line}</caption><tr><th align=right>{line}<td colspan=2>{line}"
    "<ul><li>a<li>b</ul><tr><td>{line}<table><tr><td>x</table></TABLE>",
    "<details><summary>{line}</summary>\n\n{block}\n\n</details>",
    "<details>\n{block}\n</details>",
    "<DIV ALIGN=center style='text-align:center'>\n\n{block}\n\n</DIV>",
    "<div>\n{block}\n",
    "## {line}",
    "### 節 {{#one}}",
    "##### 節",
    "```js:app.js\nlet x = '<b>長長長長長長長長長長長長長長長長長長長長長長長長長長</b>'\n```",
    "~~~\n┌──┐\n│箱│→ 次\n└──┘\n~~~",
    "<iframe src='{address}' width=560 height=315></iframe><video src=x.mp4 autoplay onplay=x()>{words}</video>",
    '<blockquote class="twitter-tweet"><p lang="ja" dir="ltr">{line}</p>&mdash; 名 (@x) <a href="https://a.example/'
    '?r=x%5Ey">日付</a></blockquote> <script async src="https://a.example/w.js" charset="utf-8"></script>',
    "<form action='{address}'><label>名<input name=q></label><select><option>a</select><textarea>x</textarea>",
    "<svg viewBox='0 0 100 50' width=900 height=50><style>*{{fill:red}}</style><defs><linearGradient id=one>"
    "<stop offset=0 /></linearGradient></defs><rect width=50 height=20 fill='url(#one)' onclick=x() />"
    "<use href='#two'/><image href='https://a.example/a.png'/><foreignObject><div>語</div></foreignObject></svg>",
    "$$\n\\begin{{aligned}} a &= b \\\\ c &= \\frac{{1}}{{2}} \\end{{aligned}}\n$$",
    "<figure><img src='{picture}'><figcaption>{line}</figcaption></figure>",
    "<p align=center><img src='{picture}' alt='絵'></p>",
    "<style>body{{display:none}}</style><script>x</script><base href=//a.example><meta http-equiv=refresh>",
    "<p style='text-align:right'>{line}\n<ul><li>{line}\n<li>{line}</ul>",
    "<section><h2 id=one onclick=x()>{line}</h2>\n\n{block}\n</section>",
    ":::message alert\n{block}\n:::",
    "<dl><dt>{line}<dd>{line}</dl><hr><center>{line}</center><marquee>{words}</marquee>",
    "<a href='{address}'>\n<div>{words}<img src=/assets/chart.png></div>\n</a>",
    "{line}",
)


class Wild:
    """A writer of such posts, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.chosen = random.Random(seed)  # noqa: S311

    def filled(self, form: str, depth: int) -> str:
        """Return a form with everything in it chosen anew at each place."""
        makers: dict[str, Callable[[], str]] = {
            "words": lambda: self.chosen.choice(WORDS),
            "address": lambda: self.chosen.choice(ADDRESSES),
            "picture": lambda: self.chosen.choice(PICTURES),
            "number": lambda: str(self.chosen.randint(1, 3)),
            "inner": lambda: self.inline(depth - 1),
            "line": lambda: self.line(depth - 1),
            "cell": lambda: self.line(1).replace("|", "\\|"),
        }

        class Chooser(dict[str, object]):
            def __missing__(self, name: str) -> object:
                return _Block(writer, depth) if name == "block" else makers[name]()

        writer = self
        return form.format_map(Chooser())

    def inline(self, depth: int) -> str:
        """Return words with marks and tags among them."""
        return self.filled(self.chosen.choice(INLINE) if depth > 0 else "{words}", depth)

    def line(self, depth: int) -> str:
        """Return such words on one line."""
        parts = [self.filled("{words}", 0), *(self.inline(depth) for _ in range(self.chosen.randint(0, 2)))]
        return "".join(parts).replace("\n", " ")

    def block(self, depth: int) -> str:
        """Return a paragraph, a list, a table, a box, or something that no post should hold."""
        return self.filled(self.chosen.choice(BLOCKS) if depth > 0 else "{line}", depth)


class _Block:
    """A block that stands within another, its lines behind what `format` asks for: blanks or a sign."""

    def __init__(self, writer: Wild, depth: int) -> None:
        self.writer, self.depth = writer, depth

    def __format__(self, before: str) -> str:
        before = " " * int(before) if before.isdecimal() else before
        return self.writer.block(self.depth - 1).replace("\n", f"\n{before}")


def wild(seed: int) -> str:
    """Return the text of a post: some blocks, and three notes of which one holds a block."""
    writer = Wild(seed)
    blocks = [writer.block(3) for _ in range(writer.chosen.randint(4, 10))]
    notes = [
        f"[^1]: {writer.line(2)}",
        f"[^2]: {writer.line(1)}\n\n    {_Block(writer, 2):4}",
        f"[^3]: {writer.line(2)}",
    ]
    return "\n\n".join([*blocks, *notes])
