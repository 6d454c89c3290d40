"""What is found in finished files: a copy that is verified, and the bytes that would ship."""

from offline_archive.problems import Code, Severity

_E, _W = Severity.ERROR, Severity.WARNING

# Verifying a copy
FILE_MISSING = Code(
    "OA801", _E, "a file of the manifest is missing",
    "The copy is not complete. Ask for another copy.")
FILE_CHANGED = Code(
    "OA802", _E, "a file differs from the manifest",
    "The file was changed or damaged after the archive was built. Do not trust this copy.")
FILE_UNKNOWN = Code(
    "OA803", _E, "a file is not in the manifest",
    "Somebody or some program added a file. Do not open it.")
NOT_REGULAR = Code(
    "OA804", _E, "something in the copy is not a plain file",
    "An archive holds plain files and folders only. Links and devices do not belong there.")
MANIFEST_UNREADABLE = Code(
    "OA805", _E, "the manifest cannot be read",
    "Each line of SHA256SUMS is 64 hexadecimal digits, two spaces and a path, as sha256sum "
    "writes it, and each path stays inside the folder and occurs once.")
SYSTEM_FILE = Code(
    "OA806", _W, "a file of the operating system lies in the copy",
    "Systems leave files such as .DS_Store, Thumbs.db or System Volume Information on sticks. They are "
    "not part of the archive. They can tell which computers the stick has been in: remove them.")
FILE_UNREADABLE = Code(
    "OA807", _E, "a file of the copy cannot be read",
    "The stick or disk may be failing. Copy what can be read elsewhere, and ask for another copy.")

# The audit of the finished bytes
FORBIDDEN_MARKUP = Code(
    "OA901", _E, "a finished page holds markup that could run or load something",
    "The audit reads the bytes that would ship and allows only the elements and attributes the "
    "archive needs. This is a fault of a template or of the program: nothing was written.")
OUTSIDE_REFERENCE = Code(
    "OA902", _E, "a finished file refers to the outside in a loading position",
    "A link, a source or a style address leads out of the bundle. Nothing was written.")
POLICY_MISSING = Code(
    "OA903", _E, "a finished page lacks the content security policy",
    "Every page carries the same policy, before anything that could load. Nothing was written.")
DEAD_REFERENCE = Code(
    "OA904", _E, "a finished page refers to a file that the bundle lacks",
    "A link or a source names a file that is not in the bundle. Nothing was written.")
FOREIGN_CODE = Code(
    "OA905", _E, "a finished script or style is not one the program ships",
    "Scripts and styles come from the templates alone, and index files hold data only. "
    "Nothing was written.")

WITHHELD_SHIPS = Code(
    "OA906", _E, "a withheld passage stands in a finished file",
    "A passage that is marked as withheld, or three words of it in a row, stands in the bytes that would ship: it was "
    "said elsewhere in the content, or a file beside the pages holds it. Nothing was written. Reword the one or the "
    "other. The message does not repeat the words, since logs are copied.")
GUARDED_SHIPS = Code(
    "OA907", _E, "a guarded name or phrase stands in a finished file",
    "The guard list names it as one that may never appear. Nothing was written. The message does not repeat the "
    "words; it gives the finished file and the line. Take the words out of the content: withhold the passage, or write "
    "who is meant in another way. The list compares coarsely, so another word can sound like a guarded one: reword it.")
TRACE_SHIPS = Code(
    "OA908", _E, "a finished file holds a trace of whoever builds",
    "The name of the user or of the machine, a home folder, a path, an e-mail address of version control, the time "
    "zone, the locale or the minute of the build stands in the bytes that would ship. Mostly a file beside the pages "
    "brings it: pictures and documents say who made them. Nothing was written. Take it out of the file, or leave the "
    "file out.")
UNPACKS_TOO_MUCH = Code(
    "OA909", _E, "a finished file unpacks to more than can be searched",
    "A file that unpacks to more than 200 MB cannot be searched for what must not ship. Nothing was written. Leave it "
    "out.")
SYMBOL_SHIPS = Code(
    "OA910", _E, "a symbol stands in a discreet edition",
    "With `discreet = true` no file may hold a symbol whose display is punished somewhere: the rainbow and its "
    "flag, the signs of same-sex couples, of gender and of transgender people. Nothing was written. Take it out of "
    "the content.")
WITHDRAWN_SHIPS = Code(
    "OA911", _E, "something that was withdrawn stands in a finished file",
    "withdrawn.json names a person, a case or a fact, and the bytes that would ship still hold the person's name in "
    "some spelling, or eight words in a row of what the fact or a passage about it said. Nothing was written. Take "
    "it out of the content: a picture, a table or a heading may hold it.")
MEDIA_HOLDS_MORE = Code(
    "OA912", _E, "a finished file of media holds more than what is seen or heard",
    "The finished file was read once more, by a parser that had no part in making it, and something is left that "
    "describes, runs or carries: metadata, a thumbnail, a comment, a script, an attachment, bytes after the end. "
    "Nothing was written. Leave the file out.")
DOCUMENT_UNSEARCHED = Code(
    "OA913", _E, "the text of a finished document was not searched",
    "A PDF document writes its text in pieces and by numbers of letters, so it is taken out before it is searched for "
    "what must not ship. That could not be done: the document is damaged, or pypdf is missing, which comes with the "
    "extra media. Nothing was written.")
