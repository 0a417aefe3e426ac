"""Old and odd encodings: read exactly, or passed over with the reason; never guessed at in silence."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.reading import Undecodable, article_from, decode
from rag.types import Article, Skipped
from tests.fuzz.promises import keep_promises, parts

ENGLISH = (
    "Harbour opens\n\nThe new harbour of Lund opened on Monday, the mayor said. “We have waited long enough,” "
    "he added – it’s the town’s third. The café by the old bridge was closed for the day, and nobody knew when "
    "it would open.\n"
)
GERMAN = (
    "Hafen öffnet nach zehn Jahren\n\nDer neue Hafen der Stadt ist am Montag eröffnet worden. „Wir haben lange "
    "genug gewartet“, sagte die Bürgermeisterin. Das Geld für die Brücke fehlt noch, und die Straße ist nicht "
    "fertig.\n"
)
FRENCH = (
    "Le port ouvre après dix ans\n\nLe nouveau port de la ville a été inauguré lundi. « Nous avons attendu très "
    "longtemps », a déclaré le maire à la presse. Les élèves de l’école étaient là, et le café près du pont était "
    "fermé.\n"
)
POLISH = (
    "Port otwarty po dziesięciu latach\n\nNowy port został otwarty w poniedziałek. Burmistrz powiedział, że czekał "
    "na to bardzo długo, i że nie jest to ostatni taki port. Droga do mostu będzie gotowa dopiero za rok, bo źródła "
    "wody są zamarznięte.\n"
)
CZECH = (
    "Přístav se otevřel po deseti letech\n\nNový přístav se otevřel v pondělí. Starosta řekl, že na to město čekalo "
    "příliš dlouho a že to není poslední takový přístav. Cesta k mostu bude hotová až za rok, protože je ještě "
    "zima.\n"
)
HUNGARIAN = (
    "Tíz év után megnyílt a kikötő\n\nAz új kikötő hétfőn nyílt meg. A polgármester azt mondta, hogy a város túl "
    "régóta várt erre, és hogy nem ez az utolsó ilyen kikötő. Az út a hídig csak egy év múlva lesz kész, mert "
    "még nagyon hideg az idő.\n"
)
TURKISH = (
    "Liman on yıl sonra açıldı\n\nYeni liman pazartesi günü açıldı. Belediye başkanı, şehrin çok uzun bir süre "
    "beklediğini ve bunun son liman olmadığını söyledi. Köprüye giden yol ise daha sonra, gelecek yıl hazır olacak.\n"
)
RUSSIAN = (
    "Порт открылся через десять лет\n\nНовый порт открылся в понедельник. «Мы ждали слишком долго», — заявил мэр "
    "города. По его словам, дорога к мосту будет готова только через год, а пока жители едут в объезд.\n"
)
UKRAINIAN = (
    "Порт відкрили через десять років\n\nНовий порт відкрили в понеділок. Мер міста заявив, що місто чекало на "
    "це надто довго. За його словами, дорога до мосту буде готова лише через рік, а поки мешканці їдуть в об'їзд.\n"
)
GREEK = (
    "Το λιμάνι άνοιξε μετά από δέκα χρόνια\n\nΤο νέο λιμάνι άνοιξε τη Δευτέρα. Ο δήμαρχος είπε ότι η πόλη περίμενε "
    "πολύ καιρό και ότι ο δρόμος προς τη γέφυρα θα είναι έτοιμος σε έναν χρόνο.\n"
)
HEBREW = (
    "הנמל נפתח אחרי עשר שנים\n\nהנמל החדש נפתח ביום שני. ראש העיר אמר כי העיר חיכתה זמן רב מדי, וכי הדרך אל הגשר "
    "תהיה מוכנה בעוד שנה.\n"
)
ARABIC = (
    "افتتاح الميناء بعد عشر سنوات\n\nافتتح الميناء الجديد يوم الاثنين. وقال رئيس البلدية إن المدينة انتظرت طويلا "
    "وإن الطريق إلى الجسر سيكون جاهزا بعد عام.\n"
)
THAI = "ท่าเรือเปิดหลังจากสิบปี\n\nท่าเรือแห่งใหม่เปิดเมื่อวันจันทร์ นายกเทศมนตรีกล่าวว่าเมืองนี้รอมานานเกินไป และถนนไปยังสะพานจะเสร็จในอีกหนึ่งปี\n"
JAPANESE = (
    "港が十年ぶりに開いた\n\n新しい港は月曜日に開いた。市長は「私たちは長く待った」と述べた。橋までの道は来年"
    "まで完成しない見通しである。\n"
)
CHINESE = (
    "港口十年后开放\n\n新的港口在星期一开放。市长说，这个城市等了太长时间，这也不是最后一个港口。通往大桥的道"
    "路要到明年才能完成。\n"
)
TAIWANESE = (
    "港口十年後開放\n\n新的港口在星期一開放。市長說，這個城市等了太長時間，這也不是最後一個港口。通往大橋的道"
    "路要到明年才能完成。\n"
)
KOREAN = (
    "십 년 만에 항구가 열렸다\n\n새 항구가 월요일에 열렸다. 시장은 시민들이 너무 오래 기다렸다고 말했다. 다리"
    "까지 가는 길은 내년에야 완성될 것으로 보인다.\n"
)

WRITTEN = [
    (ENGLISH, ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "cp1252"]),
    (ENGLISH, ["mac_roman"]),
    (GERMAN, ["utf-8", "utf-16-le", "utf-16-be", "cp1252"]),
    (FRENCH, ["utf-8", "utf-16-be", "cp1252"]),
    (FRENCH.replace("’", "'"), ["latin-1", "iso8859_15"]),
    (POLISH, ["cp1250", "iso8859_2", "utf-16-le"]),
    (CZECH, ["cp1250", "iso8859_2"]),
    (HUNGARIAN, ["cp1250", "iso8859_2"]),
    (TURKISH, ["cp1254", "iso8859_9"]),
    (RUSSIAN, ["utf-8", "utf-16-le", "utf-16-be", "utf-32-be", "cp1251"]),
    (RUSSIAN.replace("«", '"').replace("»", '"').replace("—", "-"), ["koi8_r", "iso8859_5", "cp866"]),
    (UKRAINIAN, ["cp1251", "koi8_u"]),
    (GREEK, ["cp1253", "iso8859_7"]),
    (HEBREW, ["cp1255", "iso8859_8"]),
    (ARABIC, ["cp1256", "iso8859_6"]),
    (THAI, ["cp874", "utf-16-le"]),
    (JAPANESE, ["utf-8", "shift_jis", "cp932", "euc_jp", "iso2022_jp", "utf-16-le", "utf-16-be", "utf-16"]),
    (CHINESE, ["utf-8", "gb2312", "gbk", "gb18030", "utf-16-le", "utf-16-be"]),
    (TAIWANESE, ["big5", "cp950", "utf-16-be"]),
    (KOREAN, ["euc_kr", "cp949", "utf-16-le"]),
]


@pytest.mark.parametrize(("text", "encoding"), [(text, encoding) for text, all_ in WRITTEN for encoding in all_])
def test_a_story_is_read_exactly_in_the_encoding_it_was_written_in(text: str, encoding: str) -> None:
    article = keep_promises(text.encode(encoding))
    assert isinstance(article, Article)
    assert article.text == text
    assert text.encode(article.encoding) == text.encode(encoding) or encoding.startswith(("utf-16", "utf-32"))
    assert [text[start:end] for start, end in parts(article)]


@pytest.mark.parametrize("newline", ["\r\n", "\r", "\u2028", "\u0085"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "cp1252"])
def test_newlines_stay_as_they_are_in_every_encoding(newline: str, encoding: str) -> None:
    text = ENGLISH.replace("\n", newline)
    if encoding == "cp1252" and newline > "\x7f":
        return
    article = keep_promises(text.encode(encoding))
    assert isinstance(article, Article)
    assert article.text == text


# -- two encodings in one file, damage ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (RUSSIAN.encode("cp1251"), RUSSIAN.replace("«", "").replace("»", "").replace("—", "-").encode("koi8_r")),
        (RUSSIAN.encode(), RUSSIAN.encode("cp1251")),
        (JAPANESE.encode("cp932"), JAPANESE.encode("euc_jp")),
        (CHINESE.encode("gb18030"), TAIWANESE.encode("big5")),
        (ENGLISH.encode("utf-16-le"), ENGLISH.encode()),
        (ENGLISH.encode("utf-16"), ENGLISH.encode()),
        (GERMAN.encode("cp1252"), GERMAN.encode("mac_roman")),
        (POLISH.encode("cp1250"), POLISH.encode("iso8859_2")),
        (KOREAN.encode("euc_kr"), RUSSIAN.encode("cp1251")),
    ],
)
@pytest.mark.parametrize("order", [1, -1])
def test_a_file_that_mixes_two_encodings_is_passed_over(first: bytes, second: bytes, order: int) -> None:
    read = keep_promises(b"".join((first, second)[::order]))
    assert isinstance(read, Skipped)
    assert any(word in read.reason for word in ("encoding", "does not fit", "NUL", "binary"))


def test_a_pasted_line_in_another_encoding_is_marked_as_damage() -> None:
    data = (GERMAN * 5).encode() + "Ein Café am Hafen.\n".encode("cp1252")
    decoded = decode(data)
    assert decoded.encoding == "utf-8 with replacements"
    assert decoded.text.count("\ufffd") == 1


@pytest.mark.parametrize(
    "bad",
    [
        b"\xc0\xaf",  # a slash, written too long
        b"\xe0\x80\xaf",
        b"\xf0\x80\x80\xaf",
        b"\xed\xa0\x80",  # one half of a pair
        b"\xed\xb0\x80",
        b"\xf4\x90\x80\x80",  # beyond the last character
        b"\xf8\x88\x80\x80\x80",
        b"\xfe",
        b"\xff",
        b"\x80",
        b"\xe2\x80",  # cut short
        b"\xf0\x9f\x98",
    ],
)
@pytest.mark.parametrize("where", ["start", "middle", "end"])
def test_invalid_and_overlong_bytes_never_become_characters(bad: bytes, where: str) -> None:
    story = GERMAN * 2
    whole = story.encode()
    at = {"start": 0, "middle": whole.index(b"sagte"), "end": len(whole)}[where]
    decoded = decode(whole[:at] + bad + whole[at:])
    assert decoded.encoding == "utf-8 with replacements"
    assert decoded.text.replace("\ufffd", "") == story
    assert keep_promises(whole[:at] + bad + whole[at:])


@pytest.mark.parametrize("half", [0xD800, 0xDFFF])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le"])
def test_half_a_pair_is_no_text(half: int, encoding: str) -> None:
    data = ENGLISH.encode(encoding) + chr(half).encode(encoding, "surrogatepass")
    assert isinstance(keep_promises(data), Skipped)
    marked = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE, "utf-32-le": codecs.BOM_UTF32_LE}
    read = keep_promises(marked[encoding] + data)
    assert isinstance(read, Skipped)
    assert "does not fit" in read.reason


def test_a_byte_order_mark_that_promises_another_encoding_is_not_followed_blindly() -> None:
    for mark in (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF32_BE):
        read = keep_promises(mark + RUSSIAN.encode("cp1251") + b"x")
        assert isinstance(read, Skipped)
        assert read.reason.startswith("begins as UTF-")


def test_too_little_to_tell_is_said_and_not_guessed() -> None:
    with pytest.raises(Undecodable, match="Save it as UTF-8"):
        decode(b"\xe4\xf6\xfc\xd0\xa4 \xc1\xb6 \xe8\xf1")


# -- for any bytes --------------------------------------------------------------------------------------------------

_ENCODINGS = sorted({encoding for _, all_ in WRITTEN for encoding in all_})
_TEXTS = st.sampled_from([text for text, _ in WRITTEN])


@st.composite
def _damaged(draw: st.DrawFn) -> bytes:
    """A story in some encoding, with bytes cut out, put in and changed."""
    data = draw(_TEXTS).encode(draw(st.sampled_from(_ENCODINGS)), "replace")
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(data)))
        data = data[:at] + draw(st.binary(max_size=3)) + data[at + draw(st.integers(0, 5)) :]
    return data


@given(st.one_of(st.binary(max_size=300), _damaged()))
def test_decoding_is_total(data: bytes) -> None:
    try:
        decoded = decode(data)
    except Undecodable as error:
        assert error.reason  # noqa: PT017 -- either outcome is right
    else:
        assert "\x00" not in decoded.text
        decoded.text.encode("utf-8")
        if decoded.encoding not in ("utf-8 with replacements", "utf-16", "utf-32", "iso2022_jp", "iso2022_kr"):
            assert decoded.text.encode(decoded.encoding) == data


@given(_damaged())
def test_a_damaged_story_is_an_article_that_keeps_its_promises_or_has_a_reason(data: bytes) -> None:
    keep_promises(data)


def test_the_encoding_of_a_long_file_is_told_from_its_end_too() -> None:
    long = ENGLISH.encode("cp1252") * 300
    assert decode(long).encoding == "cp1252"
    assert isinstance(article_from(long + RUSSIAN.encode("cp1251") * 100, path="a.txt", folder="/f"), Skipped)
