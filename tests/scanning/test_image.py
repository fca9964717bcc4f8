import base64
import ctypes.util
import struct
import sys
import zlib
from collections.abc import Iterator
from datetime import date
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image

from app.scanning import engines
from app.scanning.engines import Read
from app.scanning.guards import Confidence, Jury, Sighting
from app.scanning.image import DecodedCode, find_codes
from app.scanning.problems import Hint, NotAPhoto, NothingRead, PhotoTooLarge
from app.scanning.views import MAX_BYTES, views
from tests.scanning.pictures import F, blurred, code, file, label, pale, slanted, turned

EAN = "9506000134352"
GS1_TEXT = "(01)09506000134352(10)LOT1(21)S9"
GS1_DATA = "010950600013435210LOT1\x1d21S9"
TODAY = date(2026, 11, 22)


def one(picture: Image.Image, kind: str = "PNG") -> DecodedCode:
    (found,) = find_codes(file(picture, kind))
    return found


@pytest.fixture
def no_libzbar(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine without libzbar: nobody finds it, and nobody has loaded it yet."""
    monkeypatch.setattr(ctypes.util, "find_library", lambda _name: None)
    for name in [name for name in sys.modules if name.partition(".")[0] == "pyzbar"]:
        monkeypatch.delitem(sys.modules, name)
    engines._zbar.cache_clear()
    yield
    engines._zbar.cache_clear()


KINDS = [
    (EAN, F.EAN13, False, "EAN13", "]E0", EAN),
    ("96385074", F.EAN8, False, "EAN8", "]E4", "96385074"),
    ("036000291452", F.UPCA, False, "EAN13", "]E0", "0036000291452"),
    ("04252614", F.UPCE, False, "UPCE", "]E0", "0042100005264"),
    ("Hello-7", F.Code128, False, "Code128", "]C0", "Hello-7"),
    (GS1_TEXT, F.Code128, True, "Code128", "]C1", GS1_DATA),
    ("WIDGET-7", F.Code39, False, "Code39", "]A0", "WIDGET-7"),
    ("HELLO7", F.Code93, False, "Code93", "]G0", "HELLO7"),
    ("19506000134359", F.ITF14, False, "ITF", "]I1", "19506000134359"),
    ("BIN:A-01", F.QRCode, False, "QRCode", "]Q1", "BIN:A-01"),
    (GS1_TEXT, F.QRCode, True, "QRCode", "]Q3", GS1_DATA),
    (GS1_TEXT, F.DataMatrix, True, "DataMatrix", "]d2", GS1_DATA),
    (GS1_TEXT, F.DataBarExp, True, "DataBarExp", "]e0", GS1_DATA),
    ("0109506000134352", F.DataBarOmni, False, "DataBarOmni", "]e0", "0109506000134352"),
    ("hello pdf417", F.PDF417, False, "PDF417", "]L2", "hello pdf417"),
    ("aztec", F.Aztec, False, "Aztec", "]z0", "aztec"),
]


@pytest.mark.parametrize(("text", "kind", "gs1", "symbology", "aim_id", "data"), KINDS)
def test_every_kind_is_read_with_its_identifier(
    text: str, kind: zxingcpp.BarcodeFormat, gs1: bool, symbology: str, aim_id: str, data: str
) -> None:
    found = one(label(code(text, kind, gs1=gs1)))
    assert (found.text, found.symbology, found.aim_id) == (data, symbology, aim_id)
    assert base64.b64decode(found.bytes_b64) == data.encode()
    assert found.confidence is Confidence.SURE


def test_the_answer_says_what_the_code_means() -> None:
    answer = one(label(code(GS1_TEXT, F.DataMatrix, gs1=True))).as_dict(today=TODAY)
    assert answer["parsed"]["gtin14"] == "09506000134352"
    assert (answer["parsed"]["lot"], answer["parsed"]["serial"]) == ("LOT1", "S9")
    assert answer["problem"] is None


def test_a_code_that_breaks_its_rules_is_answered_with_the_problem() -> None:
    wrong = label(code("(01)09506000134352(17)270229", F.Code128, gs1=True))
    answer = one(wrong).as_dict(today=TODAY)
    assert answer["parsed"] is None
    assert answer["problem"]["code"] == "invalid_barcode"
    assert answer["problem"]["params"]["reason"] == "date"


@pytest.mark.parametrize("degrees", [8, 22, 38, 45, 60, 67, 90, 135, 180])
@pytest.mark.parametrize("kind", [F.EAN13, F.Code128])
def test_turned_codes_are_read(degrees: int, kind: zxingcpp.BarcodeFormat) -> None:
    assert one(turned(label(code(EAN, kind)), degrees)).text == EAN


def test_a_slanted_flat_code_needs_a_turned_view_and_is_placed_in_the_photo() -> None:
    flat = code("PALLET-000123456789", F.Code128).crop((0, 40, 10_000, 70))
    flat = flat.crop((0, 0, code("PALLET-000123456789", F.Code128).width, 30))
    picture = turned(label(flat), 22)
    found = one(picture)
    assert found.view.startswith("turned")
    assert found.confidence is Confidence.SURE
    across = sum(x for x, _ in found.position) / 4
    down = sum(y for _, y in found.position) / 4
    assert (across, down) == pytest.approx((picture.width / 2, picture.height / 2), abs=25)


def test_an_ean_that_needed_a_turned_view_is_to_be_confirmed() -> None:
    flat = code(EAN, F.EAN13)
    picture = turned(label(flat.crop((0, 60, flat.width, 80))), 25)
    found = one(picture)
    assert (found.text, found.confidence) == (EAN, Confidence.CONFIRM)


def test_small_codes_are_enlarged() -> None:
    picture = label(code(GS1_TEXT, F.QRCode, gs1=True, scale=1), margin=40)
    assert "enlarged" in [view.name for view in views(picture)]
    assert one(picture).text == GS1_DATA


def test_large_photos_are_not_enlarged() -> None:
    assert "enlarged" not in [view.name for view in views(Image.new("L", (1601, 10)))]


@pytest.mark.parametrize(
    "spoilt",
    [
        blurred(label(code(EAN, F.EAN13, scale=4)), 1.5),
        pale(label(code(EAN, F.EAN13)), 0.15),
        slanted(label(code(EAN, F.EAN13)), 0.1),
        label(code(EAN, F.QRCode)).point(lambda grey: 255 - grey),
    ],
    ids=["blurred", "pale", "seen from the side", "white on black"],
)
def test_spoilt_pictures_are_read(spoilt: Image.Image) -> None:
    assert one(spoilt, "JPEG").text == EAN


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "MPO"])
@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_the_picture_formats_of_phones_are_read(kind: str, mode: str) -> None:
    assert one(label(code(EAN, F.EAN13)).convert(mode), kind).text == EAN


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "1"])
def test_png_of_any_colours_is_read(mode: str) -> None:
    assert one(label(code(EAN, F.EAN13)).convert(mode)).text == EAN


def test_black_bars_on_a_transparent_ground_are_read() -> None:
    bars = label(code(EAN, F.EAN13))
    see_through = Image.new("LA", bars.size, (0, 0))
    see_through.putalpha(bars.point(lambda grey: 255 - grey))
    assert one(see_through).text == EAN


@pytest.mark.parametrize("orientation", range(1, 9))
def test_positions_are_in_the_upright_photo_whatever_way_the_phone_was_held(
    orientation: int,
) -> None:
    bars = code(EAN, F.EAN13)
    upright = Image.new("L", (bars.width + 500, bars.height + 200), 255)
    upright.paste(bars, (10, 20))
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }.get(orientation)
    stored = upright.transpose(undo) if undo is not None else upright
    (found,) = find_codes(file(stored, "JPEG", quality=90, orientation=orientation))
    assert all(x < bars.width + 20 and y < bars.height + 30 for x, y in found.position)


def test_several_codes_are_all_answered_the_middle_one_first() -> None:
    picture = label(code("TOP", F.QRCode), code("MIDDLE", F.QRCode), code("BOTTOM", F.QRCode))
    texts = [found.text for found in find_codes(file(picture))]
    assert texts[0] == "MIDDLE"
    assert sorted(texts) == ["BOTTOM", "MIDDLE", "TOP"]


def test_the_same_label_twice_in_a_picture_is_one_answer() -> None:
    assert one(label(code(EAN, F.EAN13), code(EAN, F.EAN13))).text == EAN


def test_two_different_eans_are_to_be_confirmed() -> None:
    found = find_codes(file(label(code(EAN, F.EAN13), code("4006381333931", F.EAN13))))
    assert [one.confidence for one in found] == [Confidence.CONFIRM] * 2


def test_upc_e_beside_an_ean_is_dropped() -> None:
    picture = label(code("04252614", F.UPCE), code(EAN, F.EAN13))
    assert one(picture).text == EAN


def test_itf_of_another_length_is_not_believed() -> None:
    with pytest.raises(NothingRead):
        find_codes(file(label(code("123456", F.ITF))))


def test_itf_of_a_listed_length_is_believed_after_two_reads_and_to_be_confirmed() -> None:
    picture = file(label(code("123456", F.ITF)))
    (found,) = find_codes(picture, itf_lengths=frozenset({6}))
    assert (found.text, found.confidence) == ("123456", Confidence.CONFIRM)


def test_itf_of_14_digits_with_a_wrong_check_digit_is_not_believed() -> None:
    with pytest.raises(NothingRead):
        find_codes(file(label(code("19506000134358", F.ITF))))


def sighting(text: str, symbology: str, engine: str = "zxing-cpp", view: str = "as is") -> Sighting:
    return Sighting(Read(text, text.encode(), symbology, None, ((0, 0),) * 4), engine, view)


@pytest.mark.parametrize("symbology", ["Code39", "Codabar"])
def test_code_39_and_codabar_need_two_equal_reads(symbology: str) -> None:
    jury = Jury()
    jury.hear(sighting("A123B", symbology))
    jury.hear(sighting("A123B", symbology))
    jury.hear(sighting("A12B", symbology, engine="pyzbar"))
    assert (jury.accepted, jury.waiting) == ({}, True)
    jury.hear(sighting("A123B", symbology, view="turned 22"))
    assert [one.read.text for one, _ in jury.verdict()] == ["A123B"]


def test_a_second_engine_is_a_second_read() -> None:
    jury = Jury()
    jury.hear(sighting("A123B", "Code39"))
    jury.hear(sighting("A123B", "Code39", engine="pyzbar"))
    assert [one.read.text for one, _ in jury.verdict()] == ["A123B"]


def test_code_39_of_two_characters_is_never_believed() -> None:
    with pytest.raises(NothingRead):
        find_codes(file(label(code("A7", F.Code39))))


def test_a_code_39_beside_an_ean_still_gets_its_second_read() -> None:
    found = find_codes(file(label(code(EAN, F.EAN13), code("SERIAL-9", F.Code39))))
    assert sorted(one.text for one in found) == [EAN, "SERIAL-9"]


def test_without_libzbar_one_engine_does_the_work(no_libzbar: None) -> None:
    assert [name for name, _ in engines.readers()] == ["zxing-cpp"]
    assert one(label(code(EAN, F.EAN13))).text == EAN
    assert one(label(code("WIDGET-7", F.Code39))).text == "WIDGET-7"


def test_without_libzbar_the_health_page_says_why(no_libzbar: None) -> None:
    zxing, zbar = engines.engines()
    assert (zxing.name, zxing.available, zxing.note) == ("zxing-cpp", True, "")
    assert (zbar.name, zbar.available) == ("pyzbar", False)
    assert "zbar" in zbar.note


@pytest.mark.parametrize(
    "data", [b"", b"hello", b"%PDF-1.7", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"]
)
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(NotAPhoto):
        find_codes(data)


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "PPM"])
def test_other_picture_formats_are_refused(kind: str) -> None:
    out = BytesIO()
    label(code(EAN, F.EAN13)).save(out, kind)
    with pytest.raises(NotAPhoto):
        find_codes(out.getvalue())


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_truncated_pictures_are_refused(kind: str) -> None:
    whole = file(label(code(EAN, F.EAN13)), kind)
    with pytest.raises(NotAPhoto):
        find_codes(whole[: len(whole) // 2])


def png_of(width: int, height: int) -> bytes:
    """A PNG that claims to be huge and weighs next to nothing."""

    def chunk(name: bytes, body: bytes) -> bytes:
        check = struct.pack("!I", zlib.crc32(name + body))
        return struct.pack("!I", len(body)) + name + body + check

    head = chunk(b"IHDR", struct.pack("!IIBBBBB", width, height, 8, 0, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress(b"\0" * 10_000))
    return b"\x89PNG\r\n\x1a\n" + head + pixels + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(50_001, 1000), (10_000, 10_000), (60_000, 60_000)])
def test_decompression_bombs_are_refused_before_they_unpack(size: tuple[int, int]) -> None:
    with pytest.raises(PhotoTooLarge):
        find_codes(png_of(*size))


def test_files_beyond_the_limit_are_refused_unopened() -> None:
    with pytest.raises(PhotoTooLarge):
        find_codes(b"\0" * (MAX_BYTES + 1))


@pytest.mark.parametrize(
    ("picture", "hint"),
    [
        (Image.new("L", (120, 80), 200), Hint.TOO_SMALL),
        (Image.effect_noise((600, 400), 8).point(lambda grey: grey // 5), Hint.DARK),
        (Image.new("L", (600, 400), 220), Hint.PALE),
        (blurred(label(code(EAN, F.EAN13)), 9), Hint.BLURRED),
        (label(Image.effect_noise((400, 300), 90)), Hint.NO_CODE),
    ],
    ids=lambda value: str(value) if isinstance(value, Hint) else "",
)
def test_nothing_read_says_what_to_do(picture: Image.Image, hint: Hint) -> None:
    with pytest.raises(NothingRead) as nothing:
        find_codes(file(picture))
    assert nothing.value.params["hints"][0] == hint
    assert hint.sentence in nothing.value.detail


def test_a_search_without_time_finds_nothing() -> None:
    with pytest.raises(NothingRead):
        find_codes(file(label(code(EAN, F.EAN13))), seconds=-1)
