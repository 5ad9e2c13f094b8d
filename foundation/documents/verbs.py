"""The verbs of the trail."""

from enum import StrEnum


class Verb(StrEnum):
    FILE_SEALED = "file_sealed"
    FILE_PURGED = "file_purged"
