"""Somebody who left: their row stays where proofs refer to it, and says nothing of who it was."""

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from guardian.models import UserObjectPermission

from foundation.schools.models import Person, User
from foundation.schools.models.person import MONDAY_TO_FRIDAY

GONE = "Somebody who left"


def empty(persons: list[Person]) -> list[User]:
    """Empty these rows, and each log-in whose last person is among them; the log-ins emptied.

    Names that stand on proofs stay there: they go with the proofs' own class.
    """
    users = {person.user_id for person in persons if person.user_id is not None}
    keys = [person.pk for person in persons]
    Person.groups.through._default_manager.filter(person__in=keys).delete()
    Person.objects.filter(line_manager__in=keys).update(line_manager=None)
    Person.objects.filter(pk__in=keys).update(
        name=GONE,
        reference="",
        email="",
        job_title="",
        employer="",
        working_days=MONDAY_TO_FRIDAY,
        line_manager=None,
        user=None,
    )
    left = set(Person.objects.filter(user__in=users).values_list("user", flat=True))
    return [_empty_log_in(user) for user in User.objects.filter(pk__in=users - left).order_by("pk")]


def _empty_log_in(user: User) -> User:
    EmailAddress.objects.filter(user=user).delete()
    UserObjectPermission.objects.filter(user=user).delete()
    user.email = f"{user.uid}@gone.invalid"
    user.password = make_password(None)
    user.is_active = False
    user.last_login = user.handed_over_at = None
    user.save(update_fields=["email", "password", "is_active", "last_login", "handed_over_at"])
    return user
