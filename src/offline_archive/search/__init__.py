"""Search without a server: pages to an index that is cut by term into classic scripts."""

from offline_archive.search.counting import Counted, count
from offline_archive.search.documents import Document, documents
from offline_archive.search.ledger import Gathered, gathered
from offline_archive.search.lines import Lines, Stretch, Texts
from offline_archive.search.numbering import slots
from offline_archive.search.shards import FORMAT_VERSION, shards
from offline_archive.search.vocabulary import Vocabulary, gather

__all__ = ["FORMAT_VERSION", "Counted", "Document", "Gathered", "Lines", "Stretch", "Texts", "Vocabulary", "count",
           "documents", "gather", "gathered", "shards", "slots"]
