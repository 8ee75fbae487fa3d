import pytest

from specrunner.events import Headers
from specrunner.wire import (
    DeflateOffer,
    DeflateTerms,
    HandshakeInvalid,
    WebSocketAgreement,
    WebSocketOffer,
    read_websocket_answer,
    websocket_accept,
    websocket_key,
)

# RFC 6455 section 1.3.
KEY = "dGhlIHNhbXBsZSBub25jZQ=="
ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
GOOD = (("Upgrade", "websocket"), ("Connection", "Upgrade"), ("Sec-WebSocket-Accept", ACCEPT))
OFFER = WebSocketOffer(KEY, ("chat.v1", "chat.v2"), DeflateOffer())


def read(*more, offer=OFFER, without=()):
    fields = tuple(field for field in GOOD if field[0] not in without)
    return read_websocket_answer(offer, Headers((*fields, *more)))


def refusal(*more, offer=OFFER, without=()):
    with pytest.raises(HandshakeInvalid) as caught:
        read(*more, offer=offer, without=without)
    return caught.value.message


def test_the_key_of_the_rfc_gives_its_accept():
    assert websocket_key(b"the sample nonce") == KEY
    assert websocket_accept(KEY) == ACCEPT


def test_a_request_has_the_fields_of_the_handshake():
    offer = WebSocketOffer(KEY, ("a", "b"), DeflateOffer(True, True, 10, 11), ("x-trace; level=2",))
    assert offer.headers() == (
        ("Upgrade", "websocket"),
        ("Connection", "Upgrade"),
        ("Sec-WebSocket-Key", KEY),
        ("Sec-WebSocket-Version", "13"),
        ("Sec-WebSocket-Protocol", "a, b"),
        (
            "Sec-WebSocket-Extensions",
            "permessage-deflate; client_no_context_takeover; server_no_context_takeover; "
            "client_max_window_bits=10; server_max_window_bits=11, x-trace; level=2",
        ),
    )


def test_an_answer_without_choices_agrees_on_nothing():
    assert read() == WebSocketAgreement()


def test_names_and_tokens_are_of_any_case():
    fields = (("upgrade", "WebSocket"), ("connection", "keep-alive, UPGRADE"), ("sec-websocket-accept", ACCEPT))
    assert read_websocket_answer(OFFER, Headers(fields)) == WebSocketAgreement()


def test_the_chosen_subprotocol_is_told():
    assert read(("Sec-WebSocket-Protocol", "chat.v2")).subprotocol == "chat.v2"


@pytest.mark.parametrize(
    ("without", "more", "message"),
    [
        ("Upgrade", (), "the answer upgrades to nothing, not to `websocket`"),
        ("Upgrade", (("Upgrade", "h2c"),), "the answer upgrades to `h2c`, not to `websocket`"),
        ("Connection", (), "the answer's Connection field does not say `Upgrade`"),
        ("Sec-WebSocket-Accept", (), "the answer has no Sec-WebSocket-Accept"),
        ("", (("Sec-WebSocket-Accept", ACCEPT),), "the answer has 2 Sec-WebSocket-Accept fields"),
        (
            "Sec-WebSocket-Accept",
            (("Sec-WebSocket-Accept", "bm8="),),
            f"the answer's Sec-WebSocket-Accept is `bm8=`, and `{ACCEPT}` proves the key",
        ),
        (
            "",
            (("Sec-WebSocket-Protocol", "chat.v3"),),
            "the answer chooses the subprotocol `chat.v3`, and offered were: `chat.v1`, `chat.v2`",
        ),
        (
            "",
            (("Sec-WebSocket-Protocol", "chat.v1"), ("Sec-WebSocket-Protocol", "chat.v2")),
            "the answer chooses 2 subprotocols: chat.v1, chat.v2",
        ),
        (
            "",
            (("Sec-WebSocket-Extensions", "x-shout"),),
            "the answer uses the extension `x-shout`, which was not offered",
        ),
    ],
)
def test_an_answer_that_opens_no_websocket_says_why(without, more, message):
    assert refusal(*more, without=(without,)) == message


