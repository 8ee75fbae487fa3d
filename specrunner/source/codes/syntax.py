"""SR01xx: the text is not YAML that we read."""

from .code import Code

UNREADABLE_FILE = Code(
    "SR0101",
    "The file cannot be read",
    "The file is not there, may not be read, or is not a regular file: a folder, a pipe, a device, or a "
    "symbolic link that leads back to itself. Such a file is never opened to wait for its content.",
    wrong="# specs/orders.spec.yaml is a symbolic link to itself",
    right="# specs/orders.spec.yaml is a file",
)

TOO_LARGE = Code(
    "SR0102",
    "The file is too large",
    "The file has more bytes, or more lists, maps and values, than a spec may have. The size is looked at "
    "before anything is read. Large test data belongs into a file of its own (`json_file:`, `file:`, `matrix: "
    "{rows: ...}`).",
    wrong="# a spec with 50 MB of inline JSON",
    right="http: {post: /orders, json_file: orders.json}",
)

NOT_UTF8 = Code(
    "SR0103",
    "The file is not UTF-8",
    "Specs are UTF-8. The message names the offset (from 0) of the first byte that is not. UTF-16 (which some "
    "Windows editors call Unicode) is refused too. A UTF-8 byte order mark at the start is fine and ignored.",
    wrong="# saved as UTF-16 or Windows-1252",
    right="# saved as UTF-8",
)

FORBIDDEN_CHARACTER = Code(
    "SR0104",
    "The file has a character that may not stand in YAML",
    "NUL, escape and the other control characters, and the line separators U+0085, U+2028 and U+2029, are "
    "invisible in most editors, and YAML versions disagree on them. Inside double quotes they can be written "
    "as escapes.",
    wrong='note: "the escape character itself stands here"',
    right='note: "\\x1b[31mred\\x1b[0m"',
)

TAB_INDENTATION = Code(
    "SR0105",
    "A tab is used as indentation",
    "YAML indents with blanks only, since a tab has no fixed width. Most editors can be told to insert blanks.",
    wrong="http:\n\tget: /orders",
    right="http:\n  get: /orders",
)

UNQUOTED_COLON = Code(
    "SR0106",
    "A colon and a blank inside an unquoted value",
    "A colon followed by a blank starts a value. In a text, and in an expression with `? :`, it needs quotes "
    "around the whole.",
    wrong="spec: Orders: create and read",
    right='spec: "Orders: create and read"',
)

DUPLICATE_KEY = Code(
    "SR0107",
    "A key stands twice in one map",
    "Most YAML readers keep the last one and say nothing, so that a check above it is never made. Here it is "
    'an error. Keys are compared as text: `200` and `"200"` are one key.',
    wrong="expect:\n  status: 200\n  status: 201",
    right="expect:\n  status: 201",
)

UNCLOSED_QUOTE = Code(
    "SR0108",
    "A quote is not closed",
    "A quoted text may span lines, so a missing quote swallows what follows, up to the next quote or the end "
    "of the file. The message names the line on which it was opened.",
    wrong='name: "Create an order\nhttp: {get: /orders}',
    right='name: "Create an order"\nhttp: {get: /orders}',
)

TEXT_AFTER_QUOTE = Code(
    "SR0109",
    "Something follows a closing quote",
    'After a quoted text the value is over. A quote inside the text is written `\\"` in double quotes and '
    "doubled in single quotes.",
    wrong="name: 'it's fine'",
    right="name: 'it''s fine'",
)

UNKNOWN_ESCAPE = Code(
    "SR0110",
    "An unknown escape in double quotes",
    "In double quotes a backslash starts an escape such as `\\n`, `\\t` or `\\u00e9`. In single quotes it is a "
    "backslash, which suits regular expressions and Windows paths.",
    wrong='headers.location: {matches: "^/orders/\\d+$"}',
    right="headers.location: {matches: '^/orders/\\d+$'}",
)

MISSING_BLANK = Code(
    "SR0111",
    "A blank is missing after a colon or a hyphen",
    "`key:value` is one word to YAML, and so is `-item`. A blank makes it a key and its value, or an item of a list.",
    wrong="http:\n  get:/orders\n  params: {page: 2}",
    right="http:\n  get: /orders\n  params: {page: 2}",
)

WRONG_INDENTATION = Code(
    "SR0112",
    "A line is indented like none of the lines it could belong to",
    "The keys of a map stand in one column, and so do the hyphens of a list. The message names the columns "
    "that are open at this place.",
    wrong="http:\n    get: /orders\n  params: {page: 2}",
    right="http:\n  get: /orders\n  params: {page: 2}",
)

