"""What upper apps may want to know. Sent inside the transaction of the change."""

from django.dispatch import Signal

# version, by, at
version_in_force = Signal()
# version, decision, by, at
version_reviewed = Signal()
# acknowledgement
policy_acknowledged = Signal()
# part, version, by, at
part_published = Signal()
