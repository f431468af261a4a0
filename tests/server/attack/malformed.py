"""(b) Forms as no browser sends them, each with a session and a token so that the view is reached."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from urllib.parse import quote

from tests.server.attack.browser import FORM, Browser, encoded
from tests.server.attack.forms import Form
from tests.server.attack.routes import WRONG, Values, filled, rules
from tests.server.attack.site import Site

Pairs = list[tuple[str, str]]
VALUES = (
    "", " ", "\0", "a\0b", "\ud800", "\udfff\ud800", "\u202eabc\u2066", "\ufeff", "\u200b" * 300,
    "e\u0301" * 5000, "\u0301" * 20_000, "\U0010ffff" * 500, "\ufdfa" * 3000, "\r\nX: y", "\x1b[31m",
    "1e999", "-1e999", "-0", "0", "-1", "9e18", "9000000000000000000", "9223372036854775808",
    "-9223372036854775809", "2147483648", "1e-400", "NaN", "Infinity", "-inf", "0x10", "1_000",
    "\u0661\u0662", "\uff11\uff12", "\u00b2", "1,5", "1.000,5", "9" * 5000, "0." + "0" * 5000 + "1",
    "0001-01-01", "9999-12-31", "10000-01-01", "2026-02-30", "2026-13-01", "-2026-01-01",
    "2026-W01-1", "24:00", "99:99", "00:00:00.0000001", "2026-01-01T00:00:00Z",
    "00000000-0000-0000-0000-000000000000", "{00000000-0000-0000-0000-000000000001}",
    "urn:uuid:00000000-0000-0000-0000-000000000001", "[]", "{}", '{"a": [1]}', "null", "true", "on",
    "'; DROP TABLE users; --", "%s%n%d", "{{7*7}}", "{0.__class__}", "../../etc/passwd", "=1+1",
    "<script>alert(1)</script>", "//evil.example", "javascript:alert(1)", "Europe/../../etc", "en_XX",
    "a" * 70_000, "a " * 40_000, "\n" * 60_000, "&" * 1000, "a=b&c=d", "*", "-", "choices-0-text",
)  # fmt: skip
COLUMNS = (
    "id",
    "role",
    "is_admin",
    "learner_id",
    "user_id",
    "version",
    "password_hash",
    "course_id",
)
CONTENT_TYPES = (
    "", "text/plain", "application/json", "application/xml", "multipart/form-data", "*/*", "garbage",
    "multipart/form-data; boundary=", "multipart/form-data; boundary=" + "b" * 300,
    f"{FORM}; charset=utf-16", f"{FORM}; charset=nothing", "multipart/mixed; boundary=x", f"{FORM}, {FORM}",
)  # fmt: skip
HEADERS = {
    "Accept": ("application/json", "*/*;q=NaN", "\xff", "a" * 5000, "text/html;q=" + "9" * 400),
    "Accept-Language": ("xx-YY;q=1e999", "\xff\xfe", "de-" * 2000, "*", ";;;,,,"),
    "Cookie": (
        "myelin_session=\xff",
        "myelin_session=" + "a" * 8000,
        "a",
        "myelin=.eJx;myelin=x",
        ";=;",
    ),
    "Referer": ("//x", "http://[", "http://127.0.0.1/\xff", "javascript:1", "a" * 6000),
    "Origin": ("null", "http://[::1", "https://evil.example"),
    "If-Modified-Since": ("yesterday", "Mon, 99 Jan 99999 00:00:00 GMT"),
    "If-None-Match": ('W/"', '"' * 1000),
    "Range": ("bytes=0-0,1-1", "bytes=-1", "bytes=9-1", "bytes=" + "0-0," * 500),
    "X-Forwarded-For": ("1.1.1.1, \xff", "a" * 4000),
    "X-Requested-With": ("XMLHttpRequest",),
    "X-Request-ID": ("\x01", "a" * 64),
    "Content-Encoding": ("gzip", "br"),
    "Expect": ("100-continue",),
    "User-Agent": ("", "\xff" * 400, "%s" * 500),
    "Authorization": ("Basic \xff", "Bearer " + "a" * 3000),
}
RENEWED_EACH = 150
WEIGHED_EACH = 4_000


@dataclass(frozen=True)
class Case:
    """One request, made from a seed and a number."""

    path: str
    body: bytes
    headers: dict[str, str]


def post_malformed(
    site: Site, found: dict[str, list[Form]], *, seed: int, count: int, first: int = 0
) -> None:
    """Send so many malformed forms over all routes that take any."""
    values = Values(random.Random(seed))
    routes = rules(site.app, method="POST")
    others = [form for several in found.values() for form in several]
    for number in range(first, first + count):
        chance = random.Random(f"{seed}:{number}")
        values.chance = chance
        if number % RENEWED_EACH == 0:
            site.renew()
            values.refresh()
        if number % WEIGHED_EACH == 0 and number > first:
            site.memory(f"after {number - first} malformed forms")
        rule = routes[number % len(routes)]
        role = chance.choice(("admin", "admin", "admin", "educator", "learner", "learner", ""))
        form = chance.choice(found.get(rule.endpoint) or others)
        browser = site.browser(role)
        case = _case(browser, rule, form, values, chance)
        answer = browser.send("POST", case.path, case.body, case.headers, f"case {seed}:{number}")
        if role and (
            answer.location.startswith("/sign-in")
            or rule.endpoint == "accounts.signing_in.sign_out"
        ):
            site.renew(role)


def _case(
    browser: Browser, rule: object, form: Form, values: Values, chance: random.Random
) -> Case:
    right = values.right(rule)  # type: ignore[arg-type]
    if right and chance.random() < 0.15:
        right[chance.choice(list(right))] = quote(chance.choice(WRONG), safe="%.")
    path = filled(rule, right)  # type: ignore[arg-type]
    if chance.random() < 0.1:
        path += (
            "?"
            + encoded([(chance.choice(("next", "type", "page", "days")), _value(chance))]).decode()[
                :9000
            ]
        )
    pairs = form.fill(chance)
    for _ in range(chance.randrange(1, 4)):
        pairs = damaged(pairs, chance)
    if chance.random() < 0.97:
        pairs.insert(0, ("csrf_token", browser.csrf))
    body, kind = sent(pairs, chance)
    headers = {"Content-Type": kind, "X-CSRFToken": browser.csrf}
    if chance.random() < 0.12:
        name = chance.choice(list(HEADERS))
        headers[name] = chance.choice(HEADERS[name])
    # Neither http.client nor the server takes these bytes; they are in tests of the raw server.
    headers = {name: value.replace("\x01", "") for name, value in headers.items()}
    return Case(path, body, headers)


def _value(chance: random.Random) -> str:
    return chance.choice(VALUES)


def damaged(pairs: Pairs, chance: random.Random) -> Pairs:
    """Return the fields with one thing wrong."""
    pairs = list(pairs)
    how = chance.randrange(10)
    place = chance.randrange(len(pairs)) if pairs else 0
    if not pairs or how == 0:
        return [*pairs, (chance.choice(COLUMNS), _value(chance))]
    name, value = pairs[place]
    if how <= 4:
        pairs[place] = (name, _value(chance))
    elif how == 5:
        del pairs[place]
    elif how == 6:
        pairs.insert(chance.randrange(len(pairs) + 1), (name, _value(chance)))
    elif how == 7:
        index = chance.choice(("99999999999999999999", "-1", "\u0663", "1e9", "", "0x1", "999"))
        pairs[place] = (name.replace("0", index) if "0" in name else f"{name}-{index}-text", value)
    elif how == 8:
        pairs[place] = (chance.choice(("", "\0", "a[b]", "\ud800", "__class__", name * 50)), value)
    else:
        other = chance.randrange(len(pairs))
        pairs[place], pairs[other] = (name, pairs[other][1]), (pairs[other][0], value)
    return pairs


def sent(pairs: Pairs, chance: random.Random) -> tuple[bytes, str]:
    """Return the body and its type, both perhaps not what they should be."""
    how = chance.random()
    if how < 0.62:
        return encoded(pairs), FORM
    if how < 0.67:
        return encoded(pairs) + chance.choice(
            (b"&a=%", b"&%ff=%fe", b"&\xff\xfe=\x80", b"&" * 2000, b"&a" * 1200)
        ), FORM
    if how < 0.80:
        body, kind = multipart(pairs, chance)
        if chance.random() < 0.3:
            body = body[: chance.randrange(len(body) + 1)]
        return body, kind
    if how < 0.88:
        return json.dumps(dict(pairs)).encode(), chance.choice(("application/json", FORM))
    if how < 0.90:
        return b"[" * 20_000, "application/json"
    if how < 0.92:
        return encoded(pairs * 60)[:1_900_000], FORM
    if how < 0.94:
        return chance.randbytes(3000), chance.choice((FORM, "multipart/form-data; boundary=x"))
    return encoded(pairs), chance.choice(CONTENT_TYPES)


def multipart(pairs: Pairs, chance: random.Random) -> tuple[bytes, str]:
    """Return fields as a form with files sends them; some are files now."""
    boundary = "----attack"
    parts = []
    for name, value in pairs:
        shown = name.encode("utf-8", "surrogatepass").replace(b'"', b"%22").replace(b"\0", b"")
        line = b'Content-Disposition: form-data; name="' + shown + b'"'
        if name != "csrf_token" and chance.random() < 0.15:
            file = chance.choice(
                (b"a.png", b"../../x.svg", b"", b"a" * 3000, "\u202egnp.x".encode())
            )
            line += (
                b'; filename="'
                + file
                + b'"\r\nContent-Type: '
                + chance.choice((b"image/png", b"x", b"text/html"))
            )
        if chance.random() < 0.03:
            line += b"\r\nX-Long: " + b"x" * 70_000
        content = value.encode("utf-8", "surrogatepass")
        parts.append(b"--" + boundary.encode() + b"\r\n" + line + b"\r\n\r\n" + content + b"\r\n")
    return b"".join(
        parts
    ) + b"--" + boundary.encode() + b"--\r\n", f"multipart/form-data; boundary={boundary}"
