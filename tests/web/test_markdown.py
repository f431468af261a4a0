"""Authored Markdown becomes HTML, and nothing an author can write becomes more than that."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from flask import Flask, render_template_string
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markupsafe import escape

from app.domain.errors import Invalid
from app.web.text import formulas, markdown
from app.web.text.markdown import excerpt, plain_inline, render, render_inline

REL = 'rel="noopener noreferrer nofollow"'
MEDIA = "/media/b12"
PRE = '<pre tabindex="0" role="group" aria-label="Code">'
ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s\\]+|/(?![/\\])[^\s\\]*", re.IGNORECASE)
# Said once more here, so that a slip in the module's own lists shows.
ELEMENTS = {
    "a",
    "blockquote",
    "br",
    "code",
    "div",
    "em",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "img",
    "li",
    "ol",
    "p",
    "pre",
    "span",
    "strong",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
}
ATTRIBUTES = {
    "a": {"href", "title", "rel"},
    "img": {"src", "alt"},
    "ol": {"start"},
    "pre": {"tabindex", "role", "aria-label"},
    "div": {"class", "tabindex", "role", "aria-label"},
    "table": {"class"},
    "th": {"class", "scope"},
    "td": {"class"},
    "span": {"class"},
}
CLASSES = {
    "table",
    "table-scroll",
    "formula",
    "visually-hidden",
    "code-lines",
    "text-start",
    "text-center",
    "text-end",
}
EMPTY_ELEMENTS = {"br", "hr", "img"}


class Inspector(HTMLParser):
    """Reads HTML as a page would and fails on anything that is not on the lists above."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        in_formula = "math" in [tag, *self.open]
        assert tag in (formulas.ELEMENTS if in_formula else ELEMENTS), tag
        allowed = formulas.ATTRIBUTES if in_formula else ATTRIBUTES.get(tag, set())
        for name, value in attrs:
            assert name in allowed, (tag, name)
            assert name != "style"
            assert not name.startswith("on")
            if name == "href":
                assert ADDRESS.fullmatch(value or ""), value
            if name == "src":
                assert re.fullmatch(r"/media/b12/[A-Za-z0-9_-][A-Za-z0-9._-]*", value or ""), value
            if name == "class":
                assert value in CLASSES
        if tag not in EMPTY_ELEMENTS:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment came out: {data}")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"a declaration came out: {decl}")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"an instruction came out: {data}")

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(f"a declaration came out: {data}")


def inspected(html: str) -> Inspector:
    """Return what an inspection saw; it fails when the HTML holds anything it may not."""
    inspector = Inspector()
    inspector.feed(html)
    inspector.close()
    assert inspector.open == []
    return inspector


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*may* is not **does**", "<p><em>may</em> is not <strong>does</strong></p>\n"),
        ("`x < y`", "<p><code>x &lt; y</code></p>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>\n'),
        ("# a\n\n## b\n\n##### c", "<h3>a</h3>\n<h4>b</h4>\n<h6>c</h6>\n"),
        ("> # a", "<blockquote>\n<h3>a</h3>\n</blockquote>\n"),
        ("a\n===", "<h3>a</h3>\n"),
        ("```py\na < b\n```", PRE + "<code>a &lt; b\n</code></pre>\n"),
        ("    a < b", PRE + "<code>a &lt; b\n</code></pre>\n"),
        ("a\n\n---", "<p>a</p>\n<hr>\n"),
        ("a\\\nb", "<p>a<br>\nb</p>\n"),
        ("~~a~~", "<p>~~a~~</p>\n"),
        ("www.example.org", "<p>www.example.org</p>\n"),
        ("5 $ and 6 $, $5 and $6", "<p>5 $ and 6 $, $5 and $6</p>\n"),
        ("", ""),
    ],
)
def test_markdown_becomes_html(text: str, html: str) -> None:
    assert render(text) == html
    inspected(html)


def test_tables_scroll_in_a_named_frame() -> None:
    assert render("| Dose | *Route* |\n|:--|--:|\n| high | oral |") == (
        '<div class="table-scroll" tabindex="0" role="region" aria-label="Table: Dose, Route">'
        '<table class="table"><thead>\n<tr>\n<th class="text-start" scope="col">Dose</th>\n'
        '<th class="text-end" scope="col"><em>Route</em></th>\n</tr>\n</thead>\n<tbody>\n<tr>\n'
        '<td class="text-start">high</td>\n<td class="text-end">oral</td>\n</tr>\n</tbody>\n'
        "</table></div>\n"
    ).replace("</div>\n", "</div>")


