"""What a name that nothing defines may have been meant for."""


def test_a_function_without_parentheses_is_recognised(plan):
    planned = plan("spec: A\nsteps:\n  - check: ${{ uuid == '' }}\n")
    assert planned.said() == ["3:16 SR0501 nothing defines `uuid` (call it: `uuid()`)"]


def test_only_what_is_there_is_said_to_be_known(plan):
    planned = plan("spec: A\nsteps:\n  - check: ${{ whatever == '' }}\n")
    assert planned.said() == ["3:16 SR0501 nothing defines `whatever` (known here: `env`, `steps`)"]


def test_in_a_loop_the_item_is_known_too(plan):
    planned = plan("spec: A\nvars: {sku: A}\nsteps:\n  - for_each: [1]\n    check: ${{ itme == sku }}\n")
    assert planned.said() == ["5:16 SR0501 nothing defines `itme` (did you mean `item`?)"]


def test_a_check_with_a_slip_is_still_a_check(plan):
    planned = plan("spec: A\nsteps:\n  - http: {get: 'http://h'}\n    expect: {statsu: 200}\n")
    assert [each.code for each in planned.diagnostics] == ["SR0401"]
