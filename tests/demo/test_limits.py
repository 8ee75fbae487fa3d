from specrunner.demo.limits import Limiter


def test_the_request_above_the_limit_exceeds_the_quota():
    limiter = Limiter(10)
    quotas = [limiter.take("ann", 2, 10, now_s=100 + second) for second in range(3)]
    assert [quota.is_exceeded for quota in quotas] == [False, False, True]
    assert [quota.remaining for quota in quotas] == [1, 0, 0]


def test_a_new_window_begins_when_the_old_one_is_over():
    limiter = Limiter(10)
    limiter.take("ann", 1, 10, now_s=100)
    assert limiter.take("ann", 1, 10, now_s=109.9).is_exceeded
    assert not limiter.take("ann", 1, 10, now_s=110).is_exceeded


def test_each_key_has_its_own_window():
    limiter = Limiter(10)
    limiter.take("ann", 1, 10, now_s=100)
    assert not limiter.take("bob", 1, 10, now_s=100).is_exceeded


def test_peeking_counts_nothing():
    limiter = Limiter(10)
    for _ in range(3):
        assert limiter.peek("ann", 1, 10, now_s=100).remaining == 1


def test_forgetting_a_key_begins_anew():
    limiter = Limiter(10)
    limiter.take("ann", 1, 10, now_s=100)
    limiter.forget("ann")
    assert not limiter.take("ann", 1, 10, now_s=100).is_exceeded


def test_keys_are_bounded():
    limiter = Limiter(1)
    limiter.take("ann", 1, 10, now_s=100)
    limiter.take("bob", 1, 10, now_s=100)
    assert not limiter.take("ann", 1, 10, now_s=100).is_exceeded


def test_the_header_fields_say_quota_rest_and_reset():
    quota = Limiter(10).take("ann", 5, 2.5, now_s=100.4)
    assert quota.headers("default", now_s=100.4) == {
        "RateLimit-Policy": '"default";q=5;w=3',
        "RateLimit": '"default";r=4;t=3',
        "X-RateLimit-Limit": "5",
        "X-RateLimit-Remaining": "4",
        "X-RateLimit-Reset": "103",
    }


def test_a_client_is_never_told_to_come_back_at_once():
    limiter = Limiter(10)
    limiter.take("ann", 1, 10, now_s=100)
    assert limiter.take("ann", 1, 10, now_s=109.99).retry_after_s == 1
