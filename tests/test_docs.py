"""The documentation is true: what it names exists, what exists is named, and its examples print what they show."""

from __future__ import annotations

import dataclasses
import difflib
import importlib
import importlib.util
import re
import tomllib

import pytest

from dashboard import link
from geodata import __version__, cartography, export, manifest, patterns, schema, store, summarise
from geodata import page as one_file
from geodata.__main__ import main as command_line
from geodata.cartography.layout import Layout
from geodata.names import DATA
from geodata.query import FILTERS, IncidentQuery
from tests import generated
from tests.benchmarks import __main__ as benchmarks

ROOT = generated.ROOT
TEXT = {page.relative_to(ROOT).as_posix(): page.read_text(encoding="utf-8") for page in generated.PAGES}
README, EVERYTHING = TEXT["README.md"], "\n".join(TEXT.values())
EXAMPLES = [example for page in generated.PAGES for example in generated.examples(page)]
PARTS = [(page, part) for page, parts in generated.PARTS.items() for part in parts]
PARTS_OF_DATA = [(page, part) for page, parts in generated.PARTS_OF_DATA.items() for part in parts]
REQUIREMENTS = sorted(
    path.relative_to(ROOT).as_posix() for path in ROOT.glob("**/requirements.txt") if ".venv" not in path.parts
)
WRITE_ANEW = "Run `python -m tests.generated`, then look at what changed."


