"""Media: off unless asked for, reviewed, made anew from what is seen and heard, and read once more when finished."""

from __future__ import annotations

import io
import struct
import subprocess
import zlib
from pathlib import Path

import pikepdf
import pytest
from PIL import Image, PngImagePlugin

from offline_archive import pipeline
from offline_archive.audit import audit
from offline_archive.bundle import Bundle
from offline_archive.media import pictures
from support.archives import Archive

SECRET = "Zebulon52.5167N13.3833E"
REVIEW = 'reviewed = 2026-11-22\nnote = "shows nobody"\n'
SVG = ('<svg xmlns="http://www.w3.org/2000/svg" xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" viewBox="0 0 9 9" '
       f'inkscape:export-filename="{SECRET}"><!-- {SECRET} --><title>{SECRET}</title><desc>{SECRET}</desc><metadata>{SECRET}</metadata>'
       f'<script>{SECRET}</script><style>{SECRET}</style><defs><linearGradient id="{SECRET}"><stop offset="0" stop-color="red"/></linearGradient></defs>'
       f'<g id="layer-{SECRET}" onclick="{SECRET}"><rect width="4" height="4" fill="url(#{SECRET})"/><a href="https://{SECRET}.example/"><rect/></a>'
       f'<foreignObject>{SECRET}</foreignObject><text x="1" y="2">seen</text></g></svg>')


def picture(mode: str = "RGB", size: tuple[int, int] = (40, 30)) -> Image.Image:
    made = Image.new(mode, size)
    made.putdata([tuple((x * 7 + y * 3 + band * 50) % 256 for band in range(len(mode))) for y in range(size[1]) for x in range(size[0])])
    return made


def exif() -> Image.Exif:
    found = Image.Exif()
    found[0x010E] = SECRET
    found[0x0112] = 6  # turned by ninety degrees
    gps = found.get_ifd(0x8825)
    gps[1], gps[2] = "N", (52.0, 31.0, 0.0)
    gps[29] = SECRET[:10]
    return found


def saved(form: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture("RGBA" if form in ("PNG", "WEBP") else "RGB").save(out, form, **options)
    return out.getvalue()


def chunk(tag: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + tag + data + struct.pack(">I", zlib.crc32(tag + data))


def png() -> bytes:
    text = PngImagePlugin.PngInfo()
    text.add_text("Author", SECRET)
    text.add_itxt("XML:com.adobe.xmp", f"<x>{SECRET}</x>", zip=True)
    data = saved("PNG", pnginfo=text, exif=exif(), icc_profile=SECRET.encode())
    return data[:-12] + chunk(b"tIME", bytes(7)) + data[-12:] + SECRET.encode()


def jpeg() -> bytes:
    data = saved("JPEG", exif=exif(), comment=SECRET.encode(), icc_profile=SECRET.encode())
    xmp = b"http://ns.adobe.com/xap/1.0/\0" + SECRET.encode()
    return data[:2] + b"\xff\xe1" + struct.pack(">H", len(xmp) + 2) + xmp + data[2:] + SECRET.encode()


def pdf() -> bytes:
    made = pikepdf.new()
    page = made.add_blank_page(page_size=(200, 200))
    photo = pikepdf.Stream(made, jpeg()[:-len(SECRET)])
    photo.stream_dict = pikepdf.Dictionary(Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=40, Height=30, BitsPerComponent=8,
                                           ColorSpace=pikepdf.Name.DeviceRGB, Filter=pikepdf.Name.DCTDecode)
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=photo))
    page.Contents = made.make_stream(b"q 40 0 0 30 10 10 cm /I Do Q")
    hidden = pikepdf.Dictionary({"/PTEX.InfoDict": pikepdf.Dictionary(Producer=pikepdf.String(SECRET)), "/PTEX.FileName": pikepdf.String(SECRET)})
    page.Resources.Properties = pikepdf.Dictionary(MC0=pikepdf.Dictionary(Metadata=made.make_stream(SECRET.encode()), Rest=pikepdf.Array([hidden])))
    page.PieceInfo = pikepdf.Dictionary(Editor=pikepdf.String(SECRET))
    page.Annots = pikepdf.Array([pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Contents=SECRET, Rect=[0, 0, 9, 9])])
    made.attachments["a.txt"] = SECRET.encode()
    made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String(SECRET))
    made.docinfo["/Author"] = SECRET
    with made.open_metadata() as metadata:
        metadata["dc:creator"] = [SECRET]
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def film(suffix: str, folder: Path) -> bytes:
    path = folder / f"film{suffix}"
    picture_stream = [] if suffix in (".mp3", ".ogg", ".opus", ".flac", ".wav", ".m4a", ".oga") else ["-f", "lavfi", "-i", "color=red:size=32x32:duration=0.3"]
    subprocess.run(["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "sine=duration=0.3", *picture_stream, "-metadata", f"title={SECRET}", "-metadata",
                    f"artist={SECRET}", "-metadata", "location=+52.5167+013.3833/", "-metadata", "creation_time=2026-11-22T10:00:00Z",
                    "-metadata:s:a:0", f"title={SECRET}", str(path)], check=True, capture_output=True)
    return path.read_bytes()


