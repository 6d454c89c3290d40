"""What is found in what authors wrote: pages, links, names, markup."""

from offline_archive.problems import Code, Severity

_E, _W, _N = Severity.ERROR, Severity.WARNING, Severity.NOTE

# Reading the content folder
FRONT_MATTER_UNREADABLE = Code(
    "OA101", _E, "front matter cannot be read",
    "The block between the lines of three dashes at the top of the page is not valid YAML "
    "(or TOML, between lines of three plus signs). The page is left out, since the block may have "
    "said that it is a draft. Put quotes around values that hold a colon, as in "
    "`title: \"Argun: a report\"`, write a space after each key's colon, and indent with spaces, not tabs.")
FRONT_MATTER_TYPE = Code(
    "OA102", _W, "a front matter value has the wrong type",
    "A key that the program uses holds something it cannot use: a list where a title belongs, "
    "say. The value is ignored. Keys the program does not know are kept and never reported.")
NOT_UTF8 = Code(
    "OA103", _E, "a page is not valid UTF-8",
    "Pages are read as UTF-8. The bytes that are not valid are shown as the replacement "
    "character. Save the file as UTF-8 in your editor.")
PAGE_TOO_LARGE = Code(
    "OA104", _E, "a page is larger than the limit",
    "A page this large would make slow devices stop responding. Split it, or raise "
    "`page_bytes` under `[limits]` in archive.toml. The page is left out.")
SYMLINK = Code(
    "OA105", _E, "a symbolic link is not followed",
    "A link can lead to files that were never meant to be published, so links that leave the "
    "content folder and links to folders are not followed. Copy the file instead.")
NOT_A_FILE = Code(
    "OA106", _E, "something is neither a file nor a folder",
    "Pipes, sockets and devices are not read. Remove it from the content folder.")
UNREADABLE = Code(
    "OA107", _E, "a file or folder cannot be read",
    "The operating system refused to read it, or it went away while the archive was being "
    "built. It is left out. Check its permissions.")
KEPT_AS_TEXT = Code(
    "OA108", _W, "a construct of another tool is kept as text",
    "Shortcodes, includes and wiki links belong to other programs. They are shown as they "
    "were written. Replace them with plain Markdown where it matters.")
FRONT_MATTER_TOO_COMPLEX = Code(
    "OA109", _E, "front matter is too large or too complex",
    "Front matter is limited to 64 KiB, 10,000 values, 32 levels and 100 aliases, because a few "
    "lines of YAML can otherwise describe more data than a machine holds. The page is left out.")
UNKNOWN_LANGUAGE = Code(
    "OA110", _W, "a page names a language that the archive does not have",
    "`lang` names a language that `languages` in archive.toml does not list. The page is built "
    "in the language of its file name, or in the archive's first language.")
NESTED_TOO_DEEP = Code(
    "OA111", _W, "Markdown is nested too deeply",
    "Lists, quotations, brackets or HTML elements stand within each other more deeply than a parser "
    "can read in reasonable time, or a table has more than 200 columns. What is deeper is shown as text.")
MAYBE_A_DRAFT = Code(
    "OA112", _E, "it cannot be told whether a page is a draft",
    "The front matter has a `draft` or `published` value that is neither yes nor no, a key that looks "
    "like one of them misspelt, or no closing line. The page is left out: a draft that is published by "
    "mistake cannot be taken back. Write `draft: true` or `draft: false` on a line of its own.")
DRAFT = Code(
    "OA113", _N, "a draft is left out",
    "The page has `draft: true` or `published: false`. It is part of no built file.")
TRANSLATION_OF_DRAFT = Code(
    "OA114", _W, "the translation of a draft is published",
    "`draft: true` counts for one file. Another language of the same page has no such line and is "
    "published. Add it there too, or publish both.")
NOT_PARSED = Code(
    "OA116", _E, "the Markdown parser fails on a page",
    "The page is shown as it was written, without headings and links. This is a fault of the parser: "
    "find the passage by removing parts of the page, and please report it.")
NOT_A_DATE = Code(
    "OA117", _W, "a date is not written in EDTF",
    "Dates are written as 2017-05-26, 2017-05 or 2017; `~` after one means about, `?` uncertain, `%` both; "
    "2017-02/2017-04 is an interval, 2017/.. one without a known end. The date is not shown.")
FOOTNOTE_UNUSED = Code(
    "OA118", _W, "a footnote is never referred to",
    "A footnote is shown only where the text refers to it, as in `text[^1]`. Its text is left out.")
LANGUAGE_NOT_LISTED = Code(
    "OA115", _W, "a file name names a language that the archive does not list",
    "`page.fr.md` beside `page.md` looks like its French version, but `languages` in archive.toml "
    "does not list `fr`, so it is built as a page of its own in the archive's first language.")

# Links
LEAVES_ARCHIVE = Code(
    "OA201", _E, "a link leads out of the content folder",
    "A relative link may not climb above the content folder: nothing outside it is part of the "
    "archive. The text of the link is kept.")
ANCHOR_MISSING = Code(
    "OA202", _W, "a link's anchor is missing",
    "The page exists, but nothing on it has this id. The link opens the top of the page. "
    "Heading ids are made from the heading's words; set one with `{#id}` after the heading.")
TARGET_MISSING = Code(
    "OA203", _E, "a link's target is missing",
    "No page or file of the content folder has this path. The text of the link is kept.")
