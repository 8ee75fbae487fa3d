"""SR05xx: the step graph, references and static rules."""

from ..diagnostic import Severity
from .code import Code

UNDEFINED_NAME = Code(
    "SR0501",
    "The name is not defined",
    "An expression reads a name that nothing defines: no var, no value saved by an earlier step, none of `steps env "
    "secrets matrix services inputs item index`.",
    wrong='steps:\n  - http: {get: "/orders/${{ order_id }}"}',
    right='vars: {order_id: 7}\nsteps:\n  - http: {get: "/orders/${{ order_id }}"}',
)
UNKNOWN_STEP = Code(
    "SR0502",
    "There is no step with this id",
    "`steps.<id>` and `needs` name steps by their `id`. Only steps of the same file can be named.",
    wrong="steps:\n  - id: create\n    http: {post: /orders}\n  - needs: [craete]\n    http: {get: /orders}",
    right="steps:\n  - id: create\n    http: {post: /orders}\n  - needs: [create]\n    http: {get: /orders}",
)
FORWARD_REFERENCE = Code(
    "SR0503",
    "A value is used before it exists",
    "The step whose value is read runs later. Move it up, or let this step wait for it with `needs`.",
    wrong='steps:\n  - http: {get: "/orders/${{ id }}"}\n  - http: {post: /orders}\n    save: {id: $.id}',
    right='steps:\n  - http: {post: /orders}\n    save: {id: $.id}\n  - http: {get: "/orders/${{ id }}"}',
)
CYCLE = Code(
    "SR0504",
    "Steps wait for each other",
    "The steps named in the message need each other in a circle, so that none of them could ever start.",
    wrong="steps:\n  - {id: a, needs: [b], pause: 1s}\n  - {id: b, needs: [a], pause: 1s}",
    right="steps:\n  - {id: a, needs: [], pause: 1s}\n  - {id: b, needs: [a], pause: 1s}",
)
DUPLICATE_ID = Code(
    "SR0505",
    "Two steps have the same id",
    "An id names one step of the file, also across `setup`, `steps`, `teardown` and `parallel`.",
    wrong="steps:\n  - {id: a, pause: 1s}\n  - {id: a, pause: 1s}",
    right="steps:\n  - {id: a, pause: 1s}\n  - {id: b, pause: 1s}",
)
AMBIGUOUS_NAME = Code(
    "SR0506",
    "More than one step saves this name",
    "A bare name is read where exactly one earlier step saves it. Say which one: `steps.<id>.<name>`.",
    wrong="steps:\n  - {id: a, http: {get: /a}, save: {n: $.n}}\n  - {id: b, http: {get: /b}, save: {n: $.n}}\n"
    "  - check: ${{ n > 1 }}",
    right="steps:\n  - {id: a, http: {get: /a}, save: {n: $.n}}\n  - {id: b, http: {get: /b}, save: {n: $.n}}\n"
    "  - check: ${{ steps.a.n > 1 }}",
)
UNUSED_SAVE = Code(
    "SR0507",
    "A saved value is never used",
    "Nothing reads the value. Either the reader has a slip in the name, or the line can go.",
    wrong="steps:\n  - http: {post: /orders}\n    save: {order_id: $.id}",
    right='steps:\n  - http: {post: /orders}\n    save: {order_id: $.id}\n  - http: {get: "/orders/${{ order_id }}"}',
    severity=Severity.WARNING,
)
NOTHING_CHECKED = Code(
    "SR0508",
    "The spec checks nothing",
    "No step of the spec asks anything of an answer, so it could never fail for a reason that matters.",
    wrong="spec: Wait\nsteps:\n  - pause: 1s",
    right="spec: Health\nsteps:\n  - http: {get: /health}\n    expect: {status: 200}",
)
DEFAULT_CHECK_ONLY = Code(
    "SR0509",
    "The step is checked for a status below 400 only",
    "The step has no `expect` of its own. Say what is expected, if only the exact status.",
    wrong="steps:\n  - http: {get: /health}",
    right="steps:\n  - http: {get: /health}\n    expect: {status: 200}",
    severity=Severity.NOTICE,
)
UNKNOWN_FIELD = Code(
    "SR0510",
    "The step has no such value",
    "`steps.<id>.<name>` reads a subject of the step (`status`, `body`, ...) or a name that it saves.",
    wrong="steps:\n  - {id: a, http: {get: /a}}\n  - check: ${{ steps.a.statsu == 200 }}",
    right="steps:\n  - {id: a, http: {get: /a}}\n  - check: ${{ steps.a.status == 200 }}",
)
NO_FRAGMENT = Code(
    "SR0511",
    "The fragment file cannot be read",
    "`uses` names a file relative to the one it stands in.",
    wrong="steps:\n  - uses: ./logn.fragment.yaml",
    right="steps:\n  - uses: ./login.fragment.yaml",
)
FRAGMENT_CYCLE = Code(
    "SR0512",
    "Fragments use each other in a circle",
    "A fragment may use others, but never itself, directly or through others.",
    wrong="# checkout.fragment.yaml\nfragment: Check out\nsteps:\n  - uses: ./checkout.fragment.yaml",
    right="# checkout.fragment.yaml\nfragment: Check out\nsteps:\n  - uses: ./login.fragment.yaml",
)
BAD_INPUT = Code(
    "SR0513",
    "The inputs do not fit the fragment",
    "A fragment declares its inputs; those without a default must be given, and no others can be.",
    wrong="steps:\n  - uses: {fragment: ./login.fragment.yaml, inputs: {usr: ann}}",
    right="steps:\n  - uses: {fragment: ./login.fragment.yaml, inputs: {user: ann}}",
)
UNKNOWN_OUTPUT = Code(
    "SR0514",
    "The fragment has no such output",
    "`save` on a `uses` step reads the outputs that the fragment declares.",
    wrong="steps:\n  - uses: ./login.fragment.yaml\n    save: {t: tokn}",
    right="steps:\n  - uses: ./login.fragment.yaml\n    save: {t: token}",
)
BAD_MATRIX = Code(
    "SR0515",
    "The matrix cannot be worked out",
    "A matrix is a map of lists, or `rows:` with a CSV or JSON file or a list of maps; it must give at least one "
    "row. `exclude` takes out the rows that have the values it names.",
    wrong="matrix: {region: []}",
    right="matrix: {region: [eu, us]}",
)
UNKNOWN_SERVICE = Code(
    "SR0516",
    "There is no service with this name",
    "`services.<name>.url` reads a service that the spec declares under `services`.",
    wrong="services: {shop: {module: my.shop}}\ndefaults: {http: {base_url: '${{ services.shp.url }}'}}",
    right="services: {shop: {module: my.shop}}\ndefaults: {http: {base_url: '${{ services.shop.url }}'}}",
)
BAD_SERVICE = Code(
    "SR0517",
    "The service cannot be started like this",
    "A service has exactly one of `run`, `module`, `asgi` and `mock`; `args` go with `module`, and `env` with a "
    "process. Its `ready` asks for one thing: `http` (with a `status` if need be), `tcp` or `log`. A mock has routes "
    "with names of their own that calls can reach, and answers with one body each.",
    wrong="services: {shop: {args: [--port, 80]}}",
    right="services: {shop: {module: my.shop, args: [--port, '${{ port }}']}}",
)
UNDECLARED_SECRET = Code(
    "SR0518",
    "The secret is not declared",
    "A spec lists the secrets that it may read under `secrets:`, so that nobody is surprised by what it takes.",
    wrong="steps:\n  - http: {get: /me, auth: {bearer: '${{ secrets.TOKEN }}'}}",
    right="secrets: [TOKEN]\nsteps:\n  - http: {get: /me, auth: {bearer: '${{ secrets.TOKEN }}'}}",
)
MISSING_SECRET = Code(
    "SR0519",
    "The secret has no value",
    "A secret is read from the environment variable of its name, or from the settings. It must be there before the "
    "first request is sent.",
    wrong="secrets: [NO_SUCH_TOKEN]",
    right="secrets: [{name: TOKEN, env: SHOP_TOKEN}]",
)
MISSING_ENVIRONMENT = Code(
    "SR0520",
    "The environment variable is not set",
    "`env.NAME` reads the environment of specrunner. Where it may be missing, ask first: "
    '`has(env.NAME) ? env.NAME : "default"`.',
    wrong='vars: {region: "${{ env.NO_SUCH_REGION }}"}',
    right="vars: {region: '${{ has(env.NO_SUCH_REGION) ? env.NO_SUCH_REGION : \"eu\" }}'}",
)
RESERVED_NAME = Code(
    "SR0521",
    "The name is taken",
    "`steps env secrets matrix services inputs item index port` and the names of functions mean something in every "
    "expression, and cannot be the name of a var or a saved value.",
    wrong="vars: {steps: 3}",
    right="vars: {step_count: 3}",
)
EMPTY_LOOP = Code(
    "SR0522",
    "The loop has no items",
    "A step over an empty list would test nothing.",
    wrong="steps:\n  - for_each: []\n    http: {get: /a}",
    right='steps:\n  - for_each: [1, 2]\n    http: {get: "/a/${{ item }}"}',
)
NEVER_RUNS = Code(
    "SR0523",
    "The step can never run",
    "Its condition is always false.",
    wrong="steps:\n  - when: false\n    http: {get: /a}",
    right="vars: {region: eu}\nsteps:\n  - when: ${{ region == 'eu' }}\n    http: {get: /a}",
    severity=Severity.WARNING,
)
NOT_COLLECTED = Code(
    "SR0524",
    "The file looks like a spec, but is not run",
    "Specs are the files named `*.spec.yaml`. This one begins with `spec:`, but has another name, so that nothing in "
    "it would ever be run.",
    wrong="# orders.yaml\nspec: Orders\nsteps:\n  - http: {get: /orders}",
    right="# orders.spec.yaml\nspec: Orders\nsteps:\n  - http: {get: /orders}",
    severity=Severity.WARNING,
)
NOT_HERE = Code(
    "SR0525",
    "The name means nothing in this place",
    "`item` and `index` exist in a step with `for_each`; `inputs` in a fragment; `matrix` in a spec with a matrix; "
    "`port` in a service; `secrets`, `vars`, steps of the spec are not visible in a fragment, which sees its inputs "
    "only.",
    wrong='steps:\n  - http: {get: "/skus/${{ item }}"}',
    right='steps:\n  - for_each: [TEA-1, MUG-1]\n    http: {get: "/skus/${{ item }}"}',
)
UNUSED_FRAGMENT_INPUT = Code(
    "SR0526",
    "An input is never used",
    "The fragment declares the input, but nothing in it reads it.",
    wrong="# login.fragment.yaml\nfragment: Log in\ninputs: {user: string}\nsteps:\n  - http: {post: /login}",
    right="# login.fragment.yaml\nfragment: Log in\ninputs: {user: string}\nsteps:\n"
    '  - http: {post: /login, json: {user: "${{ inputs.user }}"}}',
    severity=Severity.WARNING,
)
UNUSED_VAR = Code(
    "SR0527",
    "A var is never used",
    "Nothing reads the var. Either the reader has a slip in the name, or the line can go.",
    wrong="vars: {skuu: A-1}",
    right='vars: {sku: A-1}\nsteps:\n  - http: {get: "/skus/${{ sku }}"}',
    severity=Severity.WARNING,
)
UNUSED_AXIS = Code(
    "SR0528",
    "An axis of the matrix is never read",
    "The spec runs once for each value of the axis, but no expression reads `matrix.<axis>`, so all of these runs "
    "are alike.",
    wrong="matrix: {region: [eu, us]}\nsteps:\n  - http: {get: /health}\n    expect: {status: 200}",
    right='matrix: {region: [eu, us]}\nsteps:\n  - http: {get: "/${{ matrix.region }}"}\n    expect: {status: 200}',
    severity=Severity.WARNING,
)

