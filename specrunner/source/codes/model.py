"""SR02xx: the document has not the shape of a spec."""

from .code import Code

EMPTY_DOCUMENT = Code(
    "SR0201",
    "The file is empty",
    "A spec needs a title (`spec:`) and steps (`steps:`). A file with nothing in it, or with comments only, tests "
    "nothing, and a test that tests nothing must not pass.",
    wrong="# spec: Orders",
    right="spec: Orders\nsteps:\n  - http: {get: http://127.0.0.1:8080/health}",
)
NOT_A_MAP = Code(
    "SR0202",
    "A map is expected here",
    "The document, a step and several of their parts are maps: `key: value` lines.",
    wrong="steps:\n  - get /health",
    right="steps:\n  - http: {get: /health}",
)
UNKNOWN_KEY = Code(
    "SR0203",
    "Unknown key",
    "A key that specrunner does not know is never ignored: it is most often a slip of the pen, and an ignored check "
    "would pass for ever.",
    wrong="steps:\n  - http: {get: /health}\n    expects: {status: 200}",
    right="steps:\n  - http: {get: /health}\n    expect: {status: 200}",
)
MISSING_KEY = Code(
    "SR0204",
    "A required key is missing",
    "A spec needs `spec` and `steps`; other parts need the keys that their page in the reference names.",
    wrong="steps:\n  - http: {get: /health}",
    right="spec: Health\nsteps:\n  - http: {get: http://127.0.0.1:8080/health}",
)
BAD_VALUE = Code(
    "SR0205",
    "The value does not fit",
    'The value has the wrong type or lies outside what is allowed. Nothing is converted silently: `"7"` is text, '
    "and `7` is a number.",
    wrong="steps:\n  - http: {get: /health}\n    retry: many",
    right="steps:\n  - http: {get: /health}\n    retry: 3",
)
NO_ACTION = Code(
    "SR0206",
    "The step does nothing",
    "Each step has exactly one action key, which names its kind: `http`, `pause`, `check`, `set`, `parallel`, "
    "`uses`. Everything beside it is the same for all kinds.",
    wrong="steps:\n  - id: health\n    expect: {status: 200}",
    right="steps:\n  - id: health\n    http: {get: /health}\n    expect: {status: 200}",
)
TWO_ACTIONS = Code(
    "SR0207",
    "The step has more than one action",
    "One step, one action. Two requests are two steps.",
    wrong="steps:\n  - http: {get: /a}\n    pause: 1s",
    right="steps:\n  - http: {get: /a}\n  - pause: 1s",
)
NO_STEPS = Code(
    "SR0208",
    "There are no steps",
    "A spec, a fragment and `parallel` need at least one step: without one, nothing is tested.",
    wrong="spec: Orders\nsteps: []",
    right="spec: Orders\nsteps:\n  - http: {get: /orders}",
)
BAD_ACTION = Code(
    "SR0209",
    "The action does not make sense as a whole",
    "Each field is fine by itself, but not together with the others: two methods, two bodies, a change to a body "
    "that is not there.",
    wrong="steps:\n  - http: {get: /a, post: /b}",
    right="steps:\n  - http: {post: /b}",
)
MISPLACED_KEY = Code(
    "SR0210",
    "The key does not go with this kind of step",
    "`every`, `within` and `stop_if` belong to `until`; `max_parallel` belongs to `for_each`; an `undo` has no "
    "`id`, `needs`, `for_each` or `undo` of its own; `parallel` and `uses` are not judged, the steps in them are.",
    wrong="steps:\n  - http: {get: /a}\n    every: 1s",
    right="steps:\n  - http: {get: /a}\n    until: {status: 200}\n    every: 1s",
)
BAD_DEFAULT = Code(
    "SR0211",
    "There are no defaults for this",
    "`defaults` holds `timeout`, `retry`, and a map for each kind of step that has defaults, such as `http`.",
    wrong="defaults: {htpp: {base_url: http://127.0.0.1:8080}}",
    right="defaults: {http: {base_url: http://127.0.0.1:8080}}",
)
WRONG_DOCUMENT = Code(
    "SR0212",
    "The file holds another kind of document",
    "A file named `*.spec.yaml` holds a spec (first key `spec`), one named `*.fragment.yaml` a fragment (first key "
    "`fragment`).",
    wrong="# login.spec.yaml\nfragment: Log in\nsteps:\n  - http: {post: /login}",
    right="# login.fragment.yaml\nfragment: Log in\nsteps:\n  - http: {post: /login}",
)
BAD_DIALOGUE = Code(
    "SR0213",
    "A line of a dialogue cannot be read",
    "Beside `dialogue` the action is a map of actors, each with what opens its connection. A line names an actor and "
    "what it does; `unordered` holds several `receive` lines; any other line is an ordinary step.",
    wrong="steps:\n  - ws: {ann: {url: 'ws://127.0.0.1:8080/chat'}}\n    dialogue:\n"
    "      - ann.ping: {}\n      - ann.wait: 2s",
    right="steps:\n  - ws: {ann: {url: 'ws://127.0.0.1:8080/chat'}}\n    dialogue:\n"
    "      - ann.ping: {}\n      - ann.receive: 2s",
)

CODES: tuple[Code, ...] = tuple(value for value in list(globals().values()) if isinstance(value, Code))
