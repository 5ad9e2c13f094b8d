"""The parts of the page of a case, each with what it asks of the database: a fixed number of queries."""