MADE = {
    ".png": png, ".jpg": jpeg, ".webp": lambda: saved("WEBP", exif=exif(), xmp=SECRET.encode(), icc_profile=SECRET.encode()),
    ".gif": lambda: saved("GIF", comment=SECRET.encode()), ".tif": lambda: saved("TIFF", exif=exif(), description=SECRET), ".svg": SVG.encode, ".pdf": pdf}
RECORDINGS = (".mp3", ".ogg", ".opus", ".flac", ".wav", ".m4a", ".mp4", ".webm")


def source(suffix: str, folder: Path) -> bytes:
    return MADE[suffix]() if suffix in MADE else film(suffix, folder)


def with_file(archive: Archive, name: str, data: bytes, review: str | None = REVIEW, settings: str = "media = true\n") -> Archive:
    archive.settings(settings).page("index.md", f"[it]({name})\n").file(name, data)
    if review is not None:
        archive.file(f"{name}.review.toml", review)
    return archive


def telling(data: bytes) -> bool:
    """Whether the secret can be found in a file by somebody who looks, packed or not."""
    from offline_archive.audit.layers import texts
    return any(SECRET.lower() in text.lower() or "Zebulon52" in text for text in texts("x", data, "application/octet-stream"))


@pytest.mark.parametrize("suffix", [*MADE, *RECORDINGS])
def test_nothing_but_what_is_seen_and_heard_is_left(archive: Archive, tmp_path: Path, suffix: str) -> None:
    data = source(suffix, tmp_path)
    assert telling(data), "the control: the secret is in the file that the editor has"
    assert "OA912" in {p.code for p in audit(Bundle({f"a{suffix}": data}))}, "the control: the audit sees it"
    outcome = with_file(archive, f"a{suffix}", data).build()
    assert outcome.written, [str(p) for p in outcome.problems]
    made = (archive.output / f"a{suffix}").read_bytes()
    assert not telling(made)
    assert not [p for p in audit(Bundle({f"a{suffix}": made})) if p.code == "OA912"]
    told = subprocess.run(["exiftool", "-a", "-u", "-G1", "-s", str(archive.output / f"a{suffix}")], capture_output=True, text=True,
                          errors="replace", check=False).stdout
    assert "FileType" in told  # a third reader, which knows more kinds of metadata than we do
    assert "Zebulon" not in told
    assert "GPS" not in told


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".webp", ".gif", ".tif"])
def test_a_picture_is_the_same_to_the_eye_and_stands_upright(archive: Archive, suffix: str) -> None:
    data = MADE[suffix]()
    made = Image.open(io.BytesIO(with_file(archive, f"a{suffix}", data).bundle()[f"a{suffix}"].data)).convert("RGB")
    turned = suffix in (".png", ".jpg", ".webp", ".tif")
    assert made.size == ((30, 40) if turned else (40, 30))
    if suffix in (".png", ".tif"):
        assert made.getpixel((29 - 5, 7)) == picture().getpixel((7, 5))  # exact: nothing is lost in these


