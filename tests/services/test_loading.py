import sys
import uuid

import pytest

from specrunner.services import ServiceFailed
from specrunner.services.loading import last_line, load_app, on_import_path

APP = "async def app(scope, receive, send):\n    pass\n"


@pytest.fixture
def module(tmp_path):
    """Writes a module of a name that nobody else has; forgotten afterwards."""
    names = []

    def write(text: str, name: str = "", folder=tmp_path) -> str:
        name = name or f"app_{uuid.uuid4().hex}"
        names.append(name)
        folder.mkdir(exist_ok=True)
        (folder / f"{name}.py").write_text(text)
        return name

    yield write
    for name in names:
        sys.modules.pop(name, None)


def load(target: str, folder):
    with on_import_path(folder):
        return load_app("shop", target, folder)


def failure(target: str, folder) -> ServiceFailed:
    with pytest.raises(ServiceFailed) as raised:
        load(target, folder)
    return raised.value


def test_an_app_is_found_beside_the_spec(module, tmp_path):
    name = module(APP)
    assert load(f"{name}:app", tmp_path) is sys.modules[name].app
    assert str(tmp_path) not in sys.path


def test_an_app_may_be_an_attribute_of_something(module, tmp_path):
    name = module(f"{APP}\nclass Site:\n    web = app\n")
    assert load(f"{name}:Site.web", tmp_path) is sys.modules[name].app


def test_a_module_that_is_not_there_says_where_it_was_looked_for(tmp_path):
    missing = failure("no_such_module:app", tmp_path)
    assert missing.message == "`shop` cannot start: there is no module `no_such_module`"
    assert missing.hint == f"it is looked for in the folder `{tmp_path}` and among the installed packages"


def test_a_package_without_the_module_names_the_part_that_is_missing(tmp_path):
    assert failure("json.nothing:app", tmp_path).message == "`shop` cannot start: there is no module `json.nothing`"


def test_a_module_that_cannot_import_another_shows_the_error(module, tmp_path):
    name = module("import surely_not_there")
    failed = failure(f"{name}:app", tmp_path)
    assert failed.message == (
        f"`shop` cannot start: importing `{name}` raised ModuleNotFoundError: No module named 'surely_not_there'"
    )


@pytest.mark.parametrize(
    ("text", "ending"),
    [
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("def broken(:", "SyntaxError: invalid syntax"),
        ("raise SystemExit(3)", "SystemExit: 3"),
    ],
)
def test_a_module_that_raises_shows_the_last_line_and_the_traceback(module, tmp_path, text, ending):
    name = module(text)
    failed = failure(f"{name}:app", tmp_path)
    assert failed.message == f"`shop` cannot start: importing `{name}` raised {ending}"
    assert failed.log_tail[-1] == ending
    assert f'  File "{tmp_path / name}.py", line 1' in "\n".join(failed.log_tail)


def test_an_attribute_that_is_not_there_suggests_the_nearest(module, tmp_path):
    name = module(f"{APP}\nother = app")
    failed = failure(f"{name}:ap", tmp_path)
    assert (failed.message, failed.hint) == (f"`shop` cannot start: `{name}` has no `ap`", "did you mean `app`?")


def test_a_module_that_makes_its_app_on_demand_may_fail_at_that(module, tmp_path):
    name = module("def __getattr__(name):\n    raise ValueError('no settings')")
    assert (
        failure(f"{name}:app", tmp_path).message
        == f"`shop` cannot start: `{name}.app` raised ValueError: no settings"
    )


def test_what_cannot_be_called_is_no_app(module, tmp_path):
    name = module("app = {}")
    failed = failure(f"{name}:app", tmp_path)
    assert failed.message == f"`shop` cannot start: `{name}:app` is no ASGI app, but dict"
    assert failed.hint == "an ASGI app is called with scope, receive and send"


def test_a_function_that_makes_the_app_is_no_app(module, tmp_path):
    name = module("def create_app():\n    pass")
    failed = failure(f"{name}:create_app", tmp_path)
    assert failed.message == (
        f"`shop` cannot start: `{name}:create_app` is no ASGI app, it cannot be called with scope, receive and send"
    )
    assert failed.hint == "if it makes the app, name its result in the module (`app = create_app()`) and write that"


def test_an_app_without_a_signature_is_taken(module, tmp_path):
    name = module("app = max")
    assert load(f"{name}:app", tmp_path) is max


def test_the_module_of_another_folder_is_not_served_in_place_of_this_one(module, tmp_path):
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    name = module(APP, folder=theirs)
    load(f"{name}:app", theirs)
    module(APP, name, folder=ours)
    failed = failure(f"{name}:app", ours)
    assert failed.message == (
        f"`shop` cannot start: `{name}` would have to be {ours / name}.py, "
        f"but {theirs / name}.py was imported under that name"
    )
    assert failed.hint == "rename one of them, or serve it in a process of its own: `module:` or `run:`"


def test_the_last_line_of_several_errors_is_that_of_the_first():
    group = ExceptionGroup("several", [ExceptionGroup("inner", [ValueError("one")]), ValueError("two")])
    assert last_line(group) == "ValueError: one"
