"""(c) Texts made to take long, in every field that people type into, in searches and in bank files."""

from __future__ import annotations

import random
import resource
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

from tests.server.attack.browser import Browser
from tests.server.attack.forms import Form
from tests.server.attack.site import OWN_COURSE, Site
from tests.serving import ROOT

# What is repeated, what comes before it and after it.
KINDS = {
    "spaces": ("a", " ", "b"),
    "spaces before lines": ("", "   \n", "x"),
    "brackets": ("", "[", "]"),
    "closing brackets": ("", "]", ""),
    "parentheses": ("(", "(a", ")"),
    "braces": ("", "{{1}", ""),
    "blanks": ("", "{{1}} ", ""),
    "many blanks": ("", "{{", "}}"),
    "pictures": ("", "![", ""),
    "picture names": ("", "![a](media/nerve-cell.svg) ", ""),
    "half pictures": ("", "![.-](media/", ")"),
    "links": ("", "[a](/b 'c') ", ""),
    "half links": ("", "[a](", ""),
    "references": ("[a]: /" + "x" * 20_000 + "\n\n", "[a] ", ""),
    "reference definitions": ("", "[a]: /b\n\n", "[a]"),
    "nested lists": ("", "- ", "a"),
    "deep lists": ("", "1. a\n   ", "b"),
    "quotes": ("", "> ", "a"),
    "emphasis": ("", "*a **b ", "c"),
    "underscores": ("", "_a __", "b"),
    "stars": ("", "*", "a"),
    "struck": ("", "~~a~", "b"),
    "code": ("", "` `` ", "`"),
    "fences": ("", "```\n~~~\n", "a"),
    "tables": ("", "a|b\n-|-\n", ""),
    "a wide table": ("|", "a|", "\n" + "|" + "-|" * 9000 + "\n" + "|a" * 9000),
    "headings": ("", "# a\n", ""),
    "rules": ("", "- - - \n", ""),
    "formulas": ("", "$x^2$ ", ""),
    "half formulas": ("", "$", " a"),
    "deep formulas": ("$", "\\sqrt{", "$"),
    "fractions": ("$", "\\frac{1}{", "}$"),
    "digits": ("", "9", ""),
    "digits with commas": ("", "1,000,", ""),
    "digits with dots": ("", "1.", ""),
    "digits with spaces": ("", "1 ", "x"),
    "raised digits": ("", "\u00b2\u2044", "\u2082"),
    "units": ("", "10 mg/", "x"),
    "unit letters": ("", "\u00b5g ", "/l"),
    "amounts": ("", "2-5 \u00b5g/dl and ", ""),
    "exponents": ("1", "e+", "1"),
    "words": ("", "all of the above ", ""),
    "none": ("", "none of these, except ", ""),
    "acronyms": ("", "ABC ", ""),
    "questions": ("", "what? which of ", "?"),
    "commas": ("", ",", "a"),
    "hyphens": ("", "a-", ""),
    "apostrophes": ("", "o\u2019", "s"),
    "quotation marks": ("", '"', "a"),
    "operators": ("", "-(a OR ", ""),
    "tag: words": ("", "tag:a -type:", ""),
    "backslashes": ("", "\\", ""),
    "less than": ("", "<a ", ">"),
    "comments": ("", "<!--", ""),
    "entities": ("", "&#x41;&amp", ""),
    "addresses": ("", "http://a.b/c?d=e&", ""),
    "mail addresses": ("", "a@", "b.c"),
    "dots": ("", "a.", "@"),
    "marks": ("e", "\u0301", ""),
    "ligatures": ("", "\ufdfa", ""),
    "Thai": ("", "\u0e01\u0e33", ""),
    "Korean jamo": ("", "\u1100\u1161\u11a8", ""),
    "invisible": ("a", "\u200b\u2060\u00ad", "b"),
    "right to left": ("", "\u202ea\u2066", ""),
    "emoji": ("", "\U0001f468\u200d\U0001f469\u200d", ""),
    "long word": ("", "neuropathyy", ""),
    "slips": ("", "cobalamni ", ""),
    "lines": ("", "\n", "a"),
    "carriage returns": ("", "\r\n\r", "a"),
    "tabs": ("\t", "\t- ", "a"),
}  # fmt: skip
FITS, TOO_LONG = 60_000, 100_000
IN_ADDRESS = 3_500
RENEWED_EACH = 100


