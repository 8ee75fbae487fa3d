"""Hashes and message authentication codes. hashlib (OpenSSL) loads with the first call."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from ...source import did_you_mean
from ..failure import OperandError
from ..kinds import TEXT, TEXT_OR_BYTES
from .conversions import to_bytes
from .encoding import base64_text, base64url_text
from .table import Function, Parameter

_ENCODINGS: Final[dict[str, Callable[[bytes], str]]] = {
    "hex": bytes.hex,
    "base64": base64_text,
    "base64url": base64url_text,
}
_ALGORITHMS: Final = ("sha256", "sha512", "sha384", "sha1", "md5")


def check_encoding(encoding: object) -> object:
    if encoding not in _ENCODINGS:
        raise OperandError(f"there is no encoding `{encoding}`", did_you_mean(str(encoding), _ENCODINGS), argument=1)
    return encoding


def check_algorithm(algorithm: object) -> object:
    if algorithm not in _ALGORITHMS:
        raise OperandError(f"there is no hash `{algorithm}`", did_you_mean(str(algorithm), _ALGORITHMS), argument=0)
    return algorithm


def _hash(algorithm: str) -> Callable[..., str]:
    def digest(data: str | bytes, encoding: str = "hex") -> str:
        import hashlib

        check_encoding(encoding)
        return _ENCODINGS[encoding](hashlib.new(algorithm, to_bytes(data), usedforsecurity=False).digest())

    return digest


def keyed(algorithm: str, key: str | bytes, data: str | bytes, encoding: str = "hex") -> str:
    import hmac

    check_algorithm(algorithm)
    check_encoding(encoding)
    return _ENCODINGS[encoding](hmac.new(to_bytes(key), to_bytes(data), algorithm).digest())


_GROUP: Final = "Hashes"
_DATA: Final = Parameter("data", TEXT_OR_BYTES)
_ENCODING: Final = Parameter("encoding", TEXT, is_optional=True, check_literal=check_encoding)
_EXAMPLES: Final = {
    "sha256": 'sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"',
    "sha512": 'size(sha512("")) == 128',
    "sha384": 'size(sha384("")) == 96',
    "sha1": 'sha1("abc") == "a9993e364706816aba3e25717850c26c9cd0d89d"',
    "md5": 'md5("", "base64") == "1B2M2Y8AsgTpgAmY7PhCfg=="',
}


def _hash_function(algorithm: str) -> Function:
    name = {"md5": "MD5", "sha1": "SHA-1"}.get(algorithm, f"SHA-{algorithm[3:]}")
    doc = f"The {name} hash of text (as UTF-8) or bytes, in `hex`, `base64` or `base64url`."
    call: Any = _hash(algorithm)
    return Function(algorithm, _GROUP, (_DATA, _ENCODING), TEXT, doc, _EXAMPLES[algorithm], call)


FUNCTIONS: Final = (
    *(_hash_function(algorithm) for algorithm in _ALGORITHMS),
    Function(
        "hmac",
        _GROUP,
        (
            Parameter("algorithm", TEXT, check_literal=check_algorithm),
            Parameter("key", TEXT_OR_BYTES),
            _DATA,
            _ENCODING,
        ),
        TEXT,
        "The message authentication code (RFC 2104) of the data under the key, in `hex`, `base64` or `base64url`.",
        'hmac("sha256", "key", "data") == "5031fe3d989c6d1537a013fa6e739da23463fdaec3b70137d828e36ace221bd0"',
        keyed,
    ),
)
