"""What somebody can do at a shared device who gave their PIN there: read and confirm, nothing else."""

from foundation.schools.panels import device_pages

device_pages.register("policies.reading", "device-reading")
