"""`manage.py add_school`: a new school with its first clerk, who sets up the rest on the pages."""

from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email, validate_slug
from django.utils import timezone

from foundation.core.actors import Clock
from foundation.core.change import change
from foundation.core.states import NotAllowed
from foundation.schools import profiles
from foundation.schools.invitations import password_link
from foundation.schools.models import School
from foundation.schools.models.school import SchoolKind, not_reserved
from foundation.schools.transitions.log_ins import Invitation, hand_over
from foundation.schools.transitions.profiles import apply_profile
from foundation.schools.transitions.school import add_first_clerk, add_school


class Command(BaseCommand):
    help = "Set up a school (or a trust) and its first clerk; prints the link by which the clerk sets a password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", required=True, help="The school's full name")
        parser.add_argument("--slug", required=True, help="Its part of the web address, such as beacon-hill")
        parser.add_argument("--kind", choices=SchoolKind.values, default=SchoolKind.MAINTAINED)
        parser.add_argument("--trust", default="", help="The slug of the trust it belongs to")
        parser.add_argument("--profile", default="default", help="House rules to start from")
        parser.add_argument("--clerk-name", default="Clerk")
        parser.add_argument("--clerk-email", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            validate_slug(options["slug"])
            not_reserved(options["slug"])
            validate_email(options["clerk_email"])
            made = _set_up(options)
        except (NotAllowed, profiles.BadProfile) as problem:
            raise CommandError(str(problem)) from problem
        except ValidationError as problem:
            raise CommandError(" ".join(problem.messages)) from problem
        except School.DoesNotExist as problem:
            raise CommandError(f"There is no trust at the address {options['trust']}.") from problem
        self.stdout.write(f"{made.person.school} is set up.")
        if made.needs_password:
            self.stdout.write(f"{made.user.email} sets a password here: {password_link(made.user)}")
        else:
            self.stdout.write(f"{made.user.email} signs in with the password they have already.")


def _set_up(options: dict[str, Any]) -> Invitation:
    """All of it or nothing."""
    by, at = Clock("add_school"), timezone.now()
    with change():
        trust = School.objects.get(slug=options["trust"]) if options["trust"] else None
        school = add_school(name=options["name"], slug=options["slug"], kind=options["kind"], trust=trust, by=by, at=at)
        apply_profile(school, _of_kind(options), by=by, at=at)
        name, email = options["clerk_name"], options["clerk_email"]
        made = add_first_clerk(school, name=name, email=email.lower(), on=timezone.localdate(at), by=by, at=at)
        if made.needs_password:
            hand_over(made.person, by=by, at=at)
    return made


def _of_kind(options: dict[str, Any]) -> profiles.Profile:
    """The profile, with the kind that was asked for on the command line."""
    profile = profiles.load(options["profile"])
    return replace(profile, school={**profile.school, "kind": options["kind"]})
