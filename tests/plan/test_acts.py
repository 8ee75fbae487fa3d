"""What lint sees of an action as a whole, and of the files that it names."""

from specrunner.source import Severity

HEAD = "spec: A\nsteps:\n  - http: {post: 'http://h/', "
TAIL = "}\n    expect: {status: 200}\n"


def test_options_that_say_nothing_are_a_slip(plan):
    planned = plan(f"{HEAD}redirects: {{}}, headers: {{}}{TAIL}")
    hint = "(give it a key, or take it out)"
    assert planned.said() == [
        f"3:42 SR0209 `redirects` is empty, so it says nothing {hint}",
        f"3:55 SR0209 `headers` is empty, so it says nothing {hint}",
    ]


def test_a_file_that_is_not_there(plan):
    planned = plan(f"{HEAD}file: a.bin{TAIL}")
    hint = "(paths are relative to the spec)"
    assert planned.said() == [f"3:37 SR0209 cannot read `a.bin`: there is no such file {hint}"]


def test_a_file_of_a_part_that_is_not_there(plan):
    planned = plan(f"{HEAD}multipart: [{{name: a, file: a.bin}}]{TAIL}")
    hint = "(paths are relative to the spec)"
    assert planned.said() == [f"3:59 SR0209 cannot read `a.bin`: there is no such file {hint}"]


def test_a_certificate_that_is_not_there(plan):
    planned = plan(f"{HEAD}tls: {{ca: ca.pem}}{TAIL}")
    hint = "(paths are relative to the spec)"
    assert planned.said() == [f"3:41 SR0209 cannot read `ca.pem`: there is no such file {hint}"]


def test_a_file_that_only_the_run_can_name(plan):
    assert plan(f"{HEAD}file: '${{{{ uuid() }}}}.bin'{TAIL}").said() == []


def test_a_json_file_without_json(plan):
    planned = plan(f"{HEAD}json_file: a.json{TAIL}", files={"a.json": "{"})
    assert planned.said() == [
        "3:42 SR0209 `a.json` is not JSON: expected a name in double quotes, but the text ends (line 1, column 2) "
        "(mend the file, or send it as it is with `file`)"
    ]


def test_a_change_that_has_no_place_in_a_json_file(plan):
    files = {"a.json": '{"lines": [{"qty": 1}]}'}
    assert plan(f"{HEAD}json_file: a.json, with: {{'$.lines[0].qty': 2}}{TAIL}", files=files).said() == []
    (only,) = plan(f"{HEAD}json_file: a.json, with: {{'$.lnies[0].qty': 2}}{TAIL}", files=files).diagnostics
    assert (only.code, only.span.column) == ("SR0361", 57)
    assert only.message == (
        "`with` cannot change `$.lnies[0].qty`: nothing can be written at `$.lnies[0].qty`: "
        '`$` has no key "lnies"; did you mean `lines`?'
    )


def test_a_change_that_has_no_place_in_a_literal_body(plan):
    planned = plan(f"{HEAD}json: {{a: {{b: 1}}}}, with: {{'$.a.c.d': 2}}{TAIL}")
    assert [each.span.column for each in planned.diagnostics] == [57]


def test_a_change_after_one_that_the_run_makes_is_left_to_the_run(plan):
    changes = "'$.a': '${{ json(\"{}\") }}', '$.a.c.d': 2"
    assert plan(f"{HEAD}json: {{a: 1}}, with: {{{changes}}}{TAIL}").said() == []


def test_an_undo_may_leave_it_at_the_status(plan):
    step = "http: {post: 'http://h/'}\n    expect: {status: 201}\n    undo: {http: {delete: 'http://h/1'}}"
    assert plan(f"spec: A\nsteps:\n  - {step}\n").said(Severity.NOTICE) == []


def test_a_step_may_not(plan):
    planned = plan("spec: A\nsteps:\n  - http: {get: 'http://h/'}\n  - check: ${{ 1 < 2 }}\n")
    assert planned.said(Severity.NOTICE) == [
        "3:5 SR0509 the step is only checked for `status` lt 400 (add `expect:`)"
    ]