def test_table_cells_can_be_centred_and_labels_hold_no_markup() -> None:
    html = render('| a"<b> | c |\n|:-:|---|\n| 1 | 2 |')
    assert '<th class="text-center" scope="col">' in html
    assert '<th scope="col">c</th>' in html
    assert "Table: a&quot;" in html
    inspected(html)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a *b*", "a <em>b</em>"),
        ("a\n", "a"),
        ("", ""),
        ("a `b` $c$", 'a <code>b</code> <math display="inline"><mrow><mi>c</mi></mrow></math>'),
        ("[a](/b)", f'<a href="/b" {REL}>a</a>'),
        ("![a](media/b.png)", '<img src="/media/b12/b.png" alt="a">'),
    ],
)
def test_short_texts_have_their_markdown_within_a_line(text: str, html: str) -> None:
    assert render_inline(text, media_base=MEDIA) == html


@pytest.mark.parametrize(
    "text",
    [
        *("> 60 years", ">= 140 mmHg", "- 70 mV", "+ 70 mV", "+", "-", "#", "# 3", "* 2", "***"),
        *("1. January", "1985. A year", "2) two", "---", "===", "| a |", "|---|", "```", "~~~"),
        *("[a]: /b", "<b>", "&", "```py"),
    ],
)
def test_signs_at_the_beginning_of_a_short_text_are_shown(text: str) -> None:
    assert render_inline(text) == escape(text).replace("&#34;", '"')
    assert plain_inline(text) == text
    assert plain_inline(f"right\n{text}") == f"right {text}"


def test_short_texts_keep_their_line_ends() -> None:
    assert render_inline("- a\n- *b*\n\n    c") == "- a<br>\n- <em>b</em><br>\n<br>\nc"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("```r\nx <- 1\n  y\n```", "{x &lt;- 1\n  y}"),
        ("See:\n```\na\n\nb\n```\n\nso *it* is", "See:\n{a\n\nb}\nso <em>it</em> is"),
        ("````\n```\na\n```\n````", "{```\na\n```}"),
        ("```\n```", "{}"),
        ("```\na", "```<br>\na"),
        ("``` `\na\n```", "<code>` a</code>"),
    ],
)
def test_lines_between_fences_are_code_in_a_short_text(text: str, html: str) -> None:
    frame = html.replace("{", '<span class="code-lines"><code>').replace("}", "</code></span>")
    assert render_inline(text) == frame
    inspected(frame)


def test_short_texts_without_markup_are_cut_at_a_word() -> None:
    assert plain_inline("> **one** two three", 9) == "> one…"
    assert plain_inline("![A nerve](media/x.png)") == "A nerve"


@pytest.mark.parametrize("line", ["```a\n", "`\n", "```\n````\n", "> ", "*", "[", "$", "- ", "<"])
def test_no_short_text_takes_for_ever(line: str) -> None:
    assert render_inline((line * 65536)[:65536])


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("[a](https://example.org/x?y=1)", "https://example.org/x?y=1"),
        ("[a](http://example.org)", "http://example.org"),
        ("[a](HTTPS://example.org)", "HTTPS://example.org"),
        ("<https://example.org>", "https://example.org"),
        ("[a](mailto:me@example.org)", "mailto:me@example.org"),
        ("[a](/study)", "/study"),
        ("[a][1]\n\n[1]: /study", "/study"),
    ],
)
def test_links_to_the_web_to_mail_and_to_own_pages(text: str, address: str) -> None:
    assert f'<a href="{address}" {REL}>' in render(text)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "vbscript:x",
        "data:text/html,<b>",
        "file:///etc/passwd",
        "//evil.example",
        "///evil.example",
        "relative",
        "#part",
        "?q=1",
        "&#106;avascript:alert(1)",
        "java&Tab;script:alert(1)",
        "https:evil",
        "ftp://x.org",
        "",
    ],
)
@pytest.mark.parametrize("form", ["[*word*]({})", "[*word*](<{}>)", "[*word*][1]\n\n[1]: <{}>"])
def test_other_links_leave_their_words(form: str, address: str) -> None:
    html = render(form.format(address))
    assert "<a" not in html
    assert "word" in html
    inspected(html)


