from __future__ import annotations

import pytest

from book.markdown import LiquidContext, prepare

CONTEXT = LiquidContext(
    site={"title": "誌名", "data": {"n": 3}, "url": "https://example.jp"},
    page={"title": "題", "date": "2026-01-02 09:30:00+09:00"},
    base="/b",
    address="https://example.jp",
    includes={"fig": '<img src="{{ include.src }}" alt="{{include.alt}}">', "ads.html": ""},
    post_url={"2026-01-02-a": "/b/a/"}.get,
)


@pytest.mark.parametrize(
    ("source", "resolved"),
    [
        ("{{ site.title }}の{{page.title}}{{ site.data.n }}", "誌名の題3"),
        ("![]({{ '/i.png' | relative_url }})", "![](/b/i.png)"),
        ('{{ "/i.png" | prepend: site.url | append: "?a|b" }}', "https://example.jp/i.png?a|b"),
        ('{{ page.date | date: "%Y年%-m月" }}', "2026年1月"),
        ("{% include fig.html src='/a.png' %}", '<img src="/a.png" alt="">'),
        ("{{ ' a&b ' | strip | upcase | escape }}", "A&amp;B"),
        ('{{- "/i.png" | absolute_url -}}', "https://example.jp/b/i.png"),
        ("[x]({% post_url 2026-01-02-a %}) {% link _posts/2026-01-02-a.md %}", "[x](/b/a/) /b/a/"),
        ("{% link /assets/x.pdf %}", "/b/assets/x.pdf"),
        ("{% link about.md %} {% link a/index.html %}", "/b/about/ /b/a/"),
        ("{% include fig src='/a.png' alt=page.title %}", '<img src="/a.png" alt="題">'),
        ("{% include ads.html %}", ""),
        ("{% raw %}{{ x }}{% endraw %}", "{{ x }}"),
        ("{{入力}}と{{ 会社 名 }}を{{ '題' | append: '名' }}", "{{入力}}と{{ 会社 名 }}を題名"),
        ("a{% comment %}\n秘密\n{% endcomment %}b", "a\n\nb"),
        ("{% highlight ruby linenos %}\nputs {{ x }}\n{% endhighlight %}", "```ruby\nputs {{ x }}\n```"),
        ("{%- highlight md -%}\n```\n{%- endhighlight -%}", "````md\n```\n````"),
        ("`{{ x }}` ``{% y %}``", "`{{ x }}` ``{% y %}``"),
        ("```\n{% raw %}\n${{ x }}{%- endraw -%}\n```", "```\n\n${{ x }}\n```"),
        ("`{% raw %}{{ x }}{% endraw %}`と`{% raw %}`と`{% endraw %}`", "`{{ x }}`と`{% raw %}`と`{% endraw %}`"),
        ("```\n{{ x }}\n```\n\n    {% y %}\n", "```\n{{ x }}\n```\n\n    {% y %}\n"),
        ("{% assign x = '値' %}{{ x | append: '段' }}", "値段"),
        ("{%- if page.title == '題' -%}甲{%- else -%}乙{%- endif -%}", "甲"),
        ("{% if page.none %}甲\n{% else %}乙{% endif %}丙", "\n乙丙"),
        ("{% unless page.none %}甲{% if site.none %}子{% endif %}{% endunless %}丙", "甲丙"),
        ("{% if page.none or page.title != '他' and 2 < 10 %}甲{% else %}乙{% endif %}", "甲"),
        ("{% if include.x > 3 %}甲{% else %}乙{% endif %}", "乙"),
        ("{% if jekyll.environment == 'production' %}甲{% endif %}", "甲"),
        ("{% case page.title %}{% when '甲', '題' %}一{% when '他' %}二{% else %}三{% endcase %}四", "一四"),
        ("{% case page.none %}\n{% when '甲' %}一\n{% else %}二{% endcase %}", "\n\n二"),
        ("{% assign x = 30 | times: 2 | plus: 1 %}{{ x }}と{{ 7 | divided_by: 2 }}", "61と3"),
        ("{% assign x = 'a,b' | split: ',' %}{{ x.size }}{{ x | join: '、' }}{{ x | first }}", "2a、ba"),
        ("{{ page.none | default: '無し' }}{{ 'あいう' | replace: 'い', '、' }}", "無しあ、う"),
        ("{% mermaid %}\ngraph LR\n{% endmermaid %}", "```mermaid\ngraph LR\n```"),
        (
            "{% youtube 'abc_-1' %}と{% gist u/12 a.md %}",
            "<https://youtu.be/abc_-1>と<https://gist.github.com/u/12>",
        ),
        ("{% include embed/youtube.html id='abc' %}", "<https://youtu.be/abc>"),
        ("{% include video id='abc' provider='vimeo' %}", "<https://vimeo.com/abc>"),
        ("{% if page.title contains '外' %}甲{% elsif site.title == '誌名' %}乙{% else %}丁{% endif %}丙", "乙丙"),
    ],
)
def test_resolved(source: str, resolved: str) -> None:
    prepared = prepare(source, CONTEXT)
    assert prepared.text == resolved
    assert prepared.findings == ()


