"""The record: the bibliography, the facts, and the tables that editors keep as data."""