NO_HANDLE = Code(
    "SR0529",
    "The step leaves nothing open",
    "`on:` names an earlier step of the same kind that opened something: a stream, a socket, a session. The step "
    "named here did something else, and was done when it ended.",
    wrong="steps:\n  - {id: feed, http: {get: /feed}}\n  - sse: {on: feed}",
    right="steps:\n  - {id: feed, sse: {open: /feed}}\n  - sse: {on: feed}",
)
LOOPED_HANDLE = Code(
    "SR0530",
    "A handle cannot be opened in a loop",
    "An opener in a `for_each` would leave one thing open for each item, all of one name, so that no step could say "
    "which it means.",
    wrong="steps:\n  - id: feed\n    for_each: [a, b]\n    sse: {open: '/feed/${{ item }}'}",
    right="steps:\n  - {id: a, sse: {open: /feed/a}, expect: {status: 200}}\n"
    "  - {id: b, sse: {open: /feed/b}, expect: {status: 200}}",
)
UNUSED_HANDLE = Code(
    "SR0531",
    "What was opened is never used",
    "The step opens something for later steps, but none of them works on it, and the step asks nothing itself. "
    "Either a later step has a slip in its `on:`, or the line can go.",
    wrong="steps:\n  - {id: feed, sse: {open: /feed}}",
    right="steps:\n  - {id: feed, sse: {open: /feed}}\n  - sse: {on: feed}\n    collect: {count: 1}",
    severity=Severity.WARNING,
)

CODES: tuple[Code, ...] = tuple(value for value in list(globals().values()) if isinstance(value, Code))
