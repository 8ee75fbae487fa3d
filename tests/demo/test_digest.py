import pytest

from specrunner.demo.digest import REALM, Nonces, Verdict, expected_response, parse_credentials
from specrunner.demo.settings import User

ANN = User("ann", "ann-likes-tea", "customer", "k")


def proof(nonce: str = "n1", *, count: int = 1, user: User = ANN, **more: str) -> dict[str, str]:
    given = {
        "username": user.name,
        "realm": REALM,
        "nonce": nonce,
        "uri": "/digest",
        "qop": "auth",
        "nc": f"{count:08x}",
        "cnonce": "c",
        "algorithm": "SHA-256",
    } | more
    return given | {"response": expected_response(given, "GET", user)}


@pytest.fixture
def nonces() -> Nonces:
    nonces = Nonces(ttl_s=60, capacity=10)
    nonces.challenge("n1", "SHA-256", "auth", now_s=100, is_stale=False)
    return nonces


# RFC 7616 section 3.9.1, with its realm.
@pytest.mark.parametrize(
    ("algorithm", "response"),
    [
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ],
)
def test_the_examples_of_the_rfc_come_out(algorithm, response, monkeypatch):
    monkeypatch.setattr("specrunner.demo.digest.REALM", "http-auth@example.org")
    given = {
        "nonce": "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
        "uri": "/dir/index.html",
        "qop": "auth",
        "nc": "00000001",
        "cnonce": "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
        "algorithm": algorithm,
    }
    mufasa = User("Mufasa", "Circle of Life", "customer", "k")
    assert expected_response(given, "GET", mufasa) == response


def test_a_challenge_names_all_that_a_client_needs():
    nonces = Nonces(ttl_s=60, capacity=10)
    assert nonces.challenge("abc", "MD5", "auth", now_s=0, is_stale=True) == (
        'Digest realm="specrunner demo", qop="auth", algorithm=MD5, nonce="abc", opaque="cba", stale=true'
    )


def test_a_right_proof_is_taken_once(nonces):
    assert nonces.judge(proof(), "GET", "/digest", ANN, now_s=101) is Verdict.RIGHT
    assert nonces.judge(proof(), "GET", "/digest", ANN, now_s=101) is Verdict.STALE
    assert nonces.judge(proof(count=2), "GET", "/digest", ANN, now_s=101) is Verdict.RIGHT


@pytest.mark.parametrize("algorithm", ["MD5", "MD5-sess", "SHA-256", "SHA-256-sess"])
def test_each_algorithm_is_understood(nonces, algorithm):
    assert nonces.judge(proof(algorithm=algorithm), "GET", "/digest", ANN, now_s=101) is Verdict.RIGHT


def test_a_proof_without_qop_is_understood(nonces):
    given = proof()
    for name in ("qop", "nc", "cnonce"):
        del given[name]
    given["response"] = expected_response(given, "GET", ANN)
    assert nonces.judge(given, "GET", "/digest", ANN, now_s=101) is Verdict.RIGHT


@pytest.mark.parametrize(
    "change",
    [
        {"response": "0" * 64},
        {"uri": "/other"},
        {"realm": "elsewhere"},
        {"opaque": "wrong"},
        {"algorithm": "SHA-512"},
        {"nc": "1"},
        {"cnonce": ""},
        {"qop": "auth-int"},
    ],
)
def test_a_wrong_proof_is_wrong(nonces, change):
    assert nonces.judge(proof() | change, "GET", "/digest", ANN, now_s=101) is Verdict.WRONG


def test_another_method_needs_another_proof(nonces):
    assert nonces.judge(proof(), "PUT", "/digest", ANN, now_s=101) is Verdict.WRONG


def test_an_old_or_unknown_nonce_is_stale_and_not_wrong(nonces):
    assert nonces.judge(proof(), "GET", "/digest", ANN, now_s=160) is Verdict.STALE
    assert nonces.judge(proof("n2"), "GET", "/digest", ANN, now_s=101) is Verdict.STALE


@pytest.mark.parametrize(
    ("field", "found"),
    [
        ('Digest a="b, \\"c\\"", D=e', {"a": 'b, "c"', "d": "e"}),
        ("digest a=b,", {"a": "b"}),
        ('Digest a="b", a="c"', None),
        ('Digest a="b" c="d"', None),
        ("Basic YTpi", None),
        ("", None),
    ],
)
def test_credentials_are_read_or_refused_whole(field, found):
    assert parse_credentials(field) == found
