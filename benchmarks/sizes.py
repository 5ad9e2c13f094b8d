"""The trusts that are measured: made once for a run, each in a database of its own."""

# Name of the database -> schools, staff in all of them, policies, sites and requests at each.
TRUSTS = {
    "tiny": (2, 20, 6, 2, 10),  # a tenth of the people and of the rows of a school of the others
    "small": (10, 1000, 60, 20, 100),
    "large": (100, 10_000, 60, 20, 100),
}
SIZES = ("--schools", "--staff", "--policies", "--sites", "--requests")
