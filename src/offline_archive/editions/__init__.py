"""Editions of an archive: what stood in each, and what changed from one to the next."""

from offline_archive.editions.changes import Changes, compared
from offline_archive.editions.history import FILE_NAME, Edition, read, written
from offline_archive.editions.inventory import Inventory, gathered, parsed
from offline_archive.editions.news import News, news

__all__ = ["FILE_NAME", "Changes", "Edition", "Inventory", "News", "compared", "gathered", "news", "parsed", "read",
           "written"]
