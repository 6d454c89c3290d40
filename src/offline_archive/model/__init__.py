"""The nouns of the archive: sources, pages, sections, folders, the site."""

from offline_archive.model.site import Folder, Page, Site, Translation, weigh
from offline_archive.model.sources import Source, Tree
from offline_archive.model.text import Link, Outline, Paragraph, Section, Text

__all__ = ["Folder", "Link", "Outline", "Page", "Paragraph", "Section", "Site", "Source", "Text", "Translation",
           "Tree", "weigh"]