def test_a_backslash_does_not_lead_to_another_site() -> None:
    assert 'href="/%5Cevil.example"' in render("[a](/\\evil.example)")


def test_a_refused_link_does_not_hide_the_next() -> None:
    assert render("[a](x) [b](/y)") == f'<p>a <a href="/y" {REL}>b</a></p>\n'


@pytest.mark.parametrize("name", ["nerve.svg", "a-b_c.1.png", "_x", "9"])
def test_own_pictures_are_shown(name: str) -> None:
    html = render(f"![A *nerve*](media/{name})", media_base=MEDIA)
    assert html == f'<p><img src="/media/b12/{name}" alt="A nerve"></p>\n'


@pytest.mark.parametrize(
    "source",
    [
        "//evil.example/x.png",
        "https://evil.example/x.png",
        "/media/b12/x.png",
        "x.png",
        "media/../x.png",
        "media/..",
        "media/.hidden",
        "media/a/b.png",
        "media/a%2Fb.png",
        "media/x.png?y",
        "media/é.png",
        "data:image/png;base64,AAAA",
        "javascript:alert(1)",
        "media/",
        "",
    ],
)
def test_other_pictures_give_way_to_their_description(source: str) -> None:
    assert render(f'![A "<b>nerve](<{source}> "title")', media_base=MEDIA) == (
        '<p>A "&lt;b&gt;nerve</p>\n'
    )


@pytest.mark.parametrize("base", [None, "", "https://evil.example", '/"onerror="x', "javascript:"])
def test_without_a_sound_place_there_are_no_pictures(base: str | None) -> None:
    assert render("![A nerve](media/x.png)", media_base=base) == "<p>A nerve</p>\n"


def test_formulas_are_mathml() -> None:
    assert render("Let $x^2$ be.") == (
        '<p>Let <math display="inline"><mrow><msup><mi>x</mi><mn>2</mn></msup></mrow></math>'
        " be.</p>\n"
    )
    block = render("$$\n\\frac{a}{b} < 1\n$$")
    assert block.startswith('<div class="formula" tabindex="0" role="group" aria-label="Formula">')
    assert '<math display="block">' in block
    assert "<mfrac><mrow><mi>a</mi></mrow><mrow><mi>b</mi></mrow></mfrac><mo>&lt;</mo>" in block
    assert '<math display="inline">' in render("so $$x$$ is")


@pytest.mark.parametrize(
    "tex",
    [
        r"\frac{",
        r"\left( x",
        r"\begin{matrix} 1",
        "x_1_2",
        r"\sqrt",
        r"\newcommand{\a}{\a\a}\a",
        r"\def\a{xx}\a",
        "{" * 980 + "}" * 980,
        "x" * 2001,
    ],
)
def test_a_broken_formula_shows_its_source(tex: str) -> None:
    html = render(f"${tex}$")
    assert html == (
        f"<p><code>{tex}</code>"
        '<span class="visually-hidden"> (a formula that could not be read)</span></p>\n'
    )


@pytest.mark.parametrize(
    "tex",
    [
        r"\text{<script>alert(1)</script>}",
        r"\text{</mtext></math><img src=x onerror=alert(1)>}",
        r"\text{&lt;img src=x onerror=alert(1)&gt;}",
        r"\text{&#60;script&#62;alert(1)}",
        r"\mbox{<style><img src=x></style>}",
        r"<script>alert(1)</script>",
        r"\href{javascript:alert(1)}{x}",
        r"\style{background:url(//evil)}{x}",
        r"\class{a}{x}",
        r'\color{red" onclick="alert(1)}{x}',
        r'\hspace{1em" onclick="alert(1)}',
        r"\unicode{3c}script\unicode{3e}",
        r"\operatorname{<b>}",
        r"\begin{array}{l}<b>&x\end{array}",
        r"\tag{<b>}",
        r"\genfrac{<}{>}{1pt}{0}{a}{b}",
        r"<!--",
        r"]]><b>",
    ],
)
@pytest.mark.parametrize("around", ["${}$", "$$\n{}\n$$", "- ${}$"])
def test_a_formula_smuggles_nothing(tex: str, around: str) -> None:
    html = render(around.format(tex))
    inspected(html)
    assert not re.search(r"<(?:script|style|img|b)\b", html)


