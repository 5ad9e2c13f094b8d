from typing import Any

from django.core.management.base import BaseCommand, CommandError

from foundation.audit.models import Chain
from foundation.audit.trail import verify


class Command(BaseCommand):
    help = "Check every school's trail: that nothing in it was changed, removed or put in."

    def handle(self, *args: Any, **options: Any) -> None:
        faults = []
        for chain in Chain.objects.order_by("pk"):
            count, found = verify(chain.school_uid)
            faults += found
            self.stdout.write(f"{chain.school_uid}: {count} entries, {len(found) or 'no'} faults")
        for fault in faults:
            self.stderr.write(f"{fault.school_uid} entry {fault.number}: {fault.why}")
        if faults:
            raise CommandError("The trail does not verify.")
