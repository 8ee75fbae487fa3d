import pytest

from specrunner.wire.jsonrpc import read_rpc_message, rpc_error, rpc_result
from specrunner.wire.mcp import Era, judge_probe


@pytest.mark.parametrize(
    ("answer", "era"),
    [
        (rpc_result(1, {"supportedVersions": ["2026-07-28", "2025-11-25"]}), Era(True, ("2026-07-28", "2025-11-25"))),
        (rpc_error(1, -32022, "no", {"supported": ["2027-01-01"]}), Era(True, ("2027-01-01",))),
        (rpc_error(1, -32020, "header"), Era(True)),
        (rpc_error(1, -32021, "capability"), Era(True)),
        (rpc_error(1, -32601, "no such method"), Era(False)),
        (rpc_error(None, -32000, "no session"), Era(False)),
        (rpc_result(1, {}), Era(False)),
        (None, Era(False)),
    ],
)
def test_an_era_is_told_by_what_is_in_the_answer(answer, era):
    # D25: an HTTP 400 alone says nothing; only what the newer protocol knows is of a newer server.
    assert judge_probe(None if answer is None else read_rpc_message(answer)) == era


def test_the_newest_revision_of_both_sides_is_chosen():
    assert Era(True, ("2027-01-01", "2026-07-28")).best() == "2026-07-28"
    assert Era(True, ("2027-01-01",)).best() is None
