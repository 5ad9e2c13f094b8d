"""The retention schedule and a certificate as print: words ready to show."""

from collections.abc import Sequence
from datetime import datetime

from django.apps import apps
from django.db.models import Q
from django.utils.timezone import localtime

from foundation.core.templatetags.words import day, days
from foundation.schools.models import School
from incidents.pdf import CasePrint, LinePrint, SectionPrint
from monitoring.models import Certificate, PurgeChunk
from monitoring.retention.schedule import Line

MOST_CHUNKS = 60


def schedule_print(school: School, lines: Sequence[Line], *, at: datetime) -> CasePrint:
    """What the school keeps how long, for whoever asks."""
    return CasePrint(
        school=school.name,
        about="Retention schedule",
        mark="What is kept, how long, and why",
        made=f"As it stood on {day(at)}.",
        sections=[
            SectionPrint(
                heading="In short",
                heads=("What", "How long", "How it ends"),
                rows=[(line.record_class.title, line.how_long, line.who) for line in lines],
            ),
            SectionPrint(
                heading="Each class",
                lines=[
                    LinePrint(
                        title=f"{line.record_class.title}: {line.how_long}",
                        words=f"{line.record_class.covers}\nBegins to count: {line.record_class.begins}",
                        note=f"Why so long: {line.source}",
                    )
                    for line in lines
                ],
            ),
        ],
        accent=school.colour,
    )


def certificate_facts(certificate: Certificate) -> list[tuple[str, str]]:
    """What a certificate says, as its page and its PDF show it."""
    return [
        ("What was destroyed", certificate.title),
        ("How many", f"{certificate.count:,}"),
        ("With them", f"{certificate.parts:,} rows that belong to them, {certificate.files:,} files"),
        ("Began to count", days(certificate.first_on, certificate.last_on)),
        ("Period", certificate.rule),
        ("Agreed by", certificate.agreed_by_name),
        ("Finished", f"{localtime(certificate.at):%H:%M} on {day(certificate.at)}"),
        ("Due, and kept by a hold or by what names it", f"{certificate.left:,}"),
        ("Hash (SHA-256) over what went", certificate.sha256),
    ]


def chunks_of(certificate: Certificate) -> list[tuple[str, str, str, str]]:
    """The chunks in which it was destroyed."""
    rows = PurgeChunk.objects.filter(Q(purge=certificate.purge_id)).order_by("number")[:MOST_CHUNKS]
    return [(f"{localtime(row.at):%H:%M:%S}", _kind(row.label), f"{row.count:,}", row.sha256) for row in rows]


def _kind(label: str) -> str:
    """What kind of record a step destroyed, in words; as it was written where the product has no such kind any more."""
    try:
        return str(apps.get_model(label)._meta.verbose_name_plural)
    except (LookupError, ValueError):
        return label


def certificate_print(certificate: Certificate) -> CasePrint:
    """The certificate on paper."""
    return CasePrint(
        school=certificate.school.name,
        about=f"Certificate of destruction {certificate.number}",
        mark="These records do not exist any more",
        made=f"Made on {day(certificate.at)}.",
        sections=[
            SectionPrint(heading="What was destroyed", facts=certificate_facts(certificate)),
            SectionPrint(
                heading="In which steps",
                heads=("At", "Kind", "How many", "SHA-256"),
                rows=chunks_of(certificate),
                hashes=True,
            ),
        ],
        accent=certificate.school.colour,
    )