def test_an_area_is_filled_with_one_colour(archive: Archive) -> None:
    fill = REVIEW + "[[fill]]\nx = 2\ny = 3\nwidth = 10\nheight = 5\n"
    made = Image.open(io.BytesIO(with_file(archive, "a.png", saved("PNG"), fill).bundle()["a.png"].data)).convert("RGBA")
    assert {made.getpixel((x, y)) for x in range(2, 12) for y in range(3, 8)} == {(0, 0, 0, 255)}
    assert made.getpixel((12, 8)) == picture("RGBA").getpixel((12, 8))


def test_moving_pictures_stay_so(archive: Archive) -> None:
    out = io.BytesIO()
    picture().save(out, "GIF", save_all=True, append_images=[picture().transpose(Image.Transpose.FLIP_LEFT_RIGHT)], duration=[80, 120], loop=0, comment=SECRET.encode())
    made = Image.open(io.BytesIO(with_file(archive, "a.gif", out.getvalue()).bundle()["a.gif"].data))
    assert made.n_frames == 2


WRONG = {
    "off": ("a.png", saved("PNG"), REVIEW, "", "OA710"),
    "no review": ("a.png", saved("PNG"), None, "media = true", "OA711"), "no note": ("a.png", saved("PNG"), "reviewed = 2026-11-22\n", "media = true", "OA712"),
    "no day": ("a.png", saved("PNG"), 'note = "x"\n', "media = true", "OA712"), "a wrong key": ("a.png", saved("PNG"), REVIEW + "blur = 1\n", "media = true", "OA712"),
    "an area outside": ("a.png", saved("PNG"), REVIEW + "fill = [{x = 39, y = 0, width = 2, height = 2}]\n", "media = true", "OA712"),
    "an empty area": ("a.png", saved("PNG"), REVIEW + "fill = [{x = 1, y = 0, width = 0, height = 2}]\n", "media = true", "OA712"),
    "another format": ("a.png", saved("JPEG"), REVIEW, "media = true", "OA712"), "damaged": ("a.jpg", saved("JPEG")[:300], REVIEW, "media = true", "OA712"),
    "a bomb": ("a.png", b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b""),
               REVIEW, "media = true", "OA712"),
    "another kind": ("a.bmp", saved("BMP"), REVIEW, "media = true", "OA712"), "an area of a drawing": ("a.svg", SVG.encode(), REVIEW + "fill = [{x=1,y=1,width=1,height=1}]\n", "media = true", "OA712"),
    "entities": ("a.svg", b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>', REVIEW, "media = true", "OA712"),
    "no drawing": ("a.svg", b"<html/>", REVIEW, "media = true", "OA712"), "no document": ("a.pdf", b"%PDF-1.7 nothing", REVIEW, "media = true", "OA712"),
    "no sound": ("a.mp3", b"nothing", REVIEW, "media = true", "OA712"), "a playlist": ("a.mp4", b"#EXTM3U\n/etc/passwd\n", REVIEW, "media = true", "OA712")}


@pytest.mark.parametrize("why", WRONG)
def test_what_cannot_be_made_anew_is_left_out_with_the_remedy(archive: Archive, why: str) -> None:
    name, data, review, settings, code = WRONG[why]
    outcome = pipeline.build(with_file(archive, name, data, review, settings).content, archive.output, strict=False)
    found = [problem for problem in outcome.problems if problem.code in ("OA710", "OA711", "OA712")]
    assert [problem.code for problem in found] == [code], [str(p) for p in outcome.problems]
    assert found[0].place.path == "index.md"
    assert found[0].hint
    assert not (archive.output / name).exists()
    assert "it" in (archive.output / "index.html").read_text()


def test_a_discreet_edition_has_no_media_and_is_clean(archive: Archive) -> None:
    outcome = with_file(archive, "a.png", saved("PNG"), REVIEW, "media = true\ndiscreet = true\n").build(strict=True)
    assert outcome.written
    assert {p.code for p in outcome.problems} == {"OA209", "OA717"}
    assert not list(archive.output.rglob("*.png"))


