"""(a) Every route, as everybody, by every method, with right and wrong ids; and all forms on the way."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from urllib.parse import urlsplit

from werkzeug.exceptions import HTTPException

from tests.server.attack import forms
from tests.server.attack.routes import Values, addresses, filled, rules
from tests.server.attack.site import COURSE, OWN_COURSE, ROLES, Site

METHODS = ("GET", "HEAD", "OPTIONS", "PUT", "POST", "DELETE", "TRACE")
# Of a kind of page, so many are read for their forms and links.
MOST_OF_A_KIND = 8
NOT_FOLLOWED = "/sign-out"


def crawl(site: Site, chance: random.Random, *, share: float = 1.0) -> None:
    """Ask for every address of every route as everybody; ``share`` of those with wrong ids."""
    values = Values(chance)
    for role in ROLES:
        browser = site.browser(role)
        for rule in rules(site.app):
            if rule.rule == NOT_FOLLOWED:
                continue
            for number, address in enumerate(addresses(rule, values)):
                if number and chance.random() > share:
                    continue
                for method in METHODS if number < 2 else ("GET", "POST"):
                    body = b"csrf_token=" + browser.csrf.encode() if method == "POST" else None
                    kind = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
                    answer = browser.send(method, address, body, kind)
                    if role and answer.location.startswith("/sign-in"):
                        site.renew(role)
        site.renew()


def find_forms(site: Site, chance: random.Random) -> dict[str, list[forms.Form]]:
    """Walk through the site as each role and return the forms to send, by endpoint.

    Forms that are met early are sent once as they should be, so that there are reports, notes,
    drafts and sessions for the pages behind them.
    """
    found: dict[str, list[forms.Form]] = defaultdict(list)
    matcher = site.app.url_map.bind("127.0.0.1")
    for turn in range(2):
        for role in ("learner", "educator", "admin", ""):
            seen: Counter[str] = Counter()
            for form in _forms_of(site, role, chance, seen):
                endpoint = endpoint_of(matcher, form.action)
                if not endpoint or form.method != "post":
                    continue
                found[endpoint].append(form)
                if (
                    turn == 0
                    and role
                    and NOT_FOLLOWED not in form.action
                    and len(found[endpoint]) < 4
                ):
                    site.browser(role).post(form.action, form.fill(chance))
            site.renew()
    return {endpoint: forms.merged(several) for endpoint, several in found.items()}


def endpoint_of(matcher: object, address: str) -> str:
    """Return whose address it is, '' for nobody's."""
    try:
        return str(matcher.match(urlsplit(address).path, method="POST")[0])  # type: ignore[attr-defined]
    except HTTPException:
        return ""


def _forms_of(site: Site, role: str, chance: random.Random, seen: Counter[str]) -> list[forms.Form]:
    """Return all forms on the pages that a role reaches."""
    values = Values(chance)
    browser = site.browser(role)
    matcher = site.app.url_map.bind("127.0.0.1")
    queue = [filled(rule, values.right(rule)) for rule in rules(site.app, method="GET")]
    queue += [f"/study/courses/{slug}" for slug in (COURSE, OWN_COURSE)]
    queue += [f"/bank/{OWN_COURSE}/new-question?objective=Q1&type={name}" for name in _types()]
    found: list[forms.Form] = []
    visited: set[str] = set()
    while queue:
        address = queue.pop(0)
        try:
            endpoint = matcher.match(urlsplit(address).path, method="GET")[0]
        except HTTPException:
            continue
        if address in visited or seen[endpoint] >= MOST_OF_A_KIND + 20 * ("new_q" in endpoint):
            continue
        visited.add(address)
        seen[endpoint] += 1
        page = browser.get(address)
        if page.location.startswith("/") and page.status in {302, 303}:
            queue.insert(0, page.location)
        if page.body.lstrip()[:15].lower() != b"<!doctype html>":
            continue
        on_page, links = forms.read(address, page.text)
        found += on_page
        chance.shuffle(links)
        queue += links
    return found


def _types() -> list[str]:
    from app.domain.questions import TYPES

    return list(TYPES)
