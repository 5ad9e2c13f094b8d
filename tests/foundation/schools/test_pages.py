"""The pages of a school through the client: what they show, what they do, and whom they refuse."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from foundation.audit.models import Entry
from foundation.schools.models import (
    Absence,
    Body,
    BodyMember,
    Closure,
    Person,
    Role,
    SchoolRules,
    StaffGroup,
    Term,
)
from tests.cast import Cast, a_person, a_role, a_school, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return Cast.make()


@pytest.fixture
def clerk(cast: Cast) -> Client:
    return signed_in(cast.clerk)


def day(name: str, on: date | None) -> dict[str, str]:
    """A date in three boxes."""
    if on is None:
        return {f"{name}_day": "", f"{name}_month": "", f"{name}_year": ""}
    return {f"{name}_day": str(on.day), f"{name}_month": str(on.month), f"{name}_year": str(on.year)}


def send(client: Client, url: str, data: dict[str, Any], *, follow: bool = False) -> Any:
    """Open the page, then send its form with what it carried and what is typed."""
    shown = client.get(url)
    assert shown.status_code == 200, (url, shown.status_code)
    form = shown.context["form"]
    carried = {name: form[name].value() for name in ("token", "seen") if name in form.fields}
    return client.post(url, {**carried, **data}, follow=follow)


def at(name: str, *args: Any) -> str:
    return reverse(name, args=args)


def person_data(**changed: Any) -> dict[str, Any]:
    return {
        "name": "Nora New",
        "email": "",
        "working_days": list("12345"),
        **day("starts_on", date(2026, 9, 1)),
        **changed,
    }


def test_the_roll_shows_who_is_there_now_and_not_who_has_left(cast: Cast, clerk: Client) -> None:
    page = clerk.get(at("person-list", cast.school.slug)).content.decode()
    assert "Tessa Teacher" in page
    assert "Leo Leaver" not in page
    assert "Olly Other-Teacher" not in page
    left = clerk.get(at("person-list", cast.school.slug), {"status": "left"}).content.decode()
    assert "Leo Leaver" in left
    assert "Tessa Teacher" not in left
    assert "Stella Starter" in clerk.get(at("person-list", cast.school.slug), {"status": "starting"}).content.decode()


def test_the_roll_is_narrowed_by_group_name_and_reach(cast: Cast, clerk: Client) -> None:
    url = at("person-list", cast.school.slug)

    def found(**asked: str) -> list[str]:
        return [row["name"] for row in clerk.get(url, asked).context["page"]]

    assert found(group=str(cast.midday.uid)) == [cast.midday_supervisor.name]
    assert found(reach="no_email") == [cast.midday_supervisor.name]
    assert found(q="tessa") == [cast.teacher.name]
    assert clerk.get(url, {"status": "all"}).context["count"] == "13 people"


@pytest.mark.parametrize("query", ["group=x", "status=x", "page=99", "page=x", "sort=x;drop", "q=%00", "reach=1"])
def test_a_strange_address_shows_the_roll_all_the_same(clerk: Client, cast: Cast, query: str) -> None:
    assert clerk.get(f"{at('person-list', cast.school.slug)}?{query}").status_code == 200


def test_the_roll_takes_as_many_queries_for_ten_times_the_people(
    cast: Cast, clerk: Client, django_assert_max_num_queries: Any
) -> None:
    url = at("person-list", cast.school.slug)

    def queries() -> int:
        with django_assert_max_num_queries(30) as seen:
            clerk.get(url)
        return len(seen.captured_queries)

    queries()
    few = queries()
    people = [Person(school=cast.school, name=f"Person {n}", starts_on=date(2020, 9, 1)) for n in range(140)]
    for person in Person.objects.bulk_create(people):
        person.groups.add(cast.teachers)
    assert queries() == few


def test_the_file_of_the_roll_has_the_same_rows_and_no_formulas(cast: Cast, clerk: Client) -> None:
    a_person(cast.school, "=HYPERLINK(1)", has_email=False, groups=(cast.midday,))
    answer = clerk.get(at("person-export", cast.school.slug), {"group": str(cast.midday.uid)})
    text = answer.content.decode("utf-8-sig")
    assert answer["Content-Type"].startswith("text/csv")
    assert '"\'=HYPERLINK(1)"' in text
    assert "Mina Midday-Supervisor" in text
    assert "Tessa Teacher" not in text


@pytest.mark.clause("ACR-05", "QEI-03")
def test_somebody_without_e_mail_is_put_on_the_roll_with_employer_and_groups(cast: Cast, clerk: Client) -> None:
    data = person_data(
        employer="The county", groups=[cast.midday.pk], working_days=["1", "3"], line_manager=cast.line_manager.pk
    )
    answer = send(clerk, at("person-add", cast.school.slug), data)
    assert answer.status_code == 302
    nora = Person.objects.get(name="Nora New")
    assert (nora.school, nora.email, nora.employer, nora.working_days) == (cast.school, "", "The county", "13")
    assert list(nora.groups.all()) == [cast.midday]
    assert nora.line_manager == cast.line_manager
    assert Entry.objects.filter(verb="person_added", about_uid=nora.uid, by_uid=cast.clerk.uid).count() == 1


def test_an_address_that_somebody_has_is_refused_beside_the_form_and_nothing_is_lost(cast: Cast, clerk: Client) -> None:
    answer = send(clerk, at("person-add", cast.school.slug), person_data(email=cast.teacher.email.upper()))
    assert answer.status_code == 200
    assert "Somebody else on this roll has the e-mail address" in answer.content.decode()
    assert 'value="Nora New"' in answer.content.decode()


def test_groups_and_managers_of_another_school_cannot_be_chosen(cast: Cast, clerk: Client) -> None:
    theirs = StaffGroup.objects.create(school=cast.other_school, name="Theirs")
    for wrong in ({"groups": [theirs.pk]}, {"line_manager": cast.other_teacher.pk}, {"line_manager": cast.leaver.pk}):
        assert send(clerk, at("person-add", cast.school.slug), person_data(**wrong)).status_code == 200
    assert not Person.objects.filter(name="Nora New").exists()


def test_a_person_is_changed_and_the_trail_says_what(cast: Cast, clerk: Client) -> None:
    url = at("person-change", cast.teacher.uid)
    data = person_data(name="Tessa Taylor", email=cast.teacher.email, groups=[cast.teachers.pk, cast.office.pk])
    assert send(clerk, url, data).status_code == 302
    cast.teacher.refresh_from_db()
    assert cast.teacher.name == "Tessa Taylor"
    entry = Entry.objects.get(verb="person_changed", about_uid=cast.teacher.uid)
    assert '"name":["Tessa Teacher","Tessa Taylor"]' in entry.payload


def test_a_page_that_grew_old_is_refused_and_shows_what_was_typed(cast: Cast, clerk: Client) -> None:
    url = at("person-change", cast.teacher.uid)
    old = clerk.get(url).context["form"]["seen"].value()
    Person.objects.filter(pk=cast.teacher.pk).update(job_title="Head of Year")
    answer = clerk.post(url, {**person_data(name="Tessa Taylor"), "seen": old, "token": "t1"})
    assert "This changed while you had it open" in answer.content.decode()
    assert Person.objects.get(pk=cast.teacher.pk).name == "Tessa Teacher"


def test_a_last_day_is_entered_and_taken_back(cast: Cast, clerk: Client) -> None:
    url = at("person-leave", cast.teacher.uid)
    send(clerk, url, day("leaves_on", cast.today))
    cast.teacher.refresh_from_db()
    assert cast.teacher.leaves_on == cast.today
    send(clerk, url, day("leaves_on", None))
    cast.teacher.refresh_from_db()
    assert cast.teacher.leaves_on is None


def test_an_absence_is_entered_changed_and_removed(cast: Cast, clerk: Client) -> None:
    first = {"kind": "sickness", **day("starts_on", cast.today), **day("ends_on", None)}
    send(clerk, at("absence-add", cast.teacher.uid), first)
    absence = Absence.objects.get(person=cast.teacher)
    assert (absence.kind, absence.ends_on, absence.entered_by) == ("sickness", None, cast.clerk)
    assert "Away" in clerk.get(at("person-list", cast.school.slug), {"q": "tessa"}).content.decode()
    send(clerk, at("absence-change", absence.uid), {**first, **day("ends_on", cast.today)})
    absence.refresh_from_db()
    assert absence.ends_on == cast.today
    send(clerk, at("absence-remove", absence.uid), {})
    assert not Absence.objects.exists()


def test_groups_are_made_renamed_and_removed(cast: Cast, clerk: Client) -> None:
    send(clerk, at("group-add", cast.school.slug), {"name": "Cleaners", "community": "staff"})
    group = StaffGroup.objects.get(name="Cleaners")
    send(clerk, at("group-change", group.uid), {"name": "Premises", "community": "staff"})
    assert "Premises" in clerk.get(at("group-list", cast.school.slug)).content.decode()
    send(clerk, at("group-remove", group.uid), {})
    assert not StaffGroup.objects.filter(pk=group.pk).exists()
    refused = send(clerk, at("group-remove", cast.teachers.uid), {})
    assert "There are people in Teachers" in refused.content.decode()


def test_a_role_is_given_and_ended_with_dates(cast: Cast, clerk: Client) -> None:
    data = {"person": str(cast.teacher.uid), "kind": "dsl", **day("starts_on", cast.today), **day("ends_on", None)}
    assert send(clerk, at("role-give", cast.school.slug), data).status_code == 302
    role = Role.objects.get(person=cast.teacher, kind="dsl")
    assert role.given_by == cast.clerk
    send(clerk, at("role-end", role.uid), day("on", cast.today + timedelta(days=3)))
    role.refresh_from_db()
    assert (role.ends_on, role.ended_by) == (cast.today + timedelta(days=3), cast.clerk)
    page = clerk.get(at("person-page", cast.teacher.uid)).content.decode()
    assert "Designated safeguarding lead" in page


def test_nobody_gives_a_role_to_themselves_on_the_page(cast: Cast, clerk: Client) -> None:
    data = {"person": str(cast.clerk.uid), "kind": "dsl", **day("starts_on", cast.today)}
    answer = send(clerk, at("role-give", cast.school.slug), data)
    assert "Nobody gives a role to themselves" in answer.content.decode()
    assert not Role.objects.filter(person=cast.clerk, kind="dsl").exists()


def test_people_of_the_trust_can_be_given_roles_at_its_schools_and_others_cannot(cast: Cast, clerk: Client) -> None:
    data = {"kind": "data_protection_lead", **day("starts_on", cast.today)}
    url = at("role-give", cast.school.slug)
    assert send(clerk, url, {**data, "person": str(cast.trust_officer.uid)}).status_code == 302
    assert send(clerk, url, {**data, "person": str(cast.other_teacher.uid)}).status_code == 200
    assert "Olly" not in clerk.get(url).content.decode()


def test_a_body_is_added_seated_changed_and_ended(cast: Cast, clerk: Client) -> None:
    facts = {"name": "Finance committee", "kind": "committee", "quorum": "3", "delegation_months": "6"}
    send(clerk, at("body-add", cast.school.slug), facts)
    body = Body.objects.get(name="Finance committee")
    data = {"person": str(cast.governor.uid), "office": "chair", **day("starts_on", cast.today), **day("ends_on", None)}
    send(clerk, at("seat-give", body.uid), data)
    seat = BodyMember.objects.get(body=body)
    assert (seat.person, seat.office) == (cast.governor, "chair")
    assert "3 present to decide" in clerk.get(at("body-page", body.uid)).content.decode()
    assert "For 6 months at most" in clerk.get(at("body-page", body.uid)).content.decode()
    resolving = {**facts, "written_threshold": "all", "articles": "Article 126"}
    assert "Only an academy or a trust" in send(clerk, at("body-change", body.uid), resolving).content.decode()
    send(clerk, at("body-change", body.uid), {**facts, "quorum": "2"})
    send(clerk, at("seat-end", seat.uid), day("on", cast.today))
    send(clerk, at("body-close", body.uid), day("on", cast.today))
    body.refresh_from_db()
    assert (body.quorum, body.closed_on) == (2, cast.today)
    assert clerk.get(at("body-list", cast.school.slug)).status_code == 200


def test_terms_and_days_off_are_entered_shown_and_removed(cast: Cast, clerk: Client) -> None:
    start = cast.today + timedelta(days=10)
    term = {"season": "autumn", **day("starts_on", start), **day("ends_on", start + timedelta(days=80))}
    send(clerk, at("term-add", cast.school.slug), term)
    twice = send(clerk, at("term-add", cast.school.slug), term)
    assert "These days are in the" in twice.content.decode()
    off = {"kind": "training", "reason": "Phonics for all", **day("starts_on", start), **day("ends_on", start)}
    send(clerk, at("closure-add", cast.school.slug), off)
    shown = clerk.get(at("calendar", cast.school.slug)).content.decode()
    term_remove, closure_remove = (
        at("term-remove", Term.objects.get().uid),
        at("closure-remove", Closure.objects.get().uid),
    )
    for words in (f"Autumn term {start.year}", "Phonics for all", term_remove, closure_remove):
        assert words in shown
    page = signed_in(cast.teacher).get(at("calendar", cast.school.slug)).content.decode()
    assert "Training day: staff are in, pupils are not" in page
    assert "Remove" not in page
    send(clerk, term_remove, {})
    send(clerk, closure_remove, {})
    assert not Term.objects.exists()
    assert not Closure.objects.exists()


def test_the_house_rules_are_said_and_changed_and_a_school_beside_is_not(cast: Cast, clerk: Client) -> None:
    page = clerk.get(at("settings", cast.school.slug)).content.decode()
    assert "3, 7, 14, 28" in page
    url = at("rules-change", cast.school.slug, "reminders")
    wrong = send(clerk, url, {"reminder_days": "7, 3", "review_notice_days": "60"})
    assert "larger than the one before" in wrong.content.decode()
    send(clerk, url, {"reminder_days": "2,4", "review_notice_days": "30"})
    assert SchoolRules.objects.get(school=cast.school).reminder_spacing == [2, 4]
    assert SchoolRules.objects.get(school=cast.other_school).reminder_spacing == [3, 7, 14, 28]
    assert Entry.objects.filter(verb="rules_changed", school_uid=cast.school.uid).count() == 1
    assert clerk.get(at("rules-change", cast.school.slug, "no-such")).status_code == 404


@pytest.mark.parametrize(
    ("colour", "taken"), [("#1f5a4c", True), ("#ffee00", False), ("#0000FF", True), ("red", False)]
)
def test_a_colour_that_cannot_be_read_is_refused_with_a_shade_that_can(
    cast: Cast, clerk: Client, colour: str, taken: bool
) -> None:
    data = {"name": "Beacon Hill", "kind": "academy", "colour": colour, "email_domain": "Beacon.example"}
    answer = send(clerk, at("school-details", cast.school.slug), data)
    assert (answer.status_code == 302) is taken
    cast.school.refresh_from_db()
    assert (cast.school.name == "Beacon Hill") is taken
    if colour == "#ffee00":
        assert "is a darker shade that works" in answer.content.decode()


def test_a_profile_shows_what_it_would_change_then_changes_it(cast: Cast, clerk: Client) -> None:
    assert "Haymerle" in clerk.get(at("profile-choose", cast.school.slug)).content.decode()
    url = at("profile-apply", cast.school.slug, "haymerle")
    page = clerk.get(url).content.decode()
    assert "5, 10, 20" in page
    assert "Maintained special school" in page
    assert SchoolRules.objects.get(school=cast.school).reminder_days == "3, 7, 14, 28"
    send(clerk, url, {})
    cast.school.refresh_from_db()
    assert cast.school.kind == "special"
    assert SchoolRules.objects.get(school=cast.school).reminder_days == "5, 10, 20"
    assert cast.school.groups.filter(name="Parents and carers", community="parents").exists()
    assert cast.school.groups.filter(name="Teachers").count() == 1
    assert "Nothing would change" in clerk.get(url).content.decode()
    assert clerk.get(at("profile-apply", cast.school.slug, "none")).status_code == 404


def test_setting_up_says_what_is_to_do_by_the_rows_there_are(cast: Cast, clerk: Client) -> None:
    page = clerk.get(at("set-up", cast.school.slug))
    status = {task["title"]: task["status"] for task in page.context["tasks"]}
    assert status["People"] == "Done"
    assert status["Roles"] == "Done"
    assert status["Calendar"] == "To do"
    assert status["House rules"] == "To do"


def test_the_trust_sees_the_schools_in_which_its_officer_holds_a_role(cast: Cast) -> None:
    a_school("Sister Primary", trust=cast.trust)
    officer = signed_in(cast.trust_officer)
    page = officer.get(at("trust", cast.trust.slug)).content.decode()
    assert "Beacon Hill" in page
    assert "Sister Primary" not in page
    assert officer.get(at("trust", cast.school.slug)).status_code == 404
    assert officer.get(at("person-list", cast.school.slug)).status_code == 404


def test_the_trust_page_takes_as_many_queries_for_ten_schools(cast: Cast, django_assert_max_num_queries: Any) -> None:
    officer = signed_in(cast.trust_officer)
    url = at("trust", cast.trust.slug)

    def queries() -> int:
        with django_assert_max_num_queries(30) as seen:
            officer.get(url)
        return len(seen.captured_queries)

    queries()
    one = queries()
    for number in range(9):
        school = a_school(f"School Number{number}", trust=cast.trust, slug=f"school-{number}")
        a_role(cast.trust_officer, "trust_officer", school)
    assert queries() == one


KEEPERS = ("clerk", "business_manager", "administrator")
GIVERS = ("clerk", "headteacher", "administrator")
OFFICE = (*KEEPERS, "headteacher")
EVERYBODY = (
    "clerk",
    "headteacher",
    "administrator",
    "business_manager",
    "teacher",
    "line_manager",
    "governor",
    "chair",
    "dsl",
)


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("person-list", OFFICE),
        ("person-export", OFFICE),
        ("person-add", KEEPERS),
        ("group-list", KEEPERS),
        ("group-add", KEEPERS),
        ("role-list", GIVERS),
        ("role-give", GIVERS),
        ("body-list", GIVERS),
        ("body-add", GIVERS),
        ("calendar", EVERYBODY),
        ("term-add", OFFICE),
        ("closure-add", OFFICE),
        ("settings", GIVERS),
        ("school-details", GIVERS),
        ("set-up", GIVERS),
        ("profile-choose", GIVERS),
    ],
)
def test_each_page_of_a_school_opens_for_its_roles_only_and_looks_not_found_to_others(
    cast: Cast, name: str, who: tuple[str, ...]
) -> None:
    url = at(name, cast.school.slug)
    for role in EVERYBODY:
        wanted = 200 if role in who else 404
        assert signed_in(getattr(cast, role)).get(url).status_code == wanted, role
    for other in (cast.other_clerk, cast.other_headteacher, cast.leaver, cast.starter):
        assert signed_in(other).get(url).status_code == 404
    assert Client().get(url).status_code == 302


def test_one_sees_oneself_and_ones_reports_and_nobody_else(cast: Cast) -> None:
    teacher, manager = signed_in(cast.teacher), signed_in(cast.line_manager)
    assert teacher.get(at("person-page", cast.teacher.uid)).status_code == 200
    assert teacher.get(at("person-page", cast.line_manager.uid)).status_code == 404
    assert manager.get(at("person-page", cast.teacher.uid)).status_code == 200
    assert manager.get(at("person-page", cast.clerk.uid)).status_code == 404
    assert signed_in(cast.other_clerk).get(at("person-page", cast.teacher.uid)).status_code == 404
    assert teacher.get(at("person-change", cast.teacher.uid)).status_code == 404
