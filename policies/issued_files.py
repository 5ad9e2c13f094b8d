"""The files of a trust's policy at its schools: which of them its trust issued, and so stay as they are.

A school's file is the trust's where it has the same title and the same bytes.
"""

from foundation.core.states import NotAllowed
from policies.issued import binding
from policies.models import Attachment, Version

Key = tuple[str, str]  # title, SHA-256
STAYS = "“{title}” came with the policy of your trust and stays in it. A school adds files of its own beside it."


def annexes_of(version: Version) -> list[Attachment]:
    """The annexes of a version with their files, without the document it was read from: one query."""
    return list(version.attachments.filter(kind=Attachment.Kind.ANNEX).select_related("file"))


def key(item: Attachment) -> Key:
    return item.title, item.file.sha256


def _issued(policy_pk: int) -> set[Key]:
    answer = binding(policy_pk)
    return {key(item) for item in annexes_of(answer.issue.version)} if answer is not None else set()


def locked_files(version: Version) -> set[int]:
    """Which of the version's annexes the trust issued, by their keys; asks for nothing where there are no annexes."""
    annexes = annexes_of(version)
    issued = _issued(version.policy_id) if annexes else set()
    return {item.pk for item in annexes if key(item) in issued}


def check_not_issued(item: Attachment) -> None:
    """Raises NotAllowed for a file that the trust issued: it is part of what the school took up."""
    if key(item) in _issued(item.version.policy_id):
        raise NotAllowed(STAYS.format(title=item.title))
