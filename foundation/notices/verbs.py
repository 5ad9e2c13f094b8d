"""What the trail calls what happens to notices."""

from enum import StrEnum


class Verb(StrEnum):
    REMINDED = "reminded"
    NUDGED = "nudged"
    NOTICE_TRIED_AGAIN = "notice_tried_again"
    PRIVATE_TRIED_AGAIN = "private_notices_tried_again"
