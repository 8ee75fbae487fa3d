"""A matrix to its rows, and every way in which it can be wrong."""

import pytest

STEPS = """
steps:
  - check: ${{ matrix.region != "" }}
"""
BOTH = """
steps:
  - check: ${{ matrix.region != "" && matrix.size > 0 }}
"""


def test_axes_are_combined_in_the_order_written(plan):
    planned = plan("spec: A\nmatrix: {region: [eu, us], size: [1, 2]}" + BOTH)
    assert [dict(row.matrix) for row in planned.compiled.rows] == [
        {"region": "eu", "size": 1},
        {"region": "eu", "size": 2},
        {"region": "us", "size": 1},
        {"region": "us", "size": 2},
    ]
    assert planned.compiled.rows[0].id == "a.spec.yaml[region=eu, size=1]"
    assert planned.said() == []


def test_exclude_takes_out_the_rows_that_have_all_its_values(plan):
    planned = plan("spec: A\nmatrix: {region: [eu, us], size: [1, 2], exclude: [{region: eu, size: 2}]}" + BOTH)
    assert [tuple(row.matrix.values()) for row in planned.compiled.rows] == [("eu", 1), ("us", 1), ("us", 2)]


def test_cells_of_a_csv_file_are_typed_as_in_yaml_and_a_quote_keeps_them_text(plan):
    files = {"rows.csv": "region,size,code,note\neu,7,'7,\nus,8.5,true,x\n"}
    planned = plan("spec: A\nmatrix: {rows: ./rows.csv}" + BOTH, files)
    assert [dict(row.matrix) for row in planned.compiled.rows] == [
        {"region": "eu", "size": 7, "code": "7", "note": ""},
        {"region": "us", "size": 8.5, "code": True, "note": "x"},
    ]


def test_rows_of_a_json_file_are_combined_with_axes(plan):
    files = {"rows.json": '[{"region": "eu"}, {"region": "us"}]'}
    planned = plan("spec: A\nmatrix: {rows: rows.json, size: [1, 2]}" + BOTH, files)
    assert [tuple(row.matrix.values()) for row in planned.compiled.rows] == [
        ("eu", 1),
        ("eu", 2),
        ("us", 1),
        ("us", 2),
    ]


@pytest.mark.parametrize(
    ("matrix", "said"),
    [
        ("{region: eu}", "2:18 SR0515 the axis `region` must be a list with at least one value"),
        ("{region: []}", "2:18 SR0515 the axis `region` must be a list with at least one value"),
        ("{region: [eu], exclude: eu}", "2:33 SR0515 `exclude` is a list of maps"),
        (
            "{region: [eu], exclude: [{regoin: eu}]}",
            "2:35 SR0515 the matrix has no `regoin`, so nothing is excluded by it (did you mean `region`?)",
        ),
        (
            "{region: [eu], exclude: [{region: eu}]}",
            "2:9 SR0515 the matrix gives 0 rows; it must give 1 to 10000",
        ),
        ("{rows: none.csv}", "2:16 SR0515 `none.csv` cannot be read: there is no such file"),
        ("{rows: rows.txt}", "2:16 SR0515 `rows.txt` cannot be read: rows come from a .csv or a .json file"),
        ("{rows: short.csv}", "2:16 SR0515 `short.csv` cannot be read: line 2: not as many cells as the header has"),
        ("{rows: []}", "2:16 SR0515 `rows` must give a list of maps, at least one"),
        ("{rows: [{region: eu}, {size: 1}]}", "2:16 SR0515 row 2 differs from the first in `region`, `size`"),
        ('{region: ["${{ 1 }}"]}', "2:19 SR0515 a matrix is worked out before the run and has no expressions"),
    ],
)
def test_a_matrix_that_cannot_be_worked_out_is_said_once_at_its_place(plan, matrix, said):
    files = {"short.csv": "region,size\neu\n", "rows.txt": "region\neu\n"}
    assert plan(f"spec: A\nmatrix: {matrix}" + STEPS, files).said() == [said]


def test_more_rows_than_anybody_means_are_refused(plan):
    axis = ", ".join(str(number) for number in range(200))
    planned = plan(f"spec: A\nmatrix: {{region: [{axis}], size: [{axis}]}}" + BOTH)
    assert planned.said() == ["2:9 SR0515 the matrix gives 40000 rows; it must give 1 to 10000"]


def test_an_axis_that_is_nearly_a_word_of_the_matrix_is_a_slip(plan):
    planned = plan("spec: A\nmatrix: {region: [eu, us], ecxlude: [{region: eu}]}" + STEPS)
    assert planned.said() == [
        "2:28 SR0515 `ecxlude` would be an axis, and nothing reads it (did you mean `exclude`?)"
    ]


def test_an_axis_that_nothing_reads_is_pointed_out(plan):
    planned = plan("spec: A\nmatrix: {region: [eu, us], size: [1, 2]}" + STEPS)
    assert planned.said() == [
        "2:28 SR0528 nothing reads the axis `size`, so the spec runs several times alike "
        "(read it as `matrix.size`, or take it out)"
    ]


def test_columns_of_a_file_need_not_all_be_read(plan):
    files = {"rows.csv": "region,remark\neu,x\n"}
    assert plan("spec: A\nmatrix: {rows: rows.csv}" + STEPS, files).said() == []


@pytest.mark.parametrize(
    ("rows", "ids"),
    [
        ("[{region: eu, size: 2}, {region: us, size: 1}]", ["region=eu, size=2", "region=us, size=1"]),
        ("[{region: eu, body: {a: 1}}, {region: us, body: null}]", ["region=eu", "region=us"]),
        ("[{region: [eu]}, {region: [us]}]", ['region=["eu"]', 'region=["us"]']),
        ("[{region: eu, body: {a: 1}}, {region: eu, body: {a: 2}}]", ["region=eu, row=1", "region=eu, row=2"]),
        ("[{region: " + "x" * 50 + "1}, {region: " + "x" * 50 + "2}]", [
            f"region={'x' * 39}…, row=1", f"region={'x' * 39}…, row=2"
        ]),
    ],
)  # fmt: skip
def test_rows_name_their_specs_each_by_another_name(plan, rows, ids):
    planned = plan(f"spec: A\nmatrix: {{rows: {rows}}}" + STEPS)
    assert [row.id for row in planned.compiled.rows] == [f"a.spec.yaml[{label}]" for label in ids]


def test_a_slip_in_rows_is_said_though_its_readers_are_wrong_too(plan):
    said = plan("spec: A\nmatrix: {rwos: [{region: eu}]}" + STEPS).said()
    assert "2:10 SR0515 `rwos` would be an axis, and nothing reads it (did you mean `rows`?)" in said