def made(kind: str, length: int) -> str:
    """Return a text of a kind, so many bytes of UTF-8 long at most."""
    before, repeated, after = KINDS[kind]
    ends = len((before + after).encode())
    count = max((length - ends) // len(repeated.encode()), 1)
    return (before + repeated * count + after).encode()[:length].decode("utf-8", "ignore")


def send_texts(
    site: Site, found: dict[str, list[Form]], chance: random.Random, *, each: int
) -> None:
    """Put ``each`` kinds of texts, fitting and too long, into every field of every form."""
    number = 0
    for form in _once(found):
        role = "admin"
        for name in [*form.typed, ""]:
            for kind in chance.sample(sorted(KINDS), each * 3 if name == "" else each):
                number += 1
                if number % RENEWED_EACH == 0:
                    site.renew()
                length = FITS if name and chance.random() < 0.7 else TOO_LONG
                _send(site.browser(role), form, name, kind, length, chance)
    site.renew()


def _once(found: dict[str, list[Form]]) -> list[Form]:
    """Return of each endpoint the forms that differ in what is typed."""
    once = {(key, tuple(form.typed)): form for key, several in found.items() for form in several}
    return [
        form
        for (key, _), form in once.items()
        if key != "accounts.signing_in.sign_out" and form.typed
    ]


def _send(
    browser: Browser, form: Form, name: str, kind: str, length: int, chance: random.Random
) -> None:
    """Send a form with the text in one field, or a share of it in all."""
    text = made(kind, length if name else 120_000 // len(form.typed))
    pairs = form.fill(chance)
    if name:
        pairs = [pair for pair in pairs if pair[0] != name] + [(name, text)]
    else:
        pairs = [pair for pair in pairs if pair[0] not in form.typed]
        pairs += [(one, text) for one in form.typed]
    answer = browser.post(form.action, pairs, f"{kind} in {name or 'all'}")
    if answer.location.startswith("/") and answer.status == 303:
        browser.get(answer.location)


def search_for(site: Site) -> None:
    """Ask every page that searches for every kind of text."""
    pages = {
        "admin": ("/search?q=", "/people?q=", f"/bank/{OWN_COURSE}/questions?text=", "/study/notes?q="),
        "learner": ("/search?q=", "/study/sessions/preview?query="),
    }  # fmt: skip
    for role, addresses in pages.items():
        for address in addresses:
            for kind in KINDS:
                for length in (200, IN_ADDRESS, 9_000):
                    text = quote(made(kind, length))[:30_000]
                    site.browser(role).send("GET", address + text, note=kind)
    site.renew()


def write_questions(site: Site) -> None:
    """Have every type's preview and findings look at every kind of text in all their fields."""
    from app.domain.questions import TYPES

    browser = site.browser("educator")
    for type_name in TYPES:
        page = browser.get(f"/bank/{OWN_COURSE}/new-question?objective=Q1&type={type_name}")
        from tests.server.attack.forms import read

        form = max(read("", page.text)[0], key=lambda one: len(one.fields))
        names = [one.name for one in form.fields if one.kind in {"text", "textarea"}]
        plain = [(one.name, one.value or "x") for one in form.fields if one.kind != "submit"]
        for kind in KINDS:
            share = 120_000 // max(len(names), 1)
            for filled in ({name: made(kind, share) for name in names}, {"stem": made(kind, FITS)}):
                pairs = [(name, filled.get(name, value)) for name, value in plain]
                for look in ("findings", "preview"):
                    browser.post(f"/bank/{OWN_COURSE}/{look}/{type_name}", pairs, kind)


def load_files(site: Site, folder: Path, chance: random.Random, *, count: int) -> None:
    """Load and check bank files whose texts are of every kind."""
    source = ROOT / "question_bank" / "b12-and-pain"
    usual = {
        name: _run(["bank", name, str(source)], site.server.environ)[0] for name in ("sync", "lint")
    }
    for kind in chance.sample(sorted(KINDS), count):
        course = folder / "bank" / "b12-and-pain"
        shutil.rmtree(course, ignore_errors=True)
        shutil.copytree(source, course)
        for path in sorted(course.glob("*.yaml")):
            _spoil(path, kind, chance)
        for command in (["sync", "--dry-run"], ["lint"]):
            seconds, said = _run(
                ["bank", command[0], str(folder / "bank"), *command[1:]], site.server.environ
            )
            broken = "Traceback" in said
            site.score.note(
                f"flask bank {command[0]}, more than with the files as they are: {kind}",
                500 if broken else 200,
                seconds - usual[command[0]],
            )
            if broken:
                site.score.say(said[-1500:])


def _spoil(path: Path, kind: str, chance: random.Random) -> None:
    """Put the text into a few of the file's fields, within quotes."""
    lines = path.read_text(encoding="utf-8").splitlines()
    text = made(kind, 20_000).replace("\\", "\\\\").replace('"', '\\"')
    text = "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in text)
    for number in chance.sample(range(len(lines)), min(40, len(lines))):
        name, colon, value = lines[number].partition(": ")
        if colon and value and value[0] not in "|>[{&\"'":
            lines[number] = f'{name}: "{text}"'
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _run(arguments: list[str], environ: dict[str, str]) -> tuple[float, str]:
    """Run a command; return the seconds of processor that it took, and its errors."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    result = subprocess.run(
        [sys.executable, "-m", "flask", *arguments], cwd=ROOT, env=environ,
        capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return spent, result.stderr
