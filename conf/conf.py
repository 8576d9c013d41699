"""Sphinx's settings of the web edition and of the chapters: plain assignments.

What a publisher tunes stands in publication.toml; what is here follows from it.
"""

from book.settings import load_settings

settings = load_settings()

project = settings.series.title
author = settings.series.author
copyright = settings.series.rights or settings.series.author
language = settings.series.language
root_doc = "index"
source_suffix = {".md": "article", ".markdown": "article"}
include_patterns: list[str] = []  # which texts there are is the library's to say
gappon_reader = settings.reader
extensions = ["myst_parser", "sphinx_design", "book.sphinx_ext", "exporters.builders"]
# MyST warns that strikethrough is for HTML alone; all three editions are made from HTML. That no highlighter knows
# a language (mermaid) is no fault of an author.
suppress_warnings = ["myst.strikethrough", "myst.header", "myst.topmatter"]
suppress_warnings += ["misc.highlighting_failure"]
# Notes that nothing calls are shown at the end; `make check-source` names them.
suppress_warnings += ["ref.footnote"]

# Markdown as Jekyll's authors write it. Links are resolved by book.sphinx_ext.links, not by MyST.
myst_enable_extensions = ["attrs_block", "colon_fence", "deflist", "dollarmath", "strikethrough", "tasklist"]
myst_all_links_external = True
myst_footnote_transition = False
myst_heading_anchors = 0
math_number_all = False
html_math_renderer = "mathml"

# The web edition.
html_theme = "sphinx_book_theme"
html_title = settings.series.title
html_baseurl = settings.series.address
templates_path = ["theme/web/templates"]  # below this folder
html_static_path = ["theme/web/static"]
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_domain_indices = False
html_use_index = False
html_scaled_image_link = False  # the id of a picture with a width would be on the link too
html_last_updated_fmt = None
html_permalinks_icon = "#"
# The frame is our own (theme/web/templates/layout.html): the theme's parts would be rendered and never shown.
html_sidebars = {"**": []}
html_theme_options = {
    name: []
    for name in (
        "article_header_start",
        "article_header_end",
        "article_footer_items",
        "footer_start",
        "footer_center",
        "footer_end",
        "footer_content_items",
        "navbar_start",
        "navbar_center",
        "navbar_end",
        "navbar_persistent",
        "primary_sidebar_end",
        "secondary_sidebar_items",
    )
}
