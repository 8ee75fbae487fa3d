"""docs/demo.md against the service: routes, knobs, users and prices."""

import re
from pathlib import Path

from specrunner.demo import USERS
from specrunner.demo.__main__ import _parser
from specrunner.demo.catalogue import SHELF
from specrunner.demo.routes import ENDPOINTS

TEXT = (Path(__file__).parents[2] / "docs" / "demo.md").read_text(encoding="utf-8")


def test_the_tables_have_each_route_and_no_other():
    rows = re.findall(r"^\| `([A-Z ]+) (/\S*)` \|", TEXT, re.MULTILINE)
    described = {(method, path) for methods, path in rows for method in methods.split()}
    assert described == {(method, endpoint.path) for endpoint in ENDPOINTS for method in endpoint.methods}


def test_the_table_has_each_knob_and_no_other():
    described = set(re.findall(r"`(--[a-z-]+)[^`]*`", TEXT))
    assert described == {name for name in _parser()._option_string_actions if name.startswith("--")} - {"--help"}


def test_the_table_has_each_user():
    for user in USERS:
        assert f"| `{user.name}` | `{user.password}` | {user.role} | `{user.api_key}` |" in TEXT


def test_the_shelf_is_listed():
    for sku in SHELF:
        assert f"`{sku.sku}`" in TEXT
    prices = {sku.sku: f"{sku.price_cents / 100:.2f}" for sku in SHELF}
    for code, price in re.findall(r"`([A-Z]+-[0-9])`\s([0-9]+[.][0-9]{2})", TEXT):
        assert prices[code] == price
