"""What is found when an edition is verified: its statement, its signers, what was seen before."""

from offline_archive.problems import Code, Severity

_E, _W, _N = Severity.ERROR, Severity.WARNING, Severity.NOTE

NOT_SIGNED = Code(
    "OA810", _N, "nothing signed lies beside the copy",
    "RELEASE and its signatures lie beside the folder, the zip or the single file, or in the folder. Without them a "
    "copy can be complete and unchanged, and still be made by anybody.")
RELEASE_UNREADABLE = Code(
    "OA811", _E, "the statement of a release cannot be read",
    "It is not the text that the program writes, to the letter. Do not trust this copy.")
RELEASE_OF_OTHERS = Code(
    "OA812", _E, "the statement of a release is not about this copy",
    "It names another manifest or another file by its hash: the copy was changed, or the RELEASE of another edition "
    "was put beside it. Do not trust this copy.")
KEYS_UNREADABLE = Code(
    "OA813", _E, "the list of signers is missing or cannot be read",
    "Without KEYS nobody can tell who may sign. It lies beside RELEASE, with its former versions. Do not "
    "trust this copy.")
SIGNATURE_STRANGE = Code(
    "OA814", _E, "a signature is not by any of the signers",
    "A file beside RELEASE or KEYS is named like a signature, and is not the signature of this text by a key of those "
    "who may sign it.")
QUORUM_MISSED = Code(
    "OA815", _E, "too few signers have signed",
    "KEYS says how many distinct signers make an edition, or a change of KEYS. One key counts once, whatever it signs. "
    "Do not trust this copy; ask for its signatures.")
KEYS_OF_OTHERS = Code(
    "OA816", _E, "the list of signers does not follow from the one that is known",
    "The keys of this archive are known: from an edition that was verified on this machine, or from the file that was "
    "named. Nobody whom they name has signed the change to these; or these were replaced by others since. Somebody "
    "else may have made this copy.")
OLDER = Code(
    "OA817", _W, "a newer edition was seen on this machine",
    "The copy is genuine and superseded. What was withdrawn since still stands in it. Ask for the newest.")
EXPIRED = Code(
    "OA818", _W, "the edition has expired",
    "Its editors wanted a newer one to be asked for from that day on. It may still be the newest: a stick has no "
    "network.")
KEYS_NEW = Code(
    "OA819", _N, "the keys are seen for the first time",
    "Nothing on this machine says that they are those of the editors. Compare their fingerprint with one that you got "
    "another way: on paper, by telephone, from somebody you trust.")
FORKED = Code(
    "OA820", _E, "two editions bear one number",
    "Another RELEASE with this number was verified on this machine. Its signers have signed two texts, or have "
    "lost their keys: ask them.")
NAMES_TWICE = Code(
    "OA821", _E, "two names differ by capitals alone",
    "On Windows and macOS one of the two files would take the place of the other.")
DOWNLOAD_MISSING = Code(
    "OA822", _N, "a download of the release is not here",
    "RELEASE names it, and it holds the same archive in another form. A stick may well carry the folder alone.")
