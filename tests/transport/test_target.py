import pytest

from specrunner.transport.target import HttpTarget, read_target


def test_a_url_is_taken_apart():
    url = "http://127.0.0.1:8080/health?deep=1"
    assert read_target(url) == HttpTarget(url, "127.0.0.1", 8080, "127.0.0.1:8080", "/health?deep=1", is_tls=False)


@pytest.mark.parametrize(
    ("url", "host", "port", "authority", "path", "is_tls"),
    [
        ("http://localhost", "localhost", 80, "localhost", "/", False),
        ("https://localhost/a", "localhost", 443, "localhost", "/a", True),
        ("HTTP://[::1]:81/", "::1", 81, "[::1]:81", "/", False),
        ("http://ann:tea@shop:82/x", "shop", 82, "shop:82", "/x", False),
        ("http://shop/größe%20a?q=ü", "shop", 80, "shop", "/gr%C3%B6%C3%9Fe%20a?q=%C3%BC", False),
        ("http://bücher.example/", "bücher.example", 80, "xn--bcher-kva.example", "/", False),
        ("http://shop/#top", "shop", 80, "shop", "/", False),
    ],
)
def test_what_is_left_out_has_its_default(url, host, port, authority, path, is_tls):
    assert read_target(url) == HttpTarget(url, host, port, authority, path, is_tls)


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("/health", "`/health` does not begin with http:// or https://"),
        ("ftp://shop/", "`ftp://shop/` does not begin with http:// or https://"),
        ("http:///health", "`http:///health` names no host"),
        ("http://shop:99999/", "`http://shop:99999/` is no URL: Port out of range 0-65535"),
        ("http://shop:x/", "`http://shop:x/` is no URL: Port could not be cast to integer value as 'x'"),
        ("http://[::1/", "`http://[::1/` is no URL: Invalid IPv6 URL"),
        ("http://shop/a b", "`http://shop/a b` has a space or a control character in it"),
        ("http://shop/\r\nX: y", "`http://shop/  X: y` has a space or a control character in it"),
    ],
)
def test_what_is_no_url_is_refused_with_a_sentence(url, message):
    with pytest.raises(ValueError, match=r"^`") as raised:
        read_target(url)
    assert str(raised.value) == message
