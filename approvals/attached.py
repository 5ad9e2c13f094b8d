"""The pictures of a request. Which of them a text has stands in its answers, so that its hash covers them."""

from collections.abc import Mapping
from typing import Any

from approvals.models import Attachment, Request

ATTACHMENTS = "attachments"  # among the answers; no question has this name
CHECKS = "checks"
MOST_PICTURES = 20


def entry(attachment: Attachment) -> dict[str, str]:
    """What the answers keep of it: what it shows, and the hash of its bytes."""
    return {
        "uid": str(attachment.uid),
        "sha256": attachment.file.sha256,
        "what": attachment.what,
        "words": attachment.words,
    }


def attached(request: Request, answers: Mapping[str, Any]) -> list[Attachment]:
    """The pictures that belong to these answers, in their order: one query."""
    wanted = [one["uid"] for one in answers.get(ATTACHMENTS, ())]
    if not wanted:
        return []
    found = {str(one.uid): one for one in request.attachments.filter(uid__in=wanted).select_related("file")}
    return [found[uid] for uid in wanted if uid in found]


def with_attachments(answers: Mapping[str, Any], attachments: list[dict[str, str]]) -> dict[str, Any]:
    """The answers with these pictures; what was confirmed of a post with others is to be confirmed again."""
    changed = {**answers, ATTACHMENTS: attachments}
    return changed | {CHECKS: []} if CHECKS in answers else changed
