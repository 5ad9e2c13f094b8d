"""The verbs of the trail."""

from enum import StrEnum


class Verb(StrEnum):
    JOB_PARKED = "job_parked"
    JOB_TAKEN_UP = "job_taken_up"