@pytest.mark.parametrize("name", ["a.docx", "a.zip", "a.odt", "a.xlsx", "a.exe"])
def test_office_files_and_archives_are_refused(archive: Archive, name: str) -> None:
    assert with_file(archive, name, b"PK\x03\x04").found() == ["OA208 index.md:1:6"]


@pytest.mark.parametrize("what", ["a note", "a layer"])
def test_a_document_that_could_uncover_something_is_refused(archive: Archive, what: str) -> None:
    with pikepdf.open(io.BytesIO(pdf())) as made:
        if what == "a note":
            made.pages[0].Annots = pikepdf.Array([pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Square, Rect=[0, 0, 90, 90])])
        else:
            made.Root.OCProperties = pikepdf.Dictionary(OCGs=pikepdf.Array([]))
        out = io.BytesIO()
        made.save(out)
    assert with_file(archive, "a.pdf", out.getvalue()).found() == ["OA712 index.md:1:6"]


@pytest.mark.parametrize(("inside", "code"), [
    ('<g style="display:none"><text x="1" y="1">Zebulon</text></g>', []), ('<text visibility="hidden">Zebulon</text>', []),
    ('<rect/><use href="#a"/>', ["OA712 index.md:1:6"]), ('<image href="a.png"/>', ["OA712 index.md:1:6"])])
def test_what_a_drawing_hides_does_not_come_to_light(archive: Archive, inside: str, code: list[str]) -> None:
    assert with_file(archive, "a.svg", f'<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>'.encode()).found() == code
    assert not any(b"Zebulon" in entry.data for entry in archive.bundle().values())


def test_what_was_erased_from_a_picture_is_gone(archive: Archive) -> None:
    erased = picture("RGBA")
    erased.putalpha(Image.new("L", erased.size, 0))
    out = io.BytesIO()
    erased.save(out, "PNG")
    made = Image.open(io.BytesIO(with_file(archive, "a.png", out.getvalue()).bundle()["a.png"].data)).convert("RGBA")
    assert made.getextrema() == ((0, 0), (0, 0), (0, 0), (0, 0))


def test_a_face_that_nobody_mentions_stops_the_file(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "faces_counter", lambda: lambda frame: int(frame.getpixel((0, 0))[0] == 0))
    assert with_file(archive, "a.png", saved("PNG")).found() == ["OA712 index.md:1:6"]
    assert with_file(archive, "a.png", saved("PNG"), REVIEW + 'faces = "looked at"\n').found() == []


def test_it_is_said_when_faces_were_not_looked_for(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "faces_counter", lambda: None)
    assert "OA713 ." in with_file(archive, "a.png", saved("PNG")).found(notes=True)


def test_the_note_of_a_review_is_not_published(archive: Archive) -> None:
    bundle = with_file(archive, "a.png", saved("PNG"), 'reviewed = 2026-11-22\nnote = "Zebulon stands outside"\n').bundle()
    assert not any(b"Zebulon" in entry.data or "review" in path for path, entry in bundle.items())


def test_the_same_file_gives_the_same_bytes(archive: Archive, tmp_path: Path) -> None:
    for suffix in (".png", ".jpg", ".pdf", ".mp4", ".webm"):
        data = source(suffix, tmp_path)
        first, second = (with_file(archive, f"a{suffix}", data).bundle()[f"a{suffix}"].data for _ in range(2))
        assert first == second, suffix


