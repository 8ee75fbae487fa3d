from specrunner.demo.cache import CacheStats, TtlCache


def make(ttl_s: float = 10, capacity: int = 2) -> TtlCache[str]:
    return TtlCache(ttl_s, capacity)


def test_an_entry_is_a_hit_until_its_time_is_over():
    cache = make()
    cache.store("a", "tea", now_s=100)
    young = cache.look_up("a", now_s=109.9)
    assert young is not None
    assert (young.value, young.stored_at_s) == ("tea", 100)
    assert cache.look_up("a", now_s=110) is None


def test_a_shorter_ttl_counts_for_what_is_in_the_cache_already():
    cache = make()
    cache.store("a", "tea", now_s=100)
    cache.ttl_s = 5
    assert cache.look_up("a", now_s=105) is None


def test_a_ttl_of_zero_turns_the_cache_off():
    cache = make(ttl_s=0)
    cache.store("a", "tea", now_s=100)
    assert cache.look_up("a", now_s=100) is None


def test_the_least_recently_used_entry_makes_room():
    cache = make()
    cache.store("a", "tea", now_s=1)
    cache.store("b", "mug", now_s=2)
    cache.look_up("a", now_s=3)
    cache.store("c", "pot", now_s=4)
    assert cache.look_up("b", now_s=5) is None
    assert cache.look_up("a", now_s=5) is not None


def test_the_counters_tell_what_happened():
    cache = make()
    cache.look_up("a", now_s=0)
    cache.store("a", "tea", now_s=0)
    cache.look_up("a", now_s=1)
    cache.look_up("a", now_s=2)
    cache.look_up("a", now_s=20)
    for key in "abc":
        cache.store(key, "x", now_s=21)
    stats = cache.stats()
    assert stats == CacheStats(entries=2, capacity=2, ttl_s=10, hits=2, misses=2, expired=1, evicted=1)
    assert stats.hit_ratio == 0.5


def test_clearing_forgets_entries_and_counters():
    cache = make()
    cache.store("a", "tea", now_s=0)
    cache.look_up("a", now_s=0)
    cache.clear()
    assert cache.stats() == CacheStats(entries=0, capacity=2, ttl_s=10, hits=0, misses=0, expired=0, evicted=0)
    assert cache.stats().hit_ratio == 0.0
