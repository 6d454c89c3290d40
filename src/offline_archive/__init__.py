"""Turn a folder of Markdown into a self-contained, offline, privacy-preserving archive."""

__version__ = "0.1.0"
