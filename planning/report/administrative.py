"""The administrative report (Báo cáo hành chính) as data: words from the findings of the annex, and the user's own.

Each part has a first wording made from the numbers; what the user wrote instead stands in the recipe under
`letter.PART` (with `.en` for the English letter) and is kept whenever the report is made again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from layers.problems import PlanningError, Problem
from planning.i18n import Translator, translator
from planning.report import findings, first_words
from planning.report.first_words import Sources
from planning.report.grounds import today
from planning.report.letter import Block, Grid, Heading, Letter, Paragraph
from planning.report.material import Material

EDITABLE = (
    "subject",
    "opening",
    "grounds",
    "scope",
    "data",
    "findings",
    "scenarios",
    "ranking",
    "limits",
    "proposals",
    "closing",
    "signer",
)
"""Parts of the letter whose words a user may replace."""


def letters(material: Material) -> tuple[Letter, ...]:
    """The letter in each language of the recipe.

    Raises
    ------
    PlanningError
        `illustrative_letter` where anything it would rest on is made up.
    """
    return tuple(administrative(material, translator(language)) for language in material.recipe.languages)


def administrative(material: Material, t: Translator) -> Letter:
    """The report of an office to the office above; number, day and names stay open, and nobody signs."""
    refuse_illustrative(material)
    recipe, said = material.recipe, words(material, t)
    office = recipe.organisation or t("letter.blank")
    return Letter(
        language=t.language,
        nation=t("letter.nation"),
        motto=t("letter.motto"),
        higher=recipe.higher_organisation.upper(),
        office=office.upper(),
        number=t("letter.number"),
        place_and_day=place_and_day(recipe.place, recipe.date, t),
        kind=t("letter.kind"),
        subject=said["subject"],
        to=t("letter.to", to=first_words.addressee(material, t)),
        opening=_lines(said["opening"]),
        body=tuple(_body(material, said, t)),
        closing=_lines(said["closing"]),
        recipients_title=t("letter.recipients"),
        recipients=recipients(recipe.recipients, t),
        signer=_lines(said["signer"]),
        title=f"{t('letter.kind')}. {said['subject']}",
        file=t("letter.file"),
        code=material.code,
        day=material.date,
    )


def refuse_illustrative(material: Material) -> None:
    """Raises `illustrative_letter` where anything is made up: such numbers never go under an emblem line."""
    if material.illustrative:
        made_up = [entry.layer for entry in material.entries if entry.illustrative]
        raise PlanningError(Problem(code="illustrative_letter", found=", ".join(made_up)[:200]))


def words(material: Material, t: Translator) -> dict[str, str]:
    """The words of each part that can be edited: the user's where there are any, else the first wording."""
    first = firsts(material, t)
    return {part: material.recipe.text(key(part, t), first[part]()).strip() for part in EDITABLE}


def firsts(material: Material, t: Translator) -> Mapping[str, Callable[[], str]]:
    """What makes the first wording of each part; only what is needed is computed."""
    sources = Sources(material, day_of(material))
    return {part: lambda part=part: getattr(first_words, part)(sources, t) for part in EDITABLE}  # type: ignore[misc]


def key(part: str, t: Translator) -> str:
    """Where a recipe keeps the user's words of a part in a language."""
    return f"letter.{part}" if t.language == "vi" else f"letter.{part}.{t.language}"


def day_of(material: Material) -> str:
    """The day whose law counts: that of the recipe, else today."""
    return material.recipe.date or today()


# -- head and foot


def place_and_day(place: str, day: str, t: Translator) -> str:
    """Place and day, with room for what is not known; days under 10, months 1 and 2 with a nought, by the decree."""
    where = place or t("letter.blank")
    if not day:
        return t("letter.place_day.open", place=where)
    year, month, number = (int(part) for part in day.split("-"))
    if t.language == "vi":
        words = [f"{number:02d}", f"{month:02d}" if month <= 2 else str(month), str(year)]  # noqa: PLR2004
    else:
        words = t.date(day).split()
    return t("letter.place_day", place=where, day=words[0], month=words[1], year=words[2])


