"""Pages of a school: its people, roles, bodies, calendar and settings."""
