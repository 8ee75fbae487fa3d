"""SR0350 to SR0399: selectors (JSONPath, JMESPath, subject paths), writing by path, regexes."""

from .code import Code

SELECTOR_SYNTAX = Code(
    "SR0350",
    "The JSONPath cannot be read",
    "The text starts with `$` but is not a JSONPath of RFC 9535: something is missing, doubled, or borrowed from "
    "another dialect. The caret stands where reading stopped. Names with other characters than letters, digits "
    "and `_` "
    "stand in brackets and quotes.",
    "expect: {$.order-id: 7}",
    "expect: {\"$['order-id']\": 7}",
)
SELECTOR_FUNCTION = Code(
    "SR0351",
    "A function in a filter is misused",
    "Filters know five functions: `length(value)`, `count(nodes)`, `value(nodes)`, `match(text, regex)` (the "
    "whole text) "
    "and `search(text, regex)` (any part). `length` and `count` give numbers, which must be compared.",
    'expect: {"$.items[?length(@.tags)]": {count: 1}}',
    'expect: {"$.items[?length(@.tags) > 0]": {count: 1}}',
)
SELECTOR_LIMIT = Code(
    "SR0352",
    "The selector is too long or too deep",
    "A selector may have 4,096 characters, 40 brackets inside each other, and 100 times `&&`, `||` or `!`.",
)
SELECTOR_BUDGET = Code(
    "SR0353",
    "The selector looks at too many places",
    "Each `..` visits everything below each thing found so far, so two of them multiply on a deep document. A "
    "selector "
    "may visit 20,000 places, or 20 times as many as the document has, and never more than 2,000,000.",
    "expect: {$..node..node..id: {count: 3}}",
    "expect: {$.tree..id: {count: 3}}",
)
SUBJECT_PATH_SYNTAX = Code(
    "SR0354",
    "The subject path cannot be read",
    'A subject path is names joined by dots, with `[0]`, `[-1]`, `[*]`, `[1:3]` or `["a name"]` after a name: '
    "`headers.location`, `events[-1].event`, `redirects[*].status`.",
    "expect: {'redirects[first].status': 302}",
    "expect: {'redirects[0].status': 302}",
)
JMESPATH_SYNTAX = Code(
    "SR0355",
    "The JMESPath cannot be read",
    "The text is not a JMESPath expression; the caret stands where reading stopped. Texts inside stand in single "
    "quotes, "
    'numbers and other JSON in backquotes, and names with odd characters in double quotes: `"order-id"`.',
    'expect: {"jmespath(items[?state == \'open)": [1]}',
    "expect: {\"jmespath(items[?state == 'open'].id)\": [1]}",
)
JMESPATH_FUNCTION = Code(
    "SR0356",
    "A function in a JMESPath is misused",
    "JMESPath has no function of this name, or it takes another number of arguments.",
    'expect: {"jmespath(len(items))": 2}',
    'expect: {"jmespath(length(items))": 2}',
)
JMESPATH_FAILED = Code(
    "SR0357",
    "The JMESPath does not fit the value",
    "A function inside the expression got a type that it does not take, as the message says.",
    'expect: {"jmespath(length(id))": 2}',
    'expect: {"jmespath(length(items))": 2}',
)
WRITE_PATH = Code(
    "SR0360",
    "Nothing can be written by this path",
    "Writing needs places that exist: names, indexes, wildcards, slices and filters lead to them. `$` alone is "
    "the whole "
    "value, which is simply given instead.",
    "with: {$: {a: 1}}",
    "json: {a: 1}",
)
WRITE_NOWHERE = Code(
    "SR0361",
    "The path leads nowhere in the value that is to be changed",
    "`with:` changes what is there. It adds one new key to an existing map, when the path is a chain of names and "
    "indexes; it makes no maps on the way, and no list longer.",
    'with: {"$.items[7].qty": 5}',
    'with: {"$.items[0].qty": 5}',
)
REGEX_SYNTAX = Code(
    "SR0365",
    "The regular expression cannot be read",
    "Regular expressions are those of RE2 (https://github.com/google/re2/wiki/Syntax): Perl's syntax without what "
    "cannot be matched in linear time.",
    'matches: "^(a|b$"',
    'matches: "^(a|b)$"',
)
REGEX_UNSUPPORTED = Code(
    "SR0366",
    "The regular expression uses what RE2 does not have",
    "Look-ahead, look-behind, back-references, atomic groups and possessive quantifiers can make a match take "
    "for ever, so they are not in the language. Two checks, or `not_matches`, say the same.",
    'matches: "^(?!admin).*$"',
    'not_matches: "^admin"',
)
REGEX_TIMEOUT = Code(
    "SR0367",
    "The regular expression took too long",
    "Without google-re2 a match has one second, and this one used it up. Install google-re2, or write a pattern "
    "without repetitions inside repetitions.",
    'matches: "^(a+)+$"',
    'matches: "^a+$"',
)

CODES: tuple[Code, ...] = tuple(value for value in list(globals().values()) if isinstance(value, Code))
