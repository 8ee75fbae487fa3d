import pytest

from specrunner.requests.fault import Unsendable
from specrunner.requests.model import WholeRequest
from specrunner.requests.request import Prepared, policy_of, prepare
from specrunner.transport import AddressPolicy, HttpLimits, RedirectPolicy

from .fakes import FakeFiles, FakeTransport

POLICY = AddressPolicy(allow_private=False, allow_hosts=("ok.test",), deny=("no.test",))


async def prepared(**fields: object) -> Prepared:
    given = {"base_url": "http://shop.test", **fields}
    action = WholeRequest.model_validate({name: value for name, value in given.items() if value is not None})
    return await prepare(action, FakeFiles(), FakeTransport(addresses=POLICY))


async def test_a_bare_get_leaves_all_to_the_transport():
    request = (await prepared(get="/x")).request
    assert (request.method, request.url, request.headers, request.body) == ("GET", "http://shop.test/x", (), None)
    assert request.follow == RedirectPolicy()
    assert request.limits == HttpLimits()
    assert (request.decompress, request.http2, request.proxy, request.addresses) == (True, False, None, None)


async def test_every_option_reaches_the_transport():
    request = (
        await prepared(
            post="/x",
            params={"a": [1, 2]},
            headers={"X-Key": "k", "Accept": None},
            json={"a": 1},
            cookies={"c": "d"},
            auth={"bearer": "t"},
            redirects={"follow": True, "max": 3, "allow_downgrade": True},
            tls={"ca": "ca.pem", "cert": "c.pem", "key": "k.pem", "verify": False, "min_version": "1.3"},
            http2=True,
            proxy="http://proxy:1",
            decompress=False,
            limits={"body": "1KiB", "headers": 2048},
            allow_hosts=["10.0.0.0/8"],
        )
    ).request
    assert request.url == "http://shop.test/x?a=1&a=2"
    assert request.headers == (("Content-Type", "application/json"), ("X-Key", "k"), ("Authorization", "Bearer t"))
    assert request.body == b'{"a":1}'
    assert request.cookies == (("c", "d"),)
    assert request.omit_headers == {"accept"}
    assert request.sensitive_headers == {"x-key", "authorization"}
    assert request.follow == RedirectPolicy(follow=True, max=3, allow_downgrade=True)
    assert (str(request.tls.ca), str(request.tls.cert), str(request.tls.key)) == (
        "/specs/ca.pem",
        "/specs/c.pem",
        "/specs/k.pem",
    )
    assert (request.tls.verify, request.tls.min_version) == (False, "1.3")
    assert (request.http2, request.proxy, request.decompress) == (True, "http://proxy:1", False)
    assert (request.limits.body_bytes, request.limits.header_bytes) == (1024, 2048)


async def test_hosts_are_allowed_beside_those_of_the_settings_and_denied_ones_stay_denied():
    request = (await prepared(get="/", allow_hosts=["10.0.0.0/8"])).request
    assert request.addresses == AddressPolicy(False, ("ok.test", "10.0.0.0/8"), ("no.test",))


async def test_without_the_policy_of_the_settings_no_host_is_allowed():
    action = WholeRequest.model_validate({"get": "http://10.0.0.1/", "allow_hosts": ["10.0.0.0/8"]})
    with pytest.raises(Unsendable) as raised:
        await prepare(action, FakeFiles(), object())
    assert raised.value.fault.message == (
        "`allow_hosts` cannot be added to the settings: the transport does not tell them"
    )


def test_the_policy_is_the_transports_own():
    assert policy_of(FakeTransport(addresses=POLICY)) is POLICY


async def test_an_api_key_in_the_query_comes_behind_the_other_parameters():
    key = {"api_key": {"name": "key", "value": "a b", "in": "query"}}
    assert (
        await prepared(get="/x?q=1", params={"p": 2}, auth=key)
    ).request.url == "http://shop.test/x?q=1&p=2&key=a%20b"


@pytest.mark.parametrize(("method", "is_noted"), [("get", True), ("head", True), ("post", False), ("query", False)])
async def test_a_body_in_a_get_is_noted(method, is_noted):
    notices = (await prepared(**{method: "/"}, body="x")).notices
    said = f"a body in a {method.upper()} request has no meaning that servers agree on; many ignore it"
    assert notices == ((said,) if is_noted else ())


@pytest.mark.parametrize(
    ("fields", "kind", "message", "hint"),
    [
        ({"get": "/x", "base_url": None}, "url", "`/x` has no host",
         "give a `base_url`, in the step or in `defaults.http`, or write the URL with http://"),
        ({"method": "A B", "url": "/"}, "request", "`A B` is no method", "write one word, like `PURGE`"),
        ({"method": "A"}, "request", "there is no method with a URL", "write `get: /path`"),
    ],
)  # fmt: skip
async def test_a_request_that_cannot_be_made_is_told(fields, kind, message, hint):
    with pytest.raises(Unsendable) as raised:
        await prepared(**fields)
    fault = raised.value.fault
    assert (fault.kind, fault.message, fault.hint) == (kind, message, hint)