def section(text, heading):
    """The text under a heading, down to the next one of the same or a higher level."""
    level = heading.split()[0]
    found = re.search(rf"^{re.escape(heading)}$\n(.*?)(?=^#{{1,{len(level)}}} |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, f"no heading {heading!r}"
    return found[1]


def rows(text):
    """Cells of the tables in a text, without heads; code marks taken off."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    cells = [[cell.strip().strip("`") for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]
    is_rule = [set(each[0]) == {"-"} for each in cells]
    return [each for place, each in enumerate(cells) if not is_rule[place] and not any(is_rule[place + 1 : place + 2])]


def first_cells(text):
    return [row[0] for row in rows(text)]


def differences(shown, true):
    return "\n".join(
        [WRITE_ANEW, *difflib.unified_diff(shown.splitlines(), true.splitlines(), "shown", "true", lineterm="")]
    )


# ---- what is written from the code -------------------------------------------------------------------


@pytest.mark.parametrize(("page", "part"), PARTS)
def test_a_generated_part_says_what_the_code_says(page, part):
    true = generated.filled(TEXT[page], part, generated.PARTS[page][part]())
    assert TEXT[page] == true, differences(TEXT[page], true)


@pytest.mark.parametrize(("page", "part"), PARTS_OF_DATA)
def test_a_generated_part_says_what_the_data_say(page, part, bundled):
    true = generated.filled(TEXT[page], part, generated.PARTS_OF_DATA[page][part](bundled))
    assert TEXT[page] == true, differences(TEXT[page], true)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.command)
def test_a_command_prints_what_is_shown(example, tmp_path):
    code, printed = generated.run(example.command, tmp_path)
    assert (code, printed) == (0, example.output), differences(example.output, printed)


@pytest.mark.parametrize(("code", "output"), generated.programs(README))
def test_a_program_prints_what_is_shown(code, output):
    assert generated.printed(code) == output


def test_every_command_is_shown_at_work():
    shown = {example.command.split()[3] for example in EXAMPLES}
    assert {"query", "export", "check", "place"} <= shown


def test_a_part_is_replaced_and_nothing_else():
    text = "before\n<!-- one -->\nold\n<!-- /one -->\nafter"
    assert generated.filled(text, "one", "new") == "before\n<!-- one -->\nnew\n<!-- /one -->\nafter"


def test_a_part_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="no part 'two'"):
        generated.filled("<!-- one --><!-- /one -->", "two", "new")


# ---- names: both ways --------------------------------------------------------------------------------


def test_the_filters_are_those_of_a_query():
    assert first_cells(
        section(README, "## Five minutes").partition("<!-- filters -->")[2].partition("<!-- /filters -->")[0]
    ) == list(FILTERS)


def test_the_other_parameters_of_the_link_are_those_it_holds():
    held = [field.name for field in dataclasses.fields(link.Link) if field.name not in ("query", "layout")]
    said = {row[0]: row[1] for row in rows(section(README, "## Five minutes").partition("<!-- filters -->")[0])}
    assert list(said) == held
    assert re.findall(r"\w+", said["page"]) == list(link.PAGES)
    assert re.findall(r"\w+", said["shading"]) == list(link.SHADINGS)
    assert re.findall(r"\w+", said["listed"]) == list(link.LISTED)
    assert re.findall(r"\w+", said["part"]) == list(link.PARTS)
    assert re.findall(r"\w+", said["sort"]) == list(link.SORTS)


def test_the_choices_of_a_map_are_in_the_link_as_shown():
    shown = re.search(r"`(map_\w+=\w+)`", README)[1]
    drawn = link.Link(IncidentQuery(), layout=Layout(paper="A3")).to_params()
    assert drawn == {name: [value] for name, value in [shown.split("=")]}


def test_the_example_of_a_link_is_understood():
    example = re.search(r"`\?([^`]+)`", README)[1]
    assert IncidentQuery.from_url(example).to_url() == example


def test_the_keys_to_count_by_are_those_of_the_store():
    assert re.findall(r"`(\w+)`", README.partition("The keys are")[2].partition(".\n")[0]) == list(store.KEYS)


def test_the_commands_are_those_of_the_command_line():
    said = section(README, "### Command line").partition("<!-- commands -->")[2].partition("<!-- /commands -->")[0]
    assert set(first_cells(said)) == set(command_line.commands)


def test_every_command_that_is_named_exists():
    assert set(re.findall(r"python -m geodata (\w+)", EVERYTHING)) - set(command_line.commands) == set()


def test_every_flag_that_is_named_exists():
    known = {flag for command in command_line.commands.values() for option in command.params for flag in option.opts}
    assert set(re.findall(r"(?<![\w-])--[a-z][\w-]+", EVERYTHING)) - known == {"--help", "--write"}


def test_the_formats_are_those_that_are_written():
    said = section(README, "### Command line").partition("<!-- formats -->")[2].partition("<!-- /formats -->")[0]
    pictures = [f".{kind}" for kind in (*cartography.FORMATS, *cartography.FILMS)]
    assert re.findall(r"\.\w+", said) == [*export.WRITERS, *pictures, one_file.ENDING]


def test_the_targets_are_those_of_the_makefile():
    makefile = (ROOT / "Makefile").read_text()
    targets = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[1].split()
    assert [cell.removeprefix("make ") for cell in first_cells(section(README, "## Two commands"))] == targets
    assert set(re.findall(r"[`\n]make ([a-z]+)", EVERYTHING)) <= set(targets)


def test_the_makefile_says_what_each_target_does():
    makefile = (ROOT / "Makefile").read_text()
    targets = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[1].split()
    assert [each for each in targets if not re.search(rf"^{each}:.*## \w", makefile, re.MULTILINE)] == []


def test_the_settings_are_those_that_are_read():
    code = [
        *ROOT.glob("geodata/**/*.py"),
        *ROOT.glob("dashboard/**/*.py"),
        ROOT / "tests/chromium.py",
        ROOT / "tests/postgres.py",
        ROOT / "tests/conftest.py",
    ]
    read = {name for path in code for name in re.findall(r"\"(GEODATA_[A-Z_]+)\"", path.read_text())}
    read |= {name for path in code for name in re.findall(r"environ(?:\.get\(|\[)\"([A-Z_]+)\"", path.read_text())}
    said = {name for name in first_cells(section(README, "## Settings")) if not name.startswith("STREAMLIT_")}
    assert said == read


def test_a_setting_of_streamlit_that_is_named_exists():
    from streamlit import config

    named = set(re.findall(r"STREAMLIT_\w+", EVERYTHING))
    known = {option.env_var for option in config.get_config_options().values()}
    assert named
    assert named - known == set()


@pytest.mark.parametrize("path", REQUIREMENTS)
def test_every_requirement_is_pinned_with_its_reason(path):
    lines = [
        line for line in (ROOT / path).read_text().splitlines() if line.strip() and not line.startswith(("#", "-r"))
    ]
    assert lines
    assert [line for line in lines if not re.fullmatch(r"[\w.-]+(\[\w+\])?==[\w.]+ +# .{5,}", line)] == []


def test_the_modules_are_those_of_the_house():
    said = first_cells(section(README, "## How the house is built"))
    inside = [path for path in (ROOT / "geodata").iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()]
    public = {f"geodata.{path.stem}" for path in inside if not path.stem.startswith("_")}
    assert {name for name in said if name.startswith("geodata.")} == public
    assert [name for name in said if not importlib.util.find_spec(name)] == []


@pytest.mark.parametrize("row", rows(section(README, "## How the house is built")), ids=lambda row: row[0])
def test_a_module_says_in_a_sentence_what_it_is(row):
    assert 10 < len(row[1]) < 200


def test_every_column_is_in_the_dictionary():
    columns = {column.name for table in schema.TABLES for column in table.columns} | {
        column.name for column in schema.OWN_PLACE
    }
    said = set(first_cells(section(TEXT["docs/data.md"], "## Tables")))
    assert said == columns


def test_every_value_of_a_vocabulary_is_in_the_dictionary():
    said = section(TEXT["docs/data.md"], "## Vocabularies")
    values = {value for column in schema.INCIDENTS.columns for value in column.vocabulary or ()}
    assert [value for value in sorted(values) if f"`{value}`" not in said] == []


def test_every_layer_is_in_the_dictionary_with_its_licence():
    tables = {table.path for table in schema.TABLES}
    described = manifest.read_descriptor(DATA)["resources"]
    licences = {each["path"]: each["licenses"][0]["title"] for each in described if each["path"] not in tables}
    said = {row[0]: row[3] for row in rows(section(TEXT["docs/data.md"], "## Layers"))}
    assert sorted(said) == sorted(licences)
    assert {path: licences[path] for path in said if said[path].lower() not in licences[path].lower()} == {}


def test_the_benchmarks_are_those_that_are_run():
    assert first_cells(section(TEXT["docs/benchmarks.md"], "## How")) == benchmarks.names()


# ---- numbers and links -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "row", rows(section(TEXT["docs/methodology.md"], "## Numbers that decide something")), ids=lambda row: row[0]
)
def test_a_number_that_decides_is_that_of_the_code(row):
    module, _, name = row[0].rpartition(".")
    assert float(row[1].split()[0].replace(",", "")) == getattr(importlib.import_module(module), name)


def test_the_numbers_that_decide_where_a_province_ends_are_named():
    said = first_cells(section(TEXT["docs/methodology.md"], "## Numbers that decide something"))
    assert {"geodata.placing.NEAREST_KM", "geodata.placing.DISAGREEMENT_KM", "geodata.style.RING_KM"} <= set(said)


def facts(store, bundled):
    """Sentences that must stand in the documentation, with numbers counted now."""
    from geodata import provinces

    found = summarise.figures(store, IncidentQuery())
    period = f"from {found.first:%-d %B %Y} to {found.last:%-d %B %Y}"
    killed, injured, shown, n = found.killed, found.injured, found.shown_as, found.incidents
    incidents = bundled.incidents
    return [
        ("README.md", f"{n} incidents {period}"),
        ("README.md", f"killed for {killed.stated} of {n} incidents, injured for {injured.stated}."),
        ("README.md", f"{store.counts(IncidentQuery(), ['evidence']).set_index('evidence')['count']['low']} incidents are only claimed by a group"),
        ("README.md", f"{n - shown['dot']} incidents have no dot, {shown['badge']} of them are counted in a badge of their province and {shown['tray']} listed"),
        ("README.md", f"*{bundled.manifest.citation}*"),
        ("CHANGELOG.md", f"{n} reported incidents"),
        ("docs/methodology.md", f"Of the {n} incidents, {shown['dot']} are dots, {shown['badge']} are in badges and {shown['tray']} in the tray."),
        ("docs/methodology.md", f"killed {killed}, stated for {killed.stated} of {n};"),
        ("docs/methodology.md", f"injured {injured}, stated for {injured.stated} of {n}."),
        ("docs/methodology.md", f"within a few days ({int((incidents['time_precision'] == 2).sum())} of {n} incidents)"),
        ("docs/methodology.md", f"the check lists these ({int(bundled.findings['reason'].str.contains('no known point').sum())})"),
        ("docs/methodology.md", f"for a third of incidents ({int((incidents['outcome'] == 'unknown').sum())})"),
        ("docs/methodology.md", f"{int(incidents['responds_to'].notna().sum())} incidents have such links"),
        ("docs/methodology.md", f"A rule names {len(bundled.duplicates)} pairs"),
        ("docs/methodology.md", f"within {patterns.places.NEAR_DAYS} local days of one at the place"),
        ("docs/methodology.md", f"at one place at most {patterns.duplicates.DAYS_APART} day apart, or on one day at places at most {patterns.duplicates.NEIGHBOUR_KM} km apart"),
        ("docs/methodology.md", f"Baghdad measures {provinces.read()['IQ-BG'].area_km2:.0f} km²"),
        ("docs/methodology.md", f"Damascus {provinces.read()['SY-DI'].area_km2:.0f} km²"),
        ("docs/methodology.md", f"Al Anbar ({provinces.read()['IQ-AN'].area_km2:,.0f} km²)"),
    ]  # fmt: skip


def test_the_numbers_are_those_of_the_data(store, bundled):
    said = {
        page: " ".join(text.split())
        for page, text in (TEXT | {"CHANGELOG.md": (ROOT / "CHANGELOG.md").read_text()}).items()
    }
    assert [fact for page, fact in facts(store, bundled) if fact not in said[page]] == []


def test_months_said_to_have_no_incident_have_none(bundled):
    months = set(bundled.incidents["event_date"].dt.strftime("%Y-%m"))
    assert "April and May 2025 have no incident at all" in TEXT["docs/methodology.md"]
    assert not months & {"2025-04", "2025-05"}


@pytest.mark.parametrize("page", [*TEXT, "CHANGELOG.md"])
def test_a_link_within_the_documentation_leads_somewhere(page):
    path = ROOT / page
    links = re.findall(r"\]\(([^)]+)\)", path.read_text(encoding="utf-8"))
    lost = [
        each
        for each in links
        if not each.startswith(("http", "#")) and not (path.parent / each.partition("#")[0]).exists()
    ]
    assert lost == []


@pytest.mark.parametrize("page", TEXT)
def test_a_link_within_a_page_has_its_heading(page):
    headings = {
        re.sub(r"[^\w -]", "", line.lstrip("# ")).lower().replace(" ", "-")
        for line in TEXT[page].splitlines()
        if line.startswith("#")
    }
    assert set(re.findall(r"\]\(#([^)]+)\)", TEXT[page])) - headings == set()


def test_the_changelog_begins_with_this_version():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(r"^## ([\d.]+)", text, re.MULTILINE)[1] == __version__
    assert set(re.findall(r"^### (.*)$", text, re.MULTILINE)) <= {"Added", "Changed", "Fixed"}


def test_the_python_that_is_asked_for_is_the_one_that_is_checked():
    target = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["ruff"]["target-version"]
    version = f"{target[2]}.{target[3:]}"
    assert f"Python {version} or newer" in README
    assert f"needs Python {version} or newer" in (ROOT / "Makefile").read_text()


# ---- the table of benchmarks -------------------------------------------------------------------------


def test_the_table_of_benchmarks_is_aligned():
    table = benchmarks.aligned([("✓", "one", "2 s", "≤ 3 s"), ("✗", "longer", "4 s", "≤ 3 s")])
    assert table.splitlines() == [
        "   what    measured  budget",
        "✓  one     2 s       ≤ 3 s",
        "✗  longer  4 s       ≤ 3 s",
    ]


def test_a_benchmark_without_a_budget_is_neither_kept_nor_missed(monkeypatch):
    measured = [("a", "1 s", "≤ 2 s", True), ("b", "3 s", "≤ 2 s", False), ("c", "4 s", "none", None)]
    module = type("module", (), {"measure": staticmethod(lambda: measured)})
    monkeypatch.setattr(benchmarks.importlib, "import_module", lambda _: module)
    assert [row[0] for row in benchmarks.measured("any")] == ["✓", "✗", "·"]


def test_a_budget_that_is_missed_ends_well(monkeypatch, capsys):
    monkeypatch.setattr(benchmarks, "measured", lambda name: [("✗", name, "9 s", "≤ 1 s")])
    benchmarks.main(["store"])
    assert "✗  store  9 s" in capsys.readouterr().out


def test_a_benchmark_that_does_not_exist_is_refused(capsys):
    with pytest.raises(SystemExit):
        benchmarks.main(["weather"])
    assert "no benchmark 'weather'" in capsys.readouterr().err


def test_measured_figures_can_be_put_in_the_page(tmp_path, monkeypatch):
    page = tmp_path / "benchmarks.md"
    page.write_text("# B\n<!-- measured -->\nold\n<!-- /measured -->\nafter", encoding="utf-8")
    monkeypatch.setattr(benchmarks, "PAGE", page)
    monkeypatch.setattr(benchmarks, "measured", lambda name: [("✓", name, "1 s", "≤ 2 s")])
    benchmarks.main(["store", "--write"])
    assert "| store | 1 s | ≤ 2 s ✓ |" in page.read_text(encoding="utf-8")
    assert "old" not in page.read_text(encoding="utf-8")


def test_a_long_benchmark_has_a_table_of_its_own_and_leaves_the_others_as_they_are(tmp_path, monkeypatch):
    page = tmp_path / "benchmarks.md"
    parts = ("measured", "measured scale", "measured peers")
    page.write_text("".join(f"<!-- {part} -->\nold {part}.\n<!-- /{part} -->\n" for part in parts), encoding="utf-8")
    monkeypatch.setattr(benchmarks, "PAGE", page)
    monkeypatch.setattr(benchmarks, "measured", lambda name: [("✓", name, "1 s", "≤ 2 s")])
    benchmarks.main(["scale", "--write"])
    text = page.read_text(encoding="utf-8")
    assert [f"old {part}." in text for part in parts] == [True, False, True]
    assert "| scale | 1 s | ≤ 2 s ✓ |" in text