def test_an_unknown_element_of_the_converter_is_not_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Such as a later version of the converter might make.
    monkeypatch.setattr(formulas, "ELEMENTS", formulas.ELEMENTS - {"mfrac"})
    assert formulas.render_formula(r"\frac12", block=False).startswith(r"<code>\frac12</code>")


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<SCRIPT SRC=//evil></SCRIPT>",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)>",
        "<svg><style><img src=x onerror=alert(1)></style></svg>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
        "<math><annotation-xml encoding='text/html'><script>alert(1)</script>",
        "<a href='javascript:alert(1)'>x</a>",
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
        "<form action=//evil><input name=x>",
        "<b style='position:fixed'>x</b>",
        "<!-- --!><img src=x onerror=alert(1)> -->",
        "<![CDATA[<script>alert(1)</script>]]>",
        "<?php echo 1 ?>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
        "<<b>script>alert(1)<</b>/script>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "[a](https://x.org 'x\" onclick=\"alert(1)')",
        '[a](https://x.org/"onclick="alert(1))',
        '![a" onerror="alert(1)](media/x.png)',
        '```"><script>alert(1)</script>\nx\n```',
        "`<script>`",
        "| <script> | a |\n|---|---|\n| <img onerror=x> | `|<b>` |",
        "# <script>",
        "[<img src=x onerror=alert(1)>](/x)",
        "<https://x.org/<script>>",
        "<javascript:alert(1)>",
        "\x00<script>",
        "\ud800<script>",
    ],
)
def test_html_of_the_author_is_text(text: str) -> None:
    for html in (render(text, media_base=MEDIA), render_inline(text, media_base=MEDIA)):
        inspected(html)
        assert not re.search(r"<(?:script|svg|iframe|form|input|b|style)\b", html, re.IGNORECASE)


fragments = st.sampled_from(
    [
        "<",
        ">",
        '"',
        "'",
        "&",
        "`",
        "*",
        "_",
        "[",
        "]",
        "(",
        ")",
        "!",
        "$",
        "$$",
        "|",
        "\n",
        "\n\n",
        "- ",
        "# ",
        "> ",
        "\\",
        "{",
        "}",
        "\\text{",
        "\\frac{a}{b}",
        "^",
        "javascript:",
        "media/x.svg",
        "https://x.org",
        "//evil",
        "<script>",
        "</math>",
        "<img src=x onerror=y>",
        "|-|-|\n",
        "a",
        "é",
    ]
)


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(fragments, max_size=40).map("".join) | st.text(max_size=60))
def test_whatever_is_written_stays_within_the_lists(text: str) -> None:
    inspected(render(text, media_base=MEDIA))
    inspected(render_inline(text, media_base=MEDIA))


def test_a_text_of_64_kb_is_shown_and_a_longer_one_refused() -> None:
    assert len(render("é" * 32768)) > 32768
    for function in (render, render_inline):
        with pytest.raises(Invalid, match="64 KB"):
            function("é" * 32769)


def test_an_excerpt_is_plain_and_ends_at_a_word() -> None:
    assert excerpt("*Myelin* wraps {{1}} < {{2}}.") == "Myelin wraps ____ < ____."
    assert excerpt("one two three", 10) == "one two…"
    assert excerpt("one two", 7) == "one two"


def test_the_filters_take_the_place_of_pictures() -> None:
    app = Flask(__name__)
    markdown.init_app(app)
    template = "{{ text|markdown }}{{ text|markdown_inline('/m') }}{{ text|markdown('/m/a/') }}"
    with app.test_request_context():
        assert render_template_string(template, text="![p](media/x.png)") == (
            '<p>p</p>\n<img src="/m/x.png" alt="p"><p><img src="/m/a/x.png" alt="p"></p>\n'
        )


def test_links_to_own_pages_begin_as_the_addresses_of_the_site_do() -> None:
    app = Flask(__name__)
    markdown.init_app(app)
    text = "[a](/study) [b](/myelin/study) [c](/myelins) [d](https://x.org/study)"
    with app.test_request_context(base_url="https://host/myelin"):
        for name in ("markdown", "markdown_inline"):
            html = str(app.jinja_env.filters[name](text))
            assert re.findall(r'href="([^"]*)"', html) == [
                *("/myelin/study", "/myelin/study", "/myelin/myelins", "https://x.org/study"),
            ]
    with app.test_request_context():
        assert 'href="/study"' in str(app.jinja_env.filters["markdown"](text))
