"""The documentation says what is there: made parts are up to date, examples run, nothing is missing."""

from __future__ import annotations

import ast
import re
import shlex
from pathlib import Path

import pytest
import typer

import planning.cli_ask
import planning.cli_fetch
import planning.cli_report
import planning.cli_warehouse  # noqa: F401 - these register their commands
from layers.known import FACILITY_KINDS, KNOWN
from layers.town import grid_town
from planning.cli import app
from planning.indicators import INDICATORS
from planning.ranking import DEFAULT
from planning.ranking.methods import METHODS
from scenarios import actions
from scenarios.apply import apply
from scenarios.files import from_json, to_json
from scenarios.scenario import BASELINE
from tests.made_docs import BLOCK, MAKERS, renewed

READMES = ("README.md", "README.vi.md")
PAGES = ("indicators", "commands", "data", "scenarios", "measures", "offline", "performance", "installing")
COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]


def pages(root: Path) -> list[Path]:
    return [*(root / name for name in READMES), root / "CONTRIBUTING.md", *sorted((root / "docs").rglob("*.md"))]


def code(page: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", page.read_text("utf-8"), re.DOTALL | re.MULTILINE)


# Made parts


def test_made_parts_are_up_to_date(root):
    stale = [p.name for p in (root / "docs").glob("*.md") if renewed(p.read_text("utf-8")) != p.read_text("utf-8")]
    assert stale == [], "python -m tests.made_docs"


def test_every_made_part_is_on_a_page(root):
    text = "".join(page.read_text("utf-8") for page in (root / "docs").glob("*.md"))
    assert sorted(name for _, name, _ in BLOCK.findall(text)) == sorted(MAKERS)


@pytest.mark.parametrize(
    ("page", "names"),
    [
        ("indicators", [*INDICATORS]),
        ("data", [*KNOWN, *FACILITY_KINDS, *(f.name for spec in KNOWN.values() for f in spec.fields)]),
        (
            "scenarios",
            [name for name in vars(actions) if re.match("(add|move|remove|resize|close|change|draw)_", name)],
        ),
        ("measures", [row.id for row in DEFAULT]),
    ],
)
def test_what_can_be_asked_is_documented(page, names, root):
    text = (root / "docs" / f"{page}.md").read_text("utf-8")
    assert [name for name in names if not re.search(rf"`{re.escape(name)}[`(]", text)] == []


def test_every_command_is_documented_with_every_flag(root):
    text = (root / "docs" / "commands.md").read_text("utf-8")
    for name, command in COMMANDS.items():
        section = re.search(rf"^### {name}\n(.*?)(?=^###|^<!--)", text, re.DOTALL | re.MULTILINE)
        assert section, name
        everywhere = {"-w", "--warehouse", "--lang", "--json", "--help"}
        flags = {flag for item in command.params for flag in item.opts[-1:] if flag.startswith("-")} - everywhere
        assert {flag for flag in flags if not re.search(rf"{flag}\b", section[1])} == set(), name


def test_every_method_of_ranking_is_documented(root):
    text = (root / "docs" / "measures.md").read_text("utf-8").casefold()
    assert [name for name in METHODS if name.replace("weighted_sum", "weighted mean") not in text] == []


def test_goalposts_and_weights_of_the_ranking_are_those_in_force(root):
    text = (root / "docs" / "measures.md").read_text("utf-8")
    told = dict(re.findall(r"^\| `(\w+)` \|.*\| (\d+) \|$", text, re.MULTILINE))
    assert {name: float(weight) for name, weight in told.items()} == {row.id: row.weight for row in DEFAULT}


# What pages name


@pytest.mark.parametrize("page", PAGES)
def test_readmes_lead_to_every_page(page, root):
    for readme in READMES:
        assert f"(docs/{page}.md)" in (root / readme).read_text("utf-8")


def test_links_lead_somewhere(root):
    broken = []
    for page in pages(root):
        for link, heading in re.findall(r"\]\(([^)#:]*)(?:#([^)]*))?\)", page.read_text("utf-8")):
            target = (page.parent / link) if link else page
            if not target.exists() or (heading and heading not in anchors(target)):
                broken.append(f"{page.name}: {link}#{heading}")
    assert broken == []


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_commands_in_examples_exist_with_their_flags(root):
    wrong = []
    for page in pages(root):
        for line in re.findall(r"^ +(python -m planning .*)$", BLOCK.sub("", page.read_text("utf-8")), re.MULTILINE):
            words = shlex.split(line, comments=True)[3:]
            command = COMMANDS.get(words[0])
            known = {flag for item in command.params for flag in item.opts} if command else set()
            wrong += [line for word in words if re.match(r"--?[a-z]", word) and word not in known]
            if command is None:
                wrong.append(line)
    assert wrong == []


# Examples


def told(block: str) -> list[str]:
    """What the comments of a block say is printed."""
    return re.findall(r"print\(.*\)\s*# (\S+)", block)


@pytest.mark.parametrize("readme", READMES)
def test_ten_lines_of_python_print_what_the_readme_says(readme, root, tmp_path, monkeypatch, capsys):
    # By hand: 80 blocks of 250 m with 100 people each; 15 minutes are 1,200 m = 4.8 sides. From the centre of a block
    # to the corner of the town are r + c + 1 sides, so 4 + 3 + 2 + 1 = 10 blocks reach the school there. From centre
    # to centre it is 0; 1 next door; k + 1 along a row or column from k = 2 on; and dr + dc else: a school in the
    # middle of a block serves 1 + 4 x 3 + 4 x 6 = 37 blocks, and there is room for that beside the ten.
    (block,) = code(root / readme, "python")
    assert len([line for line in block.splitlines() if line.strip()]) == 10
    monkeypatch.chdir(tmp_path)
    exec(compile(block, readme, "exec"), {})  # noqa: S102 - our own page
    printed = capsys.readouterr().out.split()
    assert printed == told(block) == ["1000.0", "4700.0"]


def test_both_readmes_show_the_same_lines(root):
    one, other = (ast.dump(ast.parse(code(root / readme, "python")[0])) for readme in READMES)
    assert one == other


def test_the_scenario_of_the_page_is_read_written_and_carried_out(root):
    (block,) = code(root / "docs" / "scenarios.md", "json")
    scenario = from_json(block)
    assert [edit.type for edit in scenario.edits] == ["add", "add", "change", "remove"]
    assert from_json(to_json(scenario)).digest == scenario.digest != BASELINE.digest
    city = grid_town()
    after = apply(scenario, city).city
    assert set(after["facilities"].frame["capacity"]) == {300.0, 400.0}
    assert "h2_2" not in after["streets"].frame.index
    # A secondary street right across the town joins what it meets; 200 places were there before.
    assert (after["streets"].frame["class"] == "secondary").sum() > 1
    assert city.digest == grid_town().digest


def test_python_on_the_scenario_page_can_be_read(root):
    (block,) = code(root / "docs" / "scenarios.md", "python")
    called = {
        node.func.attr
        for node in ast.walk(ast.parse(block))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    assert called & set(vars(actions)) == {"add_facility", "close_street"}
