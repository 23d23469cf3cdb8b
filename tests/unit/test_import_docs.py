"""The tables of docs/formats.md about reading say what the code does; run as a program, this file writes them anew."""

import re
from pathlib import Path

import pytest

from geodata.importers import FORMATS
from geodata.importers.detect import KINDS

PAGE = Path(__file__).parents[2] / "docs" / "formats.md"


def accepted():
    return "\n".join(f"- {words}" for words in KINDS.values())


def mapped():
    parts = []
    for name, form in FORMATS.items():
        if not form.columns or name == "atlas":
            continue
        rows = [
            f"| {', '.join(f'`{column}`' for column in columns)} | `{field}` |"
            for field, columns in form.columns.items()
        ]
        told = [f"- {sentence}" for sentence in form.told]
        parts += [f"**{form.title}** (`{name}`)", "", "| column | field |", "| --- | --- |", *rows, "", *told, ""]
    return "\n".join(parts).strip()


PARTS = {"accepted": accepted, "mapped": mapped}


@pytest.mark.parametrize("part", PARTS)
def test_the_page_says_what_the_code_does(part):
    said = PAGE.read_text(encoding="utf-8").partition(f"<!-- {part} -->\n")[2].partition(f"<!-- /{part} -->")[0]
    assert said.strip() == PARTS[part]()


if __name__ == "__main__":
    text = PAGE.read_text(encoding="utf-8")
    for part, written in PARTS.items():
        text = re.sub(
            f"(<!-- {part} -->\n).*?(<!-- /{part} -->)",
            lambda m, w=written: f"{m[1]}{w()}\n{m[2]}",
            text,
            flags=re.DOTALL,
        )
    PAGE.write_text(text, encoding="utf-8")
