"""The architecture, checked: which module may import what, what has one home, how large things may grow."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted(path.relative_to(ROOT) for part in ("geodata", "dashboard") for path in (ROOT / part).rglob("*.py"))
OF_GEODATA = [path for path in MODULES if path.parts[0] == "geodata" and path.parts[1] not in ("build", "data")]
OF_DASHBOARD = [path for path in MODULES if path.parts[0] == "dashboard"]

# Each may import those of the lines above, and its own line.
LAYERS = [
    {"addresses", "errors", "linked", "swarm", "classes", "scratch", "_grid", "_sql", "ahead", "once"},
    {"names", "_spelling"},
    {"schema"},
    {"rules"},
    {"query", "manifest"},
    {"provinces", "gazetteer", "towns", "open_values", "keys", "words"},
    {"placing", "boundaries"},
    {"catalogue", "archive", "importers", "rollups", "runs"},
    {"store"},
    {"style"},
    {"summarise", "home"},
    {"patterns"},
    {"export"},
    {"cartography", "page", "outlines", "beside", "changes", "combine"},
    {"recipe"},
    {"commands"},
    {"__main__"},
]
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}


def tree(path):
    return ast.parse((ROOT / path).read_text(encoding="utf-8"))


def imported(path):
    """Return the full names of everything that a file imports, wherever in the file."""
    names = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def parts_of_geodata(path):
    """Return the modules and packages of geodata that a file imports."""
    inside = (name.split(".") for name in imported(path))
    return {words[1] for words in inside if words[0] == "geodata" and words[1] in RANK}


@pytest.mark.parametrize("path", OF_GEODATA, ids=str)
def test_geodata_knows_nothing_of_the_dashboard(path):
    roots = {name.partition(".")[0] for name in imported(path)}
    assert not roots & {"streamlit", "pydeck", "altair", "starlette", "dashboard"}


@pytest.mark.parametrize("path", OF_DASHBOARD, ids=str)
def test_the_dashboard_leaves_data_to_geodata(path):
    roots = {name.partition(".")[0] for name in imported(path)}
    assert not roots & {"shapely", "geopandas", "duckdb", "csv", "sqlite3", "pyproj", "matplotlib", "tests"}


@pytest.mark.parametrize("path", OF_GEODATA, ids=str)
def test_imports_point_one_way(path):
    here = Path(path.parts[1]).stem
    if here != "__init__":
        assert {name for name in parts_of_geodata(path) if RANK[name] > RANK[here]} == set()


def test_every_module_of_geodata_has_its_layer():
    assert {Path(path.parts[1]).stem for path in OF_GEODATA} - {"__init__"} <= set(RANK)


@pytest.mark.parametrize(("power", "home"), [
    ("st.cache_data", "dashboard/data/"),
    ("st.cache_resource", "dashboard/data/"),
    ("st.session_state", "dashboard/state/"),
    ("st.query_params", "dashboard/link.py"),
])  # fmt: skip
def test_each_power_of_streamlit_has_one_home(power, home):
    """Read from the syntax tree, so that a comment may name it."""
    owner, name = power.split(".")
    users = {
        path.as_posix()
        for path in OF_DASHBOARD
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr == name and getattr(node.value, "id", "") == owner
    }
    assert {user for user in users if not user.startswith(home)} == set()


@pytest.mark.parametrize("name", ["layers", "charts"])
def test_layers_and_charts_are_made_without_streamlit(name):
    parts = [path for path in OF_DASHBOARD if name in path.with_suffix("").parts]
    used = {found.partition(".")[0] for path in parts for found in imported(path)}
    assert parts
    assert "streamlit" not in used


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_a_file_can_be_read_in_one_sitting(path):
    assert len((ROOT / path).read_text(encoding="utf-8").splitlines()) <= 300


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_a_function_fits_on_a_screen(path):
    functions = [node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef)]
    assert [node.name for node in functions if node.end_lineno - node.lineno >= 60] == []


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_no_module_is_called_after_nothing(path):
    assert not {"utils", "util", "helpers", "helper", "common", "misc"} & {
        part.removesuffix(".py") for part in path.parts
    }
