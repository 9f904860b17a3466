"""Which commands and queries are there? Plain values in, one transaction each."""
