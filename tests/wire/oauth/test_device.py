"""Polling with a device code."""

from specrunner.wire.oauth import DevicePolling, device_problems


def test_slow_down_adds_five_seconds_for_good():
    polling = DevicePolling(1)
    assert polling.receive_error("authorization_pending")
    assert polling.interval_s == 1
    assert polling.receive_error("slow_down")
    assert polling.receive_error("authorization_pending")
    assert (polling.interval_s, polling.polls) == (6, 3)


def test_any_other_error_and_a_token_end_it():
    assert not DevicePolling().receive_error("expired_token")
    assert not DevicePolling().receive_error(None)


def test_the_example_of_rfc_8628_has_no_problem():
    answer = {
        "device_code": "GmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS",
        "user_code": "WDJB-MJHT",
        "verification_uri": "https://example.com/device",
        "verification_uri_complete": "https://example.com/device?user_code=WDJB-MJHT",
        "expires_in": 1800,
        "interval": 5,
    }
    assert device_problems(answer) == []


def test_what_is_missing_is_named():
    assert [each.id for each in device_problems({"interval": "5"})] == [
        "device.device_code",
        "device.user_code",
        "device.verification_uri",
        "device.expires_in",
        "device.interval",
    ]
