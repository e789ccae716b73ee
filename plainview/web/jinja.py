"""How templates are read: GOV.UK macros beside ours, dates in plain words, and no name that doesn't exist."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, PrefixLoader, Undefined


class OnlyOfMacros(Undefined):
    """
    A key that a macro's parameters don't have is nothing; any other name that doesn't exist is an error.

    The GOV.UK macros ask for keys that were not given; a misspelt name of ours must not print as nothing.
    """

    def _nothing(self) -> None:
        is_key = isinstance(self._undefined_obj, dict)
        is_of_macros = self._undefined_name in ("caller", "undefined") or self._undefined_hint is not None
        if not is_key and not is_of_macros:
            self._fail_with_undefined_error()

    def __str__(self) -> str:
        self._nothing()
        return ""

    def __bool__(self) -> bool:
        self._nothing()
        return False

    def __iter__(self) -> Iterator[Any]:
        self._nothing()
        return iter(())


def environment(**options: Any) -> Environment:
    """Make the environment of all templates. Autoescape is on: Django's backend says so."""
    ours = options.pop("loader")
    made = Environment(  # noqa: S701 - `options` holds autoescape=True
        loader=ChoiceLoader([ours, PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})]),
        undefined=OnlyOfMacros,
        trim_blocks=True,
        lstrip_blocks=True,
        **{key: value for key, value in options.items() if key != "undefined"},
    )
    assert isinstance(ours, FileSystemLoader)
    made.globals.update(static=static, url=_url)
    made.filters.update(day=day, month=month, moment=moment, plural=plural, short=short_reference, iso_day=iso_day,
                        slug=slugify, words=words)  # fmt: skip
    made.tests["of_own_words"] = lambda value: str(value).endswith(":own")
    return made


@lru_cache(maxsize=10_000)  # a page of a case has a hundred links, most of them on every page
def _url(name: str, **parts: Any) -> str:
    return reverse(name, kwargs=parts or None)


def day(value: date | None) -> str:
    """Write a date as people do: 3 November 2026."""
    return f"{value.day} {value:%B %Y}" if value else "date not known"


def iso_day(value: str) -> str:
    """Write a date that came as ISO text; text that is no date stays as it is."""
    try:
        return day(date.fromisoformat(value))
    except ValueError:
        return value


def month(value: date | None) -> str:
    """Write the month of a date: November 2026."""
    return f"{value:%B %Y}" if value else "not known"


def moment(value: datetime | str) -> str:
    """Write an instant by the council's clock: 3 November 2026, 14:05."""
    instant = datetime.fromisoformat(value) if isinstance(value, str) else value
    local = timezone.localtime(instant)
    return f"{day(local.date())}, {local:%H:%M}"


def plural(count: int, one: str, many: str = "") -> str:
    """Write a count with its noun: 1 source, 3 sources."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def words(code: str) -> str:
    """Write a code word as people read it: white_british → white british."""
    return code.replace("_", " ")


def short_reference(person_id: str) -> str:
    """Give the part of a pseudonym that is long enough to tell cases apart by eye."""
    return person_id[:8].upper()