RESERVED_START = Code(
    "SR0113",
    "A value starts with a character that means something else to YAML",
    "An unquoted value cannot start with `@`, a backquote, `%`, `*`, `&`, `!`, `|`, `>`, `,`, `]` or `}`. Quote it.",
    wrong="body: {like: {handle: @ann}}",
    right='body: {like: {handle: "@ann"}}',
)

UNQUOTED_EXPRESSION = Code(
    "SR0114",
    "An expression or a path inside `{ }` or `[ ]` without quotes",
    "`${{ x }}` may stand unquoted as a whole value on a line of its own. Inside a one-line map or list the "
    "braces and brackets of the expression would be read as YAML, so it needs quotes. Its type stays: a "
    "quoted lone expression is not turned into text.",
    wrong="json: {quantity: ${{ quantity }}}",
    right='json: {quantity: "${{ quantity }}"}',
)

FOREIGN_TEMPLATE = Code(
    "SR0115",
    "`{{ }}` is not a template here",
    "Templates are written `${{ }}`. Two braces alone are a YAML map whose key is a map.",
    wrong="get: {{ base }}/orders",
    right='get: "${{ base }}/orders"',
)

UNCLOSED_BRACKET = Code(
    "SR0116",
    "A `{` or `[` is not closed, or a comma is missing",
    "A one-line map or list ends with its own bracket, and a comma stands between its entries. The message "
    "names the place where it was opened.",
    wrong="tags: [smoke, orders",
    right="tags: [smoke, orders]",
)

BLOCK_TEXT_HEADER = Code(
    "SR0117",
    "Something follows the `|` or `>` of a text block",
    "The text starts on the next line, indented. After `|` or `>` only a digit, `+`, `-` and a comment may stand.",
    wrong="body: | hello",
    right="body: |\n  hello",
)

NOT_YAML = Code(
    "SR0118",
    "The text is not YAML",
    "The YAML reader stopped here. The real mistake is often a few characters, or a line, earlier.",
    wrong="vars: &one &two {sku: A-1}",
    right="vars: {sku: A-1}",
)

BAD_KEY = Code(
    "SR0119",
    "A key is not a plain word or text",
    "A key is a text. An empty key, a list, or a map as a key cannot be sent as JSON nor named in a path.",
    wrong="json: {[a, b]: 1}",
    right='json: {"a, b": 1}',
)

MERGE_KEY = Code(
    "SR0120",
    "Merge keys are not part of YAML 1.2",
    "`<<` copies keys from another map in YAML 1.1 only. What steps have in common belongs into `defaults:`, "
    "`vars:` or a fragment (`uses:`). To send a key with this name, quote it.",
    wrong="defaults: {http: &common {base_url: http://127.0.0.1:8000}}\n"
    "steps:\n  - http: {<<: *common, get: /orders}",
    right="defaults: {http: {base_url: http://127.0.0.1:8000}}\nsteps:\n  - http: {get: /orders}",
)

REFUSED_TAG = Code(
    "SR0121",
    "A tag that is not in the core schema",
    "Only `!!str`, `!!int`, `!!float`, `!!bool`, `!!null`, `!!seq` and `!!map` are read. Nothing is ever "
    "constructed from a tag, and none is needed to keep a type.",
    wrong="quantity: !int ${{ quantity }}",
    right="quantity: ${{ quantity }}",
)

BAD_ALIAS = Code(
    "SR0122",
    "An alias without its anchor",
    "`*name` stands for the value marked `&name` above it in the same file. A text that starts with `*` needs "
    "quotes.",
    wrong="tags: [*smoke]",
    right="tags: [smoke]",
)

ALIAS_BUDGET = Code(
    "SR0123",
    "The aliases of the file stand for too much",
    "Aliases of aliases grow without bound: nine lines can stand for a billion values. The bound is on what "
    "the aliases would add if they were written out.",
    wrong="a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]  # and so on",
    right="a: &a [x, x]\nb: *a",
)

TOO_DEEP = Code(
    "SR0124",
    "Lists and maps are nested too deeply",
    "The bound keeps a file of brackets from exhausting the process. No real document comes near it.",
    wrong="json: [[[[[[[[[[]]]]]]]]]]  # a hundred of them",
    right="json: [[]]",
)

SEVERAL_DOCUMENTS = Code(
    "SR0125",
    "The file has more than one document",
    "A line `---` starts another YAML document. A file holds one; split it.",
    wrong="spec: One\n---\nspec: Two",
    right="spec: One",
)

NUMBER_OUT_OF_RANGE = Code(
    "SR0126",
    "A number that cannot be held",
    "The number would become infinite, or has over 1,000 digits. Quote it to send it as text.",
    wrong="json: {price: 1e400}",
    right="json: {price: 1e40}",
)

CODES: tuple[Code, ...] = tuple(value for value in list(globals().values()) if isinstance(value, Code))
