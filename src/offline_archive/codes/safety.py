"""What must not ship."""

from offline_archive.problems import Code, Severity

_E, _W, _N = Severity.ERROR, Severity.WARNING, Severity.NOTE

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
GROUNDS_MISSING = Code(
    "OA704", _E, "a person or case lacks grounds for publishing",
    "A named person and a case say under `publication` why they may be published: `basis`, `evidence` (a citation), "
    "`reviewed` (the day on which somebody last asked what harm the page could do) and `again` (the day on which to "
    "ask again). Without them, or where they cannot be read, the page is left out in every language. An unnamed "
    "group (`group: true`) needs none. docs/safety.md lists the bases.")
SENSITIVE_FIELD = Code(
    "OA705", _E, "a field tells what only the person may tell",
    "Sexual orientation, gender identity, health, relatives, present whereabouts and the route of flight of a named "
    "person are published only as the person has told them in public: under `publication`, `declared`, with the "
    "source. The page is left out.")
REVIEW_DUE = Code(
    "OA706", _W, "a review is due",
    "The day under `again` has come by the edition's day, or the day under `reviewed` has not. Ask again what harm "
    "the page could do to anybody, as things are now, and write both days anew. With `--strict` nothing is written "
    "until then.")
SENSITIVE_PROSE = Code(
    "OA707", _W, "a page about a named person may tell what only the person may tell",
    "A word of the page is one by which health, relatives, orientation, gender identity, whereabouts or a route are "
    "told. Often it tells nothing of the kind. Look: withhold it, give it as declared, or say under `considered` in "
    "the front matter why it may stand, as in `considered: {relatives: \"his mother's public appeal; no name\"}`. The "
    "reason is not published. Paragraphs marked `{.own}` are not looked at, nor other languages than English and "
    "Russian.")
MOSAIC = Code(
    "OA708", _W, "details together could tell who an unnamed person is",
    "A passage about somebody without a name gives a day, a place below a region, and an occupation, an age, a "
    "relation or a route. Each may be known to somebody; together they may fit one person only. Leave one out, "
    "withhold it, or say under `considered` why it may stand: `considered: {mosaic: \"all of it is in the published "
    "judgment\"}`.")
MEDIA_OFF = Code(
    "OA710", _E, "media are off",
    "A page shows or links to a picture, a document, sound or film, and the archive does not publish media. They "
    "say more than their author knows: faces, places, cameras, names of programs. The text for readers who do not "
    "see the picture is shown. With `media = true` in archive.toml, and a review beside each file, they are made "
    "anew and published.")
MEDIA_UNREVIEWED = Code(
    "OA711", _E, "a file of media has no review",
    "Beside each picture, document, sound or film lies a review, `photo.jpg.review.toml`, with the day on which "
    "somebody looked at it and a note. The file is left out until then.")
MEDIA_REFUSED = Code(
    "OA712", _E, "a file of media cannot be made anew",
    "The file is left out, since what it holds beside what is seen could not be taken out: it is damaged or locked, "
    "its review cannot be used, a program or an extra is missing, an area lies outside, or a face was found that "
    "the review does not mention.")
FACES_NOT_LOOKED_FOR = Code(
    "OA713", _N, "faces were not looked for",
    "The extra `faces` is not installed. Look at every picture yourself: no program finds all faces, and people are "
    "known by much else.")
PRIVATE_FOLDER = Code(
    "OA714", _E, "a folder named private lies in the content folder",
    "A folder of this name is for what is not to be published. It belongs beside the content folder, where no build "
    "looks. Here it is not read, and nothing of it is published.")
TAKEN_OUT = Code(
    "OA715", _N, "a passage was taken out, since it tells of what was withdrawn",
    "withdrawn.json names a person or a fact that this passage tells of. It is taken out of the archive as long as "
    "the withdrawn person's own file lies in the content folder, since the names are read from it. Take it out of "
    "the file as well.")
WITHDRAWN_FORGOTTEN = Code(
    "OA716", _W, "the file of somebody who was withdrawn is gone",
    "Names are read from the withdrawn person's own file. Without it passages that name the person are published "
    "again, unless the guard list knows the names. Put the file back; or take the name out of every other file, and "
    "guard it with `guard add`. With the key of a guard list given, this is not asked.")
MEDIA_NOT_DISCREET = Code(
    "OA717", _N, "a picture or another file of media stays out of a discreet edition",
    "A discreet edition has no media. The text for readers who do not see the picture is shown.")
