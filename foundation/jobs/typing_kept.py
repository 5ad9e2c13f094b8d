"""What somebody typed into a form whose session had ended: kept encrypted, and put back for the same log-in only."""

import json
from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, QueryDict

from foundation.core import keyring
from foundation.jobs.models import KeptTyping

LEFT_OUT = frozenset({"csrfmiddlewaretoken", "resume"})
AT_MOST = 5
LONGEST_PATH = 500


class KeptFields(QueryDict):
    """The fields of a form as they were sent before. The base form sees `resumed` and says so."""

    resumed = True


def _about(uid: UUID) -> str:
    return f"kept-typing:{uid}"


def keep(request: HttpRequest, user_uid: UUID, at: datetime) -> KeptTyping | None:
    """Keep the fields of this form, but no files and no passwords; None when it has no place to go back to.

    Of one log-in the last five are kept, so that nobody fills the database by sending forms.
    """
    path = request.get_full_path()
    if len(path) > LONGEST_PATH:
        return None
    fields = {
        name: values for name, values in request.POST.lists() if name not in LEFT_OUT and "password" not in name.lower()
    }
    kept = KeptTyping(for_user_uid=user_uid, path=path, kept_at=at)
    kept.data = keyring.close_text(json.dumps(fields), about=_about(kept.uid))
    kept.save()
    older = KeptTyping.objects.filter(for_user_uid=user_uid).order_by("-kept_at", "-pk").values_list("pk", flat=True)
    KeptTyping.objects.filter(pk__in=list(older[AT_MOST:])).delete()
    return kept


def bring_back(request: HttpRequest, user_uid: UUID) -> None:
    """Put the kept fields in the place of what was sent, when this asks for it (`resume`).

    Raises Http404 when there are none for this log-in and this address.
    """
    asked = request.POST.get("resume")
    if asked is None:
        return
    kept = _found(asked, user_uid, request.get_full_path())
    fields = KeptFields(mutable=True)
    for name, values in json.loads(keyring.open_text(bytes(kept.data), about=_about(kept.uid))).items():
        fields.setlist(name, values)
    fields._mutable = False
    request.POST = fields  # type: ignore[assignment]
    request.kept_typing = kept  # type: ignore[attr-defined]  # forgotten once it was shown


def _found(asked: str, user_uid: UUID, path: str) -> KeptTyping:
    try:
        kept = KeptTyping.objects.filter(uid=UUID(asked), for_user_uid=user_uid, path=path).first()
    except ValueError:
        kept = None
    if kept is None:
        raise Http404
    return kept


def forget(request: HttpRequest) -> None:
    """Remove what was brought back."""
    kept = getattr(request, "kept_typing", None)
    if kept is not None:
        KeptTyping.objects.filter(pk=kept.pk).delete()
