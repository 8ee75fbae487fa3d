import pytest

from specrunner.demo.catalogue import SHELF, Catalogue, ShelfFullError, Sku

CUP = Sku("CUP-1", "Cup", 500, 3, ("table",))


def test_a_new_sku_begins_with_version_one_and_each_change_counts():
    catalogue = Catalogue(max_skus=50, now_s=1)
    assert catalogue.put(CUP, now_s=2).version == 1
    dearer = Sku("CUP-1", "Cup", 600, 3, ("table",))
    stored = catalogue.put(dearer, now_s=3)
    assert (stored.version, stored.changed_at_s, str(stored.tag)) == (2, 3, '"CUP-1.2"')


def test_putting_the_same_again_changes_nothing():
    catalogue = Catalogue(max_skus=50, now_s=1)
    stored = catalogue.put(CUP, now_s=2)
    assert catalogue.put(CUP, now_s=9) == stored


def test_a_full_shelf_takes_changes_but_nothing_new():
    catalogue = Catalogue(max_skus=len(SHELF), now_s=1)
    with pytest.raises(ShelfFullError):
        catalogue.put(CUP, now_s=2)
    assert catalogue.put(Sku("TEA-1", "Assam", 1, 1), now_s=2).version == 2


def test_the_search_knows_text_in_any_case_and_tags():
    catalogue = Catalogue(max_skus=50, now_s=1)
    assert [sku.sku for sku in catalogue.search("MUG")] == ["MUG-1", "MUG-2"]
    assert [sku.sku for sku in catalogue.search(label="food")] == ["HONEY-1", "OUT-1", "TEA-1", "TEA-2"]
    assert [sku.sku for sku in catalogue.search("sencha", "food")] == ["TEA-2"]


def test_the_shelf_is_listed_in_the_order_of_the_codes():
    codes = [sku.sku for sku in Catalogue(max_skus=50, now_s=1).search()]
    assert codes == sorted(codes)
    assert len(codes) == 12


def test_removing_tells_whether_there_was_anything():
    catalogue = Catalogue(max_skus=50, now_s=1)
    assert catalogue.remove("TEA-1")
    assert not catalogue.remove("TEA-1")
