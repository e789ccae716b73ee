"""docs/reference/factors.md: every factor that comes with the product, in full."""

from itertools import groupby

from plainview.factors.definition import Definition
from plainview.factors.register import Declared, declared
from scripts.pages import MADE, table

_HEAD = """# All factors

The risks, circumstances and strengths that come with Plainview. Each is one written rule over facts: what it
means, when it counts, what looks like it and does not count, and who answers for it.
[What a factor is](../explanation/factors.md) says how they are read, [the grammar](factor.md) how they are written;
[the manual](../manual/factors.md) shows them on small tables.

A council may put its own version in the place of any of them, or add its own.
"""
_KINDS = {
    "risk": ("Risks", "What practitioners know as a cause for concern."),
    "circumstance": ("Circumstances", "How things are. None is a risk by itself."),
    "strength": ("Strengths", "What helps, and is looked for with the same care."),
}


def page() -> str:
    """Give the page: a list, then a section for each."""
    found = declared()
    lines = [MADE.format(source="plainview/factors/library"), "", _HEAD]
    for kind, group in groupby(found, key=lambda d: d.definition.kind):
        of_kind = list(group)
        title, what = _KINDS[kind]
        rows = [(f"[{d.definition.label}](#{d.definition.id})", d.definition.definition) for d in of_kind]
        lines += ["", f"## {title}", "", f"{what} There are {len(of_kind)}.", ""]
        lines += table(("factor", "what it means"), rows)
        for each in of_kind:
            lines += _section(each)
    return "\n".join(lines) + "\n"


def _section(each: Declared) -> list[str]:
    factor: Definition = each.definition
    lines = ["", f"### {factor.id}", "", f"**{factor.label}.** {factor.definition}"]
    lines += ["", f"Counts when: {factor.counts_when}"]
    if factor.does_not_count:
        lines += ["", "Does not count:", "", *(f"- {one}" for one in factor.does_not_count)]
    lines += ["", f"To a resident: “{factor.plain}”.", "", "```yaml", _rules(each), "```", "",
              f"Owner: {factor.owner}. Version {factor.version}, since {factor.since:%-d %B %Y}. Used for "
              f"{', '.join(p.value for p in factor.purposes)}. Written in `{each.file}`."]  # fmt: skip
    return lines


def _rules(each: Declared) -> str:
    """Give the rules as they are written."""
    lines = each.document.path.read_text(encoding="utf-8").splitlines()
    below = lines[each.line(("rules",)) - 1 :]
    end = next((n for n, line in enumerate(below[1:], start=1) if line[:1].isalpha()), len(below))
    return "\n".join(below[:end]).rstrip()
