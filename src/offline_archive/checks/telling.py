"""What a passage may tell without naming it: matters that are a person's own, and details that together name somebody.

The lists are of English and Russian words. They ask an editor to look; they neither prove nor rule out anything.
"""

from __future__ import annotations

import re


def _of(stems: str) -> re.Pattern[str]:
    """A pattern for words that begin with any of these; a full stop ends a word that is meant whole."""
    listed = [" ".join(stem.split()).replace(" |", "|") for stem in re.split(r",(?![\d}])", stems)]
    found = [stem[:-1] + r"\b" if stem.endswith(".") else stem for stem in listed]
    return re.compile(r"\b(?:" + "|".join(found) + r")\w*", re.IGNORECASE)


MATTERS = {
    "orientation": _of(r"""
        gay., gays., lesbian, homosexual, bisexual, heterosexual, queer., same-sex, coming out, came out as,
        sexual orientation, orientation., гей., гея., гею., геем., геи., геев., лесбиян, гомосексу, бисексу,
        гетеросексу, квир, ориентаци
        """),
    "gender_identity": _of(r"""
        transgender, transsexual, trans woman, trans man, trans person, gender identity, non-binary,
        трансгендер, транссексу, транс-, гендерн, небинарн
        """),
    "health": _of(r"""
        hiv., aids., diagnos, hospital, illness, ill(?!-)., disease, disabilit, disabled, depress, suicid,
        psychiatr, injur, wound, surgery, medical, вич., спид., диагноз, больниц, госпитал, болезн, заболев,
        инвалид, депресс, суицид, самоубий, психиатр, травм, ранен, хирург, медицинск
        """),
    "relatives": _of(r"""
        mother(?!land), father., father's, parent, brother(?!hood), sister, sibling, wife., husband, spouse, son.,
        sons.,
        daughter, uncle, aunt., aunts., cousin, nephew, niece, grand(?:mother|father|parent), relative.,
        relatives., fiancé, мать., матер(?:и|ью|ей|ям|ями|ях)., отец., отц(?:а|у|ом|е)., родител, брат.,
        брат(?:а|у|ом|е|ья|ьев)., сестр, жен(?:а|ы|е|у|ой)., муж., муж(?:а|у|ем|е)., супруг, сын.,
        сын(?:а|у|ом|е|овья)., доч(?:ь|ери)., дяд(?:я|и|е|ю|ей)., тёт, тет(?:я|и|е|ю)., племянни, двоюродн,
        бабушк, дедушк, родственник, родн(?:ые|ых).
        """),
    "whereabouts": _of(r"""
        lives in, living in, now lives, resides, resident of, settled in, is staying, found refuge in, granted
        asylum in, живёт в, живет в, проживает, живущ, поселил, находится в настоящее время, получил(?:а|и)?
        убежище
        """),
    "route": _of(r"""
        fled (?:via|through|by|across), escaped (?:via|through|by|across), crossed the border, left
        (?:via|through), travel\w* (?:via|through), smuggl, by way of, бежал(?:а|и)? через, пересёк, пересек,
        выехал(?:а|и)? через, через границ, переправ
        """),
}
"""For each of :data:`record.grounds.MATTERS`, words that may tell of it."""

UNNAMED = _of(r"""

               (?:an?|one|another|two|three|the|this|that) (?:[\w-]+ ){0,2}(?:m[ae]n|wom[ae]n|persons?
        |witness(?:es)?|survivors?
        |victims?|boys?|girls?|teenagers?|youths?|students?|detainees?|applicants?|activists?|journalists?|volunteers?
        |refugees?|residents?).,
        мужчин, женщин, юнош, девушк, подрост, свидетел, пострадавш, выживш, молод(?:ой|ого|ому) человек,
        задержанн, житель., жител(?:я|ю|ем|ьниц), студент, доброволец, добровольц, активист, журналист, беженец,
        беженк, заявитель
        """)
"""Words for somebody without a name."""
DETAILS = {
    "occupation": _of(r"""
        police officer, policeman, soldier, teacher, doctor, nurse., student, driver, singer, artist,
        hairdresser, journalist, lawyer, officer, worker, shop, business, athlete, fighter, imam, employee,
        полицейск, солдат, учител, врач, медсестр, студент, водител, певец, певц, артист, парикмахер, журналист,
        адвокат, юрист, офицер, рабоч, продавец, бизнесмен, спортсмен, боец, имам, сотрудник
        """),
    "age": re.compile(
        r"\b\d{1,2}[- ]year[- ]old|\baged? \d{1,2}\b|\b(?:minor|underage|teenage\w*)\b"
        r"|\b\d{1,2}[- ]летн|\b\d{1,2} (?:года?|лет)\b|\bнесовершеннолетн|\bподрост", re.IGNORECASE),
    "relation": MATTERS["relatives"],
    "route": MATTERS["route"],
}
"""What, beside a day and a place, tells one person from the others."""
_MONTHS = ("jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|янв|фев|мар|апр|мая|июн|июл|авг|сен|окт|ноя|дек")
DAY = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?(?:\s*[-\u2013]\s*\d{{1,2}})?\s+(?:of\s+)?(?:{_MONTHS})\w*"
    rf"|\b(?:{_MONTHS})\w*\.?\s+\d{{1,2}}\b(?!\d)|\b\d{{4}}-\d{{2}}-\d{{2}}\b|\b\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}\b",
    re.IGNORECASE)
"""A day of a month."""