def written(name: str, *, kerned: bool) -> bytes:
    """A document whose program writes a name in pieces, or by numbers that a table of its font gives letters for."""
    made = pikepdf.new()
    page = made.add_blank_page(page_size=(300, 200)).obj
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    if kerned:
        shown = " -20 ".join(f"({letter})" for letter in name)
    else:
        letters = sorted(set(name))
        table = "".join(f"<{at:02x}> <{ord(letter):04x}>\n" for at, letter in enumerate(letters, start=1))
        font.ToUnicode = pikepdf.Stream(made, (
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /A def 1 begincodespacerange <00> <ff> endcodespacerange "
            f"{len(letters)} beginbfchar\n{table}endbfchar endcmap end end").encode())
        shown = "<" + "".join(f"{letters.index(letter) + 1:02x}" for letter in name) + ">"
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
    page.Contents = pikepdf.Stream(made, f"BT /F 12 Tf 20 100 Td [{shown}] TJ ET".encode())
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@pytest.mark.parametrize(("name", "kerned"), [("Kheda Tsechoeva", True), ("Kheda Tsechoeva", False), ("Хеду Цечоеву", False)])
def test_a_name_is_found_in_the_text_of_a_document(archive: Archive, name: str, kerned: bool) -> None:
    from offline_archive import guard
    from offline_archive.audit import Secrets
    with_file(archive, "a.pdf", written(name, kerned=kerned))
    assert archive.found() == []
    key = bytes(32)
    guarded = Secrets(guard=guard.Guard(key, guard.guarded(key, "Хеда Цечоева")))
    assert [p.place.path for p in audit(archive.bundle(), guarded) if p.code == "OA907"] == [
        path for path in archive.bundle() if path.endswith(".pdf")]


def recorded(path: Path, *options: str) -> bytes:
    subprocess.run(["ffmpeg", "-v", "error", *options, str(path)], check=True, capture_output=True)
    return path.read_bytes()


FILM = ("-f", "lavfi", "-i", "testsrc=size=32x32:duration=4", "-f", "lavfi", "-i", "sine=duration=4", "-f", "lavfi", "-i", "sine=440:duration=4")


@pytest.mark.parametrize("cut", [("-ss", "2"), ("-t", "2")])
def test_a_film_that_keeps_what_was_cut_from_it_is_refused(archive: Archive, tmp_path: Path, cut: tuple[str, str]) -> None:
    whole = recorded(tmp_path / "whole.mp4", *FILM, "-map", "0", "-map", "1", "-g", "500")
    assert with_file(archive, "whole.mp4", whole).found() == []
    part = recorded(tmp_path / "part.mp4", *cut, "-i", str(tmp_path / "whole.mp4"), "-c", "copy")
    hidden = len(part) > 0.9 * len(whole)  # cut at its end it is shorter: nothing is kept
    assert with_file(archive, "part.mp4", part).found() == (["OA712 index.md:1:6"] if hidden else [])
    assert hidden == (cut[0] == "-ss")


def test_a_second_track_of_sound_is_left_behind(archive: Archive, tmp_path: Path) -> None:
    two = recorded(tmp_path / "two.mp4", *FILM, "-map", "0", "-map", "1", "-map", "2")
    bundle = with_file(archive, "two.mp4", two).bundle()
    made = tmp_path / "made.mp4"
    made.write_bytes(next(entry.data for path, entry in bundle.items() if path.endswith(".mp4")))
    counted = [subprocess.run(["ffprobe", "-v", "error", "-show_entries", "stream=codec_type", "-of", "csv=p=0", str(path)], check=True,
                              capture_output=True, text=True).stdout.split() for path in (tmp_path / "two.mp4", made)]
    assert counted == [["video", "audio", "audio"], ["video", "audio"]]


@pytest.mark.parametrize("suffix", [".mp3", ".flac", ".m4a"])
def test_the_cover_of_a_recording_is_left_behind(archive: Archive, tmp_path: Path, suffix: str) -> None:
    (tmp_path / "cover.jpg").write_bytes(jpeg())
    sound = recorded(tmp_path / f"a{suffix}", "-f", "lavfi", "-i", "sine=duration=1", "-i", str(tmp_path / "cover.jpg"), "-map", "0", "-map", "1",
                     "-c:v", "copy", "-disposition:v:0", "attached_pic")
    assert b"\xff\xd8\xff" in sound
    outcome = with_file(archive, f"a{suffix}", sound).build()
    assert outcome.written
    assert not any(b"\xff\xd8\xff" in path.read_bytes() for path in archive.output.rglob(f"*{suffix}"))
