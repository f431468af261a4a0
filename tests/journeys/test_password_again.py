"""After ten minutes an admin gives the password again, in one tab or two, with scripts or without."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_newcomer import PASSWORD, set_up
from tests.serving import Server

LONGER = 11


@pytest.mark.parametrize("live_server", ["sqlite", "postgresql"], indirect=True)
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_an_admin_gives_the_password_again_and_goes_on(
    live_server: Server,
    open_page: Callable[..., Page],
    no_barriers: Callable[[Page], None],
    *,
    scripts: bool,
) -> None:
    page = open_page(java_script_enabled=scripts)
    page.goto("/setup")
    set_up(page, live_server.setup_token)
    expect(page.get_by_role("heading", name="Welcome, Ruth Ansah")).to_be_visible()
    page.goto("/people/invitations")
    other = open_page(beside=page)
    other.goto("/settings")
    live_server.restart(minutes=LONGER)

    page.get_by_label("Email address").fill("bea@example.org")
    page.get_by_label("Role").select_option("Educator")
    page.get_by_role("button", name="Create invitation").click()
    expect(page.get_by_role("heading", name="Enter your password again")).to_be_visible()
    if scripts:  # axe is one
        no_barriers(page)
    other.get_by_label("Nobody").check()
    other.get_by_role("button", name="Save").click()
    expect(other.get_by_role("heading", name="Enter your password again")).to_be_visible()

    page.get_by_label("Your password").fill("not my password")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_contain_text("This is not your password.")
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    expect(page).to_have_url(re.compile("/people/invitations$"))
    expect(page.get_by_label("Invitation", exact=True)).to_have_value(re.compile("register"))
    row = page.get_by_role("row", name=re.compile("bea@example.org"))
    expect(row).to_contain_text("Educator")

    # The other tab asked before it was given; now it goes on without.
    other.get_by_role("button", name="Continue").click()
    expect(other.get_by_text("Saved.")).to_be_visible()
    expect(other.get_by_label("Nobody")).to_be_checked()