@pytest.mark.parametrize(
    ("tag", "kind"),
    [
        ("{% include a.html x='%' %}", "liquid.include"),
        ("{% if x %}", "liquid.tag"),
        ("{% raw %}", "liquid.tag"),
        ("{% post_url no-such %}", "liquid.tag"),
        ("{{ site.none }}", "liquid.variable"),
        ("{{ page.title | jsonify }}", "liquid.variable"),
        ("{{ content }}", "liquid.variable"),
        ("{{ page.title | date: '%Y' }}", "liquid.variable"),
    ],
)
def test_what_is_unknown_is_left_out_and_reported(tag: str, kind: str) -> None:
    prepared = prepare(f"一\n二{tag}三\n", CONTEXT)
    assert prepared.text == "一\n二三\n"
    assert [(finding.line, finding.kind) for finding in prepared.findings] == [(2, kind)]


def test_what_a_site_repeats_is_left_out_with_its_loop() -> None:
    prepared = prepare(
        "一\n{% for post in site.posts %}\n- [{{ post.title }}]({{ post.url }})\n{% endfor %}二\n", CONTEXT
    )
    assert prepared.text == "一\n\n\n二\n"
    assert [(finding.line, finding.kind) for finding in prepared.findings] == [(2, "liquid.tag")]


def test_the_first_branch_of_a_condition_that_nobody_knows_is_shown() -> None:
    prepared = prepare("{% if site.time > 3 %}甲{% else %}乙{% endif %}", CONTEXT)
    assert prepared.text == "甲"
    assert [(finding.line, finding.kind) for finding in prepared.findings] == [(1, "liquid.tag")]


def test_what_is_captured_stands_where_it_is_shown() -> None:
    written = "{% capture x %}\n**要点**\n\n- 一\n{% endcapture %}\n\n<div class='b'>{{ x | markdownify }}</div>\n"
    shown = "<div class='b'>\n**要点**\n\n- 一\n\n\n</div>\n"
    assert prepare(written, CONTEXT).text == shown
    assert prepare("{% capture x %}甲{{ page.title }}{% endcapture %}と{{ x }}", CONTEXT).text == "と甲題"
    assert prepare("{% capture x %}一\n二{% endcapture %}文\n\n{{ x }}", CONTEXT).text == "\n文\n\n一 二"


def test_a_tag_that_is_never_closed_is_told() -> None:
    prepared = prepare("一\n{{ 開いた\n`{{ 符` {% raw %}{{ 生 {% endraw %}\n", CONTEXT)
    assert [(finding.line, finding.kind) for finding in prepared.findings] == [(2, "liquid.open")]
