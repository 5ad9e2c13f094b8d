"""Ready-made sets of house rules: one file each in `config/profiles`, read as data.

A file has `title`, `about`, a table `school` (kind, groups, bodies) and a table for every section of the house rules
that it sets, under the name by which the section is registered. Groups and bodies are added, never taken away.
"""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.forms import model_to_dict

from foundation.core.panels import Section, house_rules
from foundation.schools.models import School
from foundation.schools.models.school import SchoolKind
from foundation.schools.panels import profile_parts

NAME = re.compile(r"[a-z0-9-]{1,40}")


class BadProfile(Exception):
    """A profile does not fit the house rules there are; the text says where."""


@dataclass(frozen=True)
class Profile:
    """A ready-made set of house rules."""

    name: str
    title: str
    about: str
    school: dict[str, Any]
    sections: dict[str, dict[str, Any]]
    parts: dict[str, Any]


@dataclass(frozen=True)
class Difference:
    """One thing that a profile would change."""

    section: str
    what: str
    before: str
    after: str


def folder() -> Path:
    return Path(settings.BASE_DIR) / "config" / "profiles"


def names() -> list[str]:
    """The profiles there are; the default last."""
    found = sorted(path.stem for path in folder().glob("*.toml"))
    return [name for name in found if name != "default"] + [name for name in found if name == "default"]


def load(name: str) -> Profile:
    """Read one profile. Raises BadProfile when there is none of that name or it sets what is no house rule."""
    path = folder() / f"{name}.toml"
    if not NAME.fullmatch(name) or not path.is_file():
        raise BadProfile(f"There is no profile called {name}.")
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    title, about, school = data.pop("title"), data.pop("about"), data.pop("school", {})
    unknown = sorted(set(data) - set(house_rules.entries) - set(profile_parts.entries))
    if unknown:
        raise BadProfile(f"The profile {name} sets {', '.join(unknown)}, which no part of the product reads.")
    parts = {part: data.pop(part) for part in profile_parts.entries if part in data}
    return Profile(name, title, about, school, data, parts)


def section_row(section: Section, school: School) -> Any:
    """The row of a section for a school; one with the usual values, not saved, where there is none yet."""
    return section.model.objects.filter(school=school).first() or section.model(school=school)


def section_form(section: Section, school: School, values: dict[str, Any]) -> Any:
    """The section's form, filled with what holds now and the profile's values over it."""
    row = section_row(section, school)
    unknown = sorted(set(values) - set(section.form._meta.fields))
    if unknown:
        raise BadProfile(f"“{section.title}” has no rule called {', '.join(unknown)}.")
    now = model_to_dict(row, fields=section.form._meta.fields)
    form = section.form({**now, **values}, instance=row)
    if not form.is_valid():
        raise BadProfile(f"“{section.title}”: {form.errors.as_text()}")
    return form


def rules_in(form: Any) -> dict[str, Any]:
    """What was written into a section's form, rule by rule."""
    return {rule: form.cleaned_data[rule] for rule in form._meta.fields}


def in_words(form: Any, name: str, value: Any) -> str:
    """A rule's value as a page says it."""
    field = form.fields[name]
    if isinstance(value, bool):
        return "Yes" if value else "No"
    labels = dict(_flat(getattr(field, "choices", ())))
    if hasattr(value, "__iter__") and not isinstance(value, str):
        return ", ".join(labels.get(str(getattr(one, "pk", one)), str(one)) for one in value) or "None"
    found = labels.get(str(getattr(value, "pk", value)))
    return found or ("Not set" if value in (None, "") else str(value))


def _flat(choices: Any) -> list[tuple[str, str]]:
    return [(str(value), str(label)) for value, label in choices if not isinstance(label, list | tuple)]


def differences(profile: Profile, school: School) -> list[Difference]:
    """Everything that applying the profile would change at this school."""
    found = _school_differences(profile, school)
    for name, values in profile.sections.items():
        section = house_rules.entries[name]
        form = section_form(section, school, values)
        before = section.form(instance=section_row(section, school))
        for rule in form._meta.fields or ():
            was, now = in_words(before, rule, before[rule].value()), in_words(form, rule, form.cleaned_data[rule])
            if was != now:
                found.append(Difference(section.title, str(form.fields[rule].label), was, now))
    for name, wanted in profile.parts.items():
        part = profile_parts.entries[name]
        was, now = part.now(school), part.wanted(wanted, school)
        if was != now:
            found.append(Difference("House rules", part.title, was, now))
    return found


def _school_differences(profile: Profile, school: School) -> list[Difference]:
    found = []
    kind = profile.school.get("kind")
    if kind and kind != school.kind and school.kind != SchoolKind.TRUST:
        found.append(Difference("The school", "Kind", school.get_kind_display(), str(SchoolKind(kind).label)))
    for group in missing(profile, school, "groups"):
        found.append(Difference("Groups", group["name"], "Not there", "Added"))
    for body in missing(profile, school, "bodies"):
        found.append(Difference("Bodies", body["name"], "Not there", "Added"))
    return found


def missing(profile: Profile, school: School, what: str) -> list[dict[str, Any]]:
    """The profile's groups or bodies that the school does not have, whatever the case of their names."""
    rows = school.groups if what == "groups" else school.bodies
    have = {name.casefold() for name in rows.values_list("name", flat=True)}
    return [entry for entry in profile.school.get(what, []) if entry["name"].casefold() not in have]
