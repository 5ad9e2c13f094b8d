"""Logs of web filters: arriving, read line by line, kept as an extract, summed up."""