def test_without_a_key_the_proof_cannot_be_checked():
    offer = WebSocketOffer(None)
    assert read_websocket_answer(offer, Headers((*GOOD[:2], ("Sec-WebSocket-Accept", "any")))) == WebSocketAgreement()


def test_deflate_that_was_not_offered_is_refused():
    message = refusal(("Sec-WebSocket-Extensions", "permessage-deflate"), offer=WebSocketOffer(KEY))
    assert message == "the answer uses the extension `permessage-deflate`, which was not offered"


@pytest.mark.parametrize(
    ("answer", "terms"),
    [
        ("permessage-deflate", DeflateTerms()),
        ("permessage-deflate; server_no_context_takeover", DeflateTerms(server_no_context_takeover=True)),
        ("permessage-deflate;client_no_context_takeover", DeflateTerms(client_no_context_takeover=True)),
        ("permessage-deflate; client_max_window_bits=9", DeflateTerms(client_max_window_bits=9)),
        ('permessage-deflate; server_max_window_bits="10"', DeflateTerms(server_max_window_bits=10)),
    ],
)
def test_deflate_is_agreed_on_as_the_answer_says(answer, terms):
    found = read(("Sec-WebSocket-Extensions", answer))
    assert found == WebSocketAgreement(deflate=terms, extensions=(answer,))


@pytest.mark.parametrize(
    ("parameters", "what"),
    [
        ("; server_max_window_bits=16", "says `server_max_window_bits=16`, which is no number from 8 to 15"),
        ("; server_max_window_bits=08", "says `server_max_window_bits=08`, which is no number from 8 to 15"),
        ("; server_max_window_bits", "gives `server_max_window_bits` no value"),
        ("; client_max_window_bits", "gives `client_max_window_bits` no value"),
        ("; server_no_context_takeover=1", "gives `server_no_context_takeover` a value"),
        ("; level=9", "has a parameter `level`, which there is not"),
        ("; server_max_window_bits=9; server_max_window_bits=9", "says `server_max_window_bits` twice"),
    ],
)
def test_an_acceptance_of_deflate_that_breaks_its_rules_is_refused(parameters, what):
    message = refusal(("Sec-WebSocket-Extensions", f"permessage-deflate{parameters}"))
    assert message == f"the answer's `permessage-deflate` {what} (RFC 7692 section 7.1)"


@pytest.mark.parametrize(
    ("offer", "parameters", "what"),
    [
        (
            DeflateOffer(client_max_window_bits=None),
            "; client_max_window_bits=10",
            "limits the client's window, which was not offered",
        ),
        (
            DeflateOffer(server_no_context_takeover=True),
            "",
            "leaves out `server_no_context_takeover`, which was asked for",
        ),
        (
            DeflateOffer(server_max_window_bits=10),
            "",
            "uses a window of 15 bits, where at most 10 were asked for",
        ),
        (
            DeflateOffer(client_max_window_bits=10),
            "; client_max_window_bits=12",
            "wants a window of 12 bits, where 10 were offered",
        ),
    ],
)
def test_what_was_asked_for_must_be_kept_to(offer, parameters, what):
    fields = ("Sec-WebSocket-Extensions", f"permessage-deflate{parameters}")
    message = refusal(fields, offer=WebSocketOffer(KEY, deflate=offer))
    assert message == f"the answer's `permessage-deflate` {what} (RFC 7692 section 7.1)"


@pytest.mark.parametrize("value", ["permessage deflate", "; x", "x-trace; =1"])
def test_what_is_no_extension_is_refused(value):
    with pytest.raises(HandshakeInvalid, match=r"in Sec-WebSocket-Extensions"):
        read(("Sec-WebSocket-Extensions", value))


def test_an_extension_of_the_authors_own_may_be_accepted():
    offer = WebSocketOffer(KEY, extensions=("x-trace; level=2",))
    assert read(("Sec-WebSocket-Extensions", "x-trace"), offer=offer).extensions == ("x-trace",)
