"""What a school may begin its list of tests with: devices, users, places and kinds of content the DfE's standard names.

A start, not the standard itself: the school takes out what it has not, and adds what it has.
"""

from monitoring.models import FilteringPoint

Kind = FilteringPoint.Kind
SHIPPED: tuple[tuple[str, str], ...] = (
    (Kind.DEVICE, "Desktop computer"),
    (Kind.DEVICE, "Laptop"),
    (Kind.DEVICE, "Tablet"),
    (Kind.DEVICE, "Somebody's own device on the school's network"),
    (Kind.USERS, "Pupils"),
    (Kind.USERS, "Staff"),
    (Kind.USERS, "Guests"),
    (Kind.PLACE, "Classroom"),
    (Kind.PLACE, "Library or shared space"),
    (Kind.PLACE, "Away from the school"),
    (Kind.CONTENT, "Test page for illegal content"),
    (Kind.CONTENT, "Adult content"),
    (Kind.CONTENT, "Extremism and hate"),
    (Kind.CONTENT, "Self-harm"),
    (Kind.CONTENT, "Ways round the filter"),
    (Kind.CONTENT, "Search with strong words"),
    (Kind.CONTENT, "Chat with artificial intelligence"),
    (Kind.CONTENT, "An alert reaches who watches"),
)
