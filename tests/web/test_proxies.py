"""Who a client is: as many proxies are believed as the settings say, and no more."""

from __future__ import annotations

import pytest
from flask import Flask, request

from app.web.requests.access import public
from tests.conftest import second_app
from tests.people import set_up

# The client wrote the first address itself; the two proxies in front of us added what they saw.
FORWARDED = {
    "X-Forwarded-For": "203.0.113.1, 198.51.100.4, 192.0.2.9",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Port": "4444",
}


@pytest.mark.parametrize(
    ("hops", "address"), [(0, "127.0.0.1"), (1, "192.0.2.9"), (2, "198.51.100.4")]
)
def test_a_client_cannot_choose_its_address(app: Flask, hops: int, address: str) -> None:
    with second_app(app, TRUSTED_PROXY_HOPS=hops) as site:

        @site.get("/who")
        @public
        def who() -> str:
            return f"{request.remote_addr} {request.host}"

        set_up(site)
        assert site.test_client().get("/who", headers=FORWARDED).text == f"{address} localhost"