def recipients(named: tuple[str, ...], t: Translator) -> tuple[str, ...]:
    """The list beneath *Nơi nhận*: each with a dash and a semicolon, the file copy last with a full stop."""
    listed = [text.strip().strip("-;. ") for text in named if text.strip()]
    middle = [f"- {text};" for text in listed if text]
    return (t("letter.recipients.same"), *middle, t("letter.recipients.file"))


# -- the body


def _body(material: Material, said: Mapping[str, str], t: Translator) -> Iterator[Block]:
    yield Heading(t("letter.part.1"))
    yield from _paragraphs(t("letter.grounds", grounds=said["grounds"]))
    yield from _paragraphs(t("letter.scope", scope=said["scope"]))
    for number, part, grid in (
        (2, "data", None),
        (3, "findings", access_grid),
        (4, "scenarios", scenarios_grid),
        (5, "ranking", first_group_grid),
        (6, "limits", None),
        (7, "proposals", None),
    ):
        yield Heading(t(f"letter.part.{number}"))
        yield from _paragraphs(said[part])
        if grid is not None:
            yield from _possible(grid, material, t)


def _possible(make: Callable[[Material, Translator], Grid | None], material: Material, t: Translator) -> Iterator[Grid]:
    """A table, where there are data for it: the words before it say what there is not."""
    try:
        made = make(material, t)
    except PlanningError:
        return
    if made is not None and made.rows:
        yield made


def _heads(t: Translator, key_: str, *columns: str) -> tuple[str, ...]:
    return tuple(t(f"{key_}.{column}") for column in columns)


def _paragraphs(text: str) -> Iterator[Paragraph]:
    return (Paragraph(line) for line in _lines(text))


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def access_grid(material: Material, t: Translator) -> Grid | None:
    """People within and beyond the limit of each service."""
    from planning.present import sentence

    rows = []
    for place, view in enumerate(material.accesses.values(), start=1):
        share = sentence.share(view.inside, view.inside + view.beyond, t)
        rows.append((str(place), t(f"kind.{view.ask.service}"), t.number(view.inside), t.number(view.beyond), share))
    return Grid(
        caption=t(
            "letter.table.access", limit=t.number(material.recipe.limit_min), mode=t(f"by.{material.recipe.mode}")
        ),
        head=_heads(t, "letter.table.access", "no", "service", "within", "beyond", "share"),
        rows=tuple(rows),
        aligns=("centre", "left", "right", "right", "right"),
        shares=(0.7, 3.5, 2, 2, 1.6),
    )


def scenarios_grid(material: Material, t: Translator) -> Grid | None:
    """Who gains and who loses by each scenario."""
    if not material.scenarios:
        return None
    gains = material.comparison.gains
    rows = [
        (str(place), name, t.number(found.gain), t.number(found.lose), t.number(found.same))
        for place, (name, found) in enumerate(gains.items(), start=1)
    ]
    return Grid(
        caption=t("letter.table.scenarios"),
        head=_heads(t, "letter.table.scenarios", "no", "scenario", "gain", "lose", "same"),
        rows=tuple(rows),
        aligns=("centre", "left", "right", "right", "right"),
        shares=(0.7, 4, 1.8, 1.8, 1.8),
    )


def first_group_grid(material: Material, t: Translator) -> Grid | None:
    """Biểu 01: the units of group I with points, range of ranks, reasons, people."""
    from planning.present import priorities

    if material.unit_layer is None or len(material.unit_layer) < findings.FEWEST_UNITS:
        return None
    people = material.evaluation.by_zone(material.mapped).get("people")
    view = priorities.table(material.ranking, people, material.names(t), t, file="", illustrative=False)
    first = view.frame[view.frame["group"] == "I"]
    rows = [
        (
            str(place),
            row["unit"],
            t.number(row["score"], 1),
            f"{t.number(row['low'])}–{t.number(row['high'])}",
            row["reasons"],
            t.number(row["people"]) if "people" in row else "–",
        )
        for place, row in enumerate(first.to_dict("records"), start=1)
    ]
    return Grid(
        caption=t("letter.table.first"),
        head=_heads(t, "letter.table.first", "no", "unit", "score", "ranks", "reasons", "people"),
        rows=tuple(rows),
        aligns=("centre", "left", "right", "centre", "left", "right"),
        shares=(0.8, 2.7, 1.5, 1.5, 4.8, 1.8),
    )
