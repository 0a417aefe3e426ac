"""Dates of other languages: found with a year, looked up only where a word can be a month."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.dates import abroad as dates_abroad
from rag.text.dates import find_dates
from rag.text.dates.months import months

_DAYS = [
    ("de", "Das Treffen am 29. September 2020 endete früh.", "29. September 2020"),
    ("de", "Am 29. Okt. 2020 tagte der Rat.", "29. Okt. 2020"),
    ("fr", "Le conseil s’est réuni le 29 septembre 2020.", "29 septembre 2020"),
    ("fr", "Ouvert depuis le 1er janvier 2021, il plaît.", "1er janvier 2021"),
    ("es", "La reunión del 29 de septiembre de 2020 fue breve.", "29 de septiembre de 2020"),
    ("it", "Il consiglio del 29 settembre 2020 è finito.", "29 settembre 2020"),
    ("pt", "A reunião de 29 de setembro de 2020 foi curta.", "29 de setembro de 2020"),
    ("nl", "De raad kwam op 29 september 2020 bijeen.", "29 september 2020"),
    ("ru", "Совет собрался 29 сентября 2020 года.", "29 сентября 2020"),
    ("uk", "Рада зібралася 29 вересня 2020 року.", "29 вересня 2020"),
    ("pl", "Rada zebrała się 29 września 2020 roku.", "29 września 2020"),
    ("tr", "Meclis 29 Eylül 2020 günü toplandı.", "29 Eylül 2020"),
    ("sv", "Rådet möttes den 29 september 2020.", "29 september 2020"),
    ("da", "Rådet mødtes den 29. september 2020.", "29. september 2020"),
    ("nb", "Rådet møttes 29. desember 2020.", "29. desember 2020"),
    ("fi", "Neuvosto kokoontui 29. syyskuuta 2020.", "29. syyskuuta 2020"),
    ("cs", "Rada se sešla 29. září 2020.", "29. září 2020"),
    ("ro", "Consiliul s-a întrunit la 29 septembrie 2020.", "29 septembrie 2020"),
    ("hu", "A tanács 2020. szeptember 29-én ülésezett.", "2020. szeptember 29"),
    ("el", "Το συμβούλιο συνήλθε στις 29 Σεπτεμβρίου 2020.", "29 Σεπτεμβρίου 2020"),
    ("ar", "اجتمع المجلس في 29 سبتمبر 2020 مساء.", "29 سبتمبر 2020"),
    ("ar", "اجتمع المجلس في ٢٩ سبتمبر ٢٠٢٠ مساء.", "٢٩ سبتمبر ٢٠٢٠"),
    ("ar", "اجتمع المجلس في 29 أيلول 2020 مساء.", "29 أيلول 2020"),
    ("fa", "شورا در ۲۹ سپتامبر ۲۰۲۰ برگزار شد.", "۲۹ سپتامبر ۲۰۲۰"),
    ("he", "המועצה התכנסה ב-29 בספטמבר 2020.", "29 בספטמבר 2020"),
    ("hi", "परिषद 29 सितंबर 2020 को मिली।", "29 सितंबर 2020"),
    ("hi", "परिषद २९ सितंबर २०२० को मिली।", "२९ सितंबर २०२०"),
    ("ja", "評議会は2020年9月29日に開かれた。", "2020年9月29日"),
    ("zh", "理事会于２０２０年９月２９日举行。", "２０２０年９月２９日"),
    ("ko", "의회는 2020년 9월 29일에 열렸다.", "2020년 9월 29일"),
    ("id", "Dewan bertemu pada 29 Agustus 2020.", "29 Agustus 2020"),
    ("digits", "Der Rat tagte am 29.09.2020.", "29.09.2020"),
    ("digits", "Posted 2020/09/29 at noon", "2020/09/29"),
    ("digits", "2020.09.29", "2020.09.29"),
    ("digits", "٢٩/٠٩/٢٠٢٠", "٢٩/٠٩/٢٠٢٠"),
]
_MONTHS = {"29. Okt. 2020": 10, "1er janvier 2021": 1, "29. desember 2020": 12, "29 Agustus 2020": 8}


@pytest.mark.parametrize(("language", "text", "written"), _DAYS, ids=[day[2] for day in _DAYS])
def test_a_day_is_found_in_the_ways_of_writing_of_other_languages(language: str, text: str, written: str) -> None:
    del language
    found = [mention for mention in find_dates(text) if mention.precision == "day"]
    assert [mention.of(text) for mention in found] == [written]
    day, month = (1, 1) if "1er" in written else (29, _MONTHS.get(written, 9))
    year = 2021 if "2021" in written else 2020
    assert found[0].date == f"{year}-{month:02}-{day:02}"


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("en septembre 2020", "2020-09"),
        ("im Dezember 2019", "2019-12"),
        ("septiembre de 2020", "2020-09"),
        ("в сентябре 2020 года", "2020-09"),
        ("w grudniu 2020", "2020-12"),
        ("مايو 2020", "2020-05"),
        ("2020年9月", "2020-09"),
        ("2020년 9월", "2020-09"),
    ],
)
def test_a_month_with_its_year_is_found(text: str, date: str) -> None:
    assert [(mention.date, mention.precision) for mention in find_dates(text)] == [(date, "month")]


@pytest.mark.parametrize("text", ["03/04/2020", "03.04.2020"])
def test_a_date_that_could_be_two_days_states_its_year_only(text: str) -> None:
    assert [(mention.date, mention.precision) for mention in find_dates(text)] == [("2020", "year")]


@pytest.mark.parametrize(
    "text",
    [
        "He turned 29. September 2020 was hot.",
        "The Mars 2020 rover landed.",
        "Cinco de Mayo 2023",
        "at the K-Mart 2020 sale",
        "build 1.29.09.2020",
        "31 февраля 2020",
        "9999年99月99日",
        "29 сентября 9999",
    ],
)
def test_what_is_no_day_of_another_language_is_not_made_one(text: str) -> None:
    assert not [mention for mention in find_dates(text) if mention.precision == "day"]
    assert not [m for m in find_dates(text) if m.precision == "month" and m.of(text) not in ("September 2020",)]


def test_the_openings_of_month_names_are_those_of_the_names() -> None:
    """The short list that keeps English words from being looked up holds every name in the Latin alphabet."""
    names = [name for name in months() if name[0] < "\u0250" and len(name) > 3 and " " not in name and "’" not in name]
    whole = [name for name in names if "'" not in name and not set(name) <= set("ivx")]
    assert {name[:4] for name in whole} <= dates_abroad._OPENINGS


@pytest.mark.parametrize("text", ["In March 2020, 12 people met. By 2021 some 20 Argentina fans and Trump’s 2024 team"])
def test_an_english_text_does_not_load_the_names(text: str) -> None:
    code = (
        "import sys; from rag.text.dates import find_dates; from rag.text.dates.months import months; "
        f"find_dates({text!r}); sys.exit(months.cache_info().misses)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    control = code.replace(repr(text), repr("29 septembre 2020"))
    assert subprocess.run([sys.executable, "-c", control], check=False).returncode == 1


_PIECES = st.sampled_from(
    [
        "29",
        "2020",
        "年",
        "월",
        "9",
        " ",
        ".",
        " de ",
        "septembre",
        "סeptember",
        "сентября",
        "September",
        "/",
        "٢٩",
        "1er ",
    ]
)


@given(st.lists(_PIECES, max_size=14).map("".join) | st.text(max_size=60))
def test_dates_of_any_language_are_in_order_and_slice_back(text: str) -> None:
    mentions = find_dates(text)
    assert all(0 <= m.start < m.end <= len(text) for m in mentions)
    assert all(a.end <= b.start for a, b in pairwise(mentions))
