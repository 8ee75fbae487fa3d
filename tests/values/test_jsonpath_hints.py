import pytest

from specrunner.source import DiagnosticError, SourceText
from specrunner.values import compile_selector


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("items", "a JSONPath starts with `$.`: `$.items`"),
        ("$items", "a dot stands before a name: `$.items`"),
        (".a.b", "a JSONPath starts with `$`: `$.a.b`"),
        ("[0]", "a JSONPath starts with `$`: `$[0]`"),
        ("@.a", "`@` is known inside a filter only; a JSONPath starts with `$`"),
        ("${a}", "a template is `${{ name }}`, with two braces"),
        ("$$.a", "one `$` is enough"),
        ("$.items[‘a’]", "use straight quotes: `'` or `\"`"),
        ("$.x-y", "a name like that stands in quotes: `$['x-y']`"),
        ("$.a[*].b-c", "a name like that stands in quotes: `$.a[*]['b-c']`"),
        ("$..order-id", "a name like that stands in quotes: `$..['order-id']`"),
        ("$.@type", "a name like that stands in quotes: `$['@type']`"),
        ("$.1st", "a name like that stands in quotes: `$['1st']`"),
        ("$.items[name]", "a name in brackets stands in quotes: `['name']`"),
        ("$.items.[0]", "leave the dot before `[` out"),
        ("$.items[*]name", "a dot stands before a name"),
        ("$.a == 1", "comparisons stand in a filter, `$[?@.a == 1]`; a whole value is compared by a matcher"),
        ("$.items[?(@.a=1)]", "equality is `==`"),
        ("$.items[?@.a === 1]", "equality is `==`"),
        ("$.items[?@.a <> 1]", "inequality is `!=`"),
        (
            "$.items[?@.a =~ /x/]",
            "regexes match by a function: `match(@.name, 'A.*')`, or `search(...)` for a part",
        ),
        ("$.items[?@.a and @.b]", "both is `&&`"),
        ("$.items[?@.a or @.b]", "either is `||`"),
        ("$.items[?not @.a]", "negation is `!`"),
        ("$.items[?@.a in ['x']]", "filters have no such operator: join `==` by `||`, or use a matcher"),
        ("$.items.length()", "lengths are asked by the operators `count` and `length`, in a filter by `length(@.x)`"),
        ("$.items[(@.length-1)]", "there are no computed names; counting from the end is `[-1]`"),
        ("$.*~", "JSONPath gives values, never names"),
        ("$.a^", "there is no way up; filter the parent instead: `$[?@.child == 1]`"),
        ("$.a?.b", "an absent value is no error here: leave the `?` out"),
        ("$.a | length", "JSONPath has no pipes; use `jmespath(...)`"),
        ("$...a", "anything below is `..`, two dots"),
        ("$.", "a name follows the dot, or `*`"),
        ("$.items[", "a `[` is never closed"),
        ('$.items[?@.a == "x]', "a quote is never closed"),
    ],
)
def test_another_dialect_is_recognised(text: str, hint: str):
    with pytest.raises(DiagnosticError) as refused:
        compile_selector(text, SourceText("a.spec.yaml", text).span)

    assert refused.value.diagnostics[0].hint == hint
