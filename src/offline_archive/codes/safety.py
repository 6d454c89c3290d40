"""What must not ship."""

from offline_archive.problems import Code, Severity

_E, _W = Severity.ERROR, Severity.WARNING

# What must not ship
WITHHELD_UNREADABLE = Code(
    "OA701", _E, "a mark that withholds a passage cannot be read",
    "A passage is withheld as `[the passage]{.withheld reason=relative}`, a block between the lines "
    "`::: withheld relative` and `:::`. Here something looks like such a mark and is none: brackets that do not "
    "open, a block that does not end, a class of reasons that does not exist, a name written otherwise. The file is "
    "left out, since what it hides would be published.")
GUARD_NOT_CONSULTED = Code(
    "OA702", _W, "the guard list was not consulted",
    "The content has a guard list, `guard.txt`, and no key was given, so nobody knows whether a guarded name stands "
    "in this archive. Name the file of the key with `--guard-key`, or in OFFLINE_ARCHIVE_GUARD_KEY. An archive that "
    "was built without it must not be published.")
TRACE_IN_CONTENT = Code(
    "OA703", _W, "the content itself names whoever builds",
    "The name of the user, of the machine or of the editor on whose computer the archive is built is also a word of "
    "the content. It may be another person's. The finished bytes cannot be searched for it. Look, or build under "
    "another name.")
