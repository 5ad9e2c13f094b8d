from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from foundation.core.keyring import KeyringError
from foundation.documents import files
from foundation.documents.models import File


class Command(BaseCommand):
    help = "Open every sealed file and compare it with what was kept; name files without a row and rows without a file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--remove-strays", action="store_true", help="Remove stored files that belong to no row.")
        parser.add_argument("--rotate", action="store_true", help="Encrypt what older keys closed with the one in use.")

    def handle(self, *args: Any, **options: Any) -> None:
        strays, _ = files.orphans(timezone.now())
        for path in strays:
            self.stdout.write(f"{path.name}: belongs to no row")
            if options["remove_strays"] and not path.is_dir():
                path.unlink()
        count = broken = rotated = 0
        for file in File.objects.filter(purged_at=None).order_by("pk").iterator():
            count += 1
            try:
                files.open_sealed(file)
                rotated += options["rotate"] and files.rotate(file)
            except (files.FileBroken, KeyringError) as fault:
                broken += 1
                self.stderr.write(f"{file.uid}: {fault}")
        said = "removed" if options["remove_strays"] else "found"
        self.stdout.write(f"{count} files, {broken} broken, {len(strays)} strays {said}, {rotated} given the new key.")
        if broken:
            raise CommandError("Not every file is as it was kept.")
