"""The only authentication backend: sign-in as allauth does it, permissions as our rules say."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Model

from foundation.core.rules import allows


class RuleBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    """No superusers, no permission without an object: a permission is always held on something."""

    def has_perm(self, user_obj: Any, perm: str, obj: Model | None = None) -> bool:
        return obj is not None and allows(user_obj, perm, obj)

    def get_all_permissions(self, user_obj: Any, obj: Model | None = None) -> set[str]:
        return set()

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        return False