IMAGE_MISSING = Code(
    "OA204", _E, "an image is missing",
    "No file of the content folder has this path. The image's alternative text is shown.")
ADDRESS_REFUSED = Code(
    "OA205", _E, "an address is refused",
    "Addresses that run code, read local files or carry documents (`javascript:`, `data:`, "
    "`file:`, `vbscript:`, `blob:` and unknown schemes) never reach a page. The text is kept.")
OUTSIDE_IMAGE = Code(
    "OA206", _E, "an image lies outside the archive",
    "Loading it would tell its host who reads the archive. Its alternative text and its address "
    "are shown. Copy the image into the content folder if you may.")
DRAFT_TARGET = Code(
    "OA207", _W, "a link leads to a draft",
    "The target has `draft: true` and is left out, so the text of the link is kept without the "
    "link.")
ATTACHMENT_REFUSED = Code(
    "OA208", _E, "a kind of file is not copied",
    "Files that can run code or load from outside when opened (HTML, scripts, office documents, programs), and those "
    "that hold more than anybody can check (archives), are not copied. Export documents as PDF or text.")
NOT_LINKED = Code(
    "OA209", _N, "a file is linked from no page and left out",
    "Only files that a page shows or links to become part of the archive, so that notes beside "
    "the pages are not published by mistake.")
FILE_TOO_LARGE = Code(
    "OA210", _E, "a file is larger than the limit",
    "Everything in an archive is copied again and again, and held in memory while it is built. Make the "
    "file smaller, or raise `file_bytes` under `[limits]` in archive.toml. The file is left out.")
WITHDRAWN_TARGET = Code(
    "OA211", _N, "a link leads to a page that was withdrawn",
    "withdrawn.json names the page. The text of the link is shown without the link. Reword it when you can.")

# Names
UNSAFE_NAME = Code(
    "OA301", _E, "a name cannot be stored on a USB stick or on Windows",
    "FAT and Windows forbid some characters (`< > : \" / \\ | ? *`), some names (CON, NUL, …) "
    "and dots or spaces at the end. The nearest valid name is used; rename the file.")
COLLISION = Code(
    "OA302", _E, "two files would have the same address",
    "Names that differ only by case, by Unicode form or by their ending collide on a stick. "
    "The first, in order of path, is kept. Rename one of them.")
PATH_TOO_LONG = Code(
    "OA303", _W, "a path is too long for Windows",
    "Windows opens paths of up to 259 characters, and the archive may be copied into a deep "
    "folder. Keep paths inside the archive under 180 characters.")

# Raw HTML in Markdown
TAG_AS_TEXT = Code(
    "OA401", _W, "an HTML tag is shown as text",
    "Only tags that structure text are kept; forms, frames, embedded objects and the like are "
    "shown as they were written.")
ATTRIBUTE_REMOVED = Code(
    "OA402", _W, "an HTML attribute is removed",
    "Attributes that run code, load files or change the look (`onclick`, `srcset`, `style`, …) "
    "are removed; the element stays.")
ACTIVE_REMOVED = Code(
    "OA403", _W, "a script or style sheet is removed",
    "No script or style of a page runs in the archive. The element and its content are removed.")
LINK_AROUND_BLOCKS = Code(
    "OA405", _W, "a raw HTML link is closed where a block ends",
    "A link written as `<a href>` around whole paragraphs ends with the HTML block that begins it, so it is "
    "empty; what stands in it is kept. Write a Markdown link around words.")
CAREFUL_WITHOUT_EFFECT = Code(
    "OA404", _E, "the class `hard` has no effect where it stands",
    "On raw HTML the class `hard` does not keep words out of search results. Write `{.hard}` on the line "
    "before a paragraph, a list, a quotation or a heading, or `[words]{.hard}` inside a line.")

# The archive as a whole
SAFETY_PAGE_MISSING = Code(
    "OA501", _E, "the safety page is missing",
    "`safety` in archive.toml names a page that does not exist, so that no page could lead to "
    "it.")
NOTHING_TO_BUILD = Code(
    "OA502", _E, "the content folder holds no page",
    "No Markdown file (.md or .markdown) that is not a draft was found.")
HOME_MISSING = Code(
    "OA503", _N, "the content folder has no index page",
    "Without index.md (or README.md) the first page of the archive is the list of its contents.")
NO_INTERFACE = Code(
    "OA504", _N, "the program's own words do not exist in a language",
    "Buttons and labels are shown in English on the pages of that language. A gettext catalogue in "
    "templates/locale adds the language.")
SAFETY_NOT_REVIEWED = Code(
    "OA505", _W, "the safety page does not say when it was reviewed",
    "What the law says changes. `reviewed` and `again` in the front matter of the safety page give the day on which "
    "somebody last looked whether it still holds, and the day on which to look again. Readers see the first; the "
    "second is a warning once the edition's day has come to it (OA706).")
SAFETY_NOT_TRANSLATED = Code(
    "OA506", _W, "the safety page is missing in a language of the archive",
    "Readers of that language are shown the safety page in another one. It is the first page to translate.")
SAFETY_NOT_WRITTEN = Code(
    "OA507", _W, "an archive about people has no safety page",
    "Pages about people or cases can put those who read them in danger. `safety` in archive.toml names a page on what "
    "is risky and what the law says; every page then leads to it.")
