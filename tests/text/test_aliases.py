"""Who and what an article names, each once, with all the forms it is named by."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.aliases import Known, find_aliases
from rag.text.sentences import split_sentences


def _known(text: str) -> list[Known]:
    return find_aliases(text, split_sentences(text))


def _forms(text: str) -> dict[str, tuple[str, ...]]:
    return {known.name: known.forms for known in _known(text)}


@pytest.mark.parametrize(
    ("text", "name", "forms"),
    [
        (
            "Foreign Minister Ada Lindqvist spoke on Monday. Lindqvist said the talks went on.",
            "Ada Lindqvist",
            ("Foreign Minister Ada Lindqvist", "Lindqvist"),
        ),
        (
            "President Max Holm met Ada Berg. President Holm was tired.",
            "Max Holm",
            ("President Max Holm", "President Holm"),
        ),
        (
            "The Northern Harbour Workers Association (NHWA) met. The NHWA voted.",
            "Northern Harbour Workers Association",
            ("Northern Harbour Workers Association", "NHWA"),
        ),
        (
            "The Organization for Sea and River Traffic in Jutland (OSRTJ) met.",
            "Organization for Sea and River Traffic in Jutland",
            ("Organization for Sea and River Traffic in Jutland", "OSRTJ"),
        ),
        (
            "The Federal Harbour Safety Board met. A report of the FHSB followed.",
            "Federal Harbour Safety Board",
            ("Federal Harbour Safety Board", "FHSB"),
        ),
        (
            "The Republic of Azerbaijan spoke. In Azerbaijan it rained, the Azerbaijan Republic said.",
            "Republic of Azerbaijan",
            ("Republic of Azerbaijan", "Azerbaijan Republic", "Azerbaijan"),
        ),
        ("In Nagorno-Karabakh and all of Karabakh it rained.", "Nagorno-Karabakh", ("Nagorno-Karabakh", "Karabakh")),
        ("The United States and the U.S. envoy, and the US again.", "United States", ("United States", "U.S.", "US")),
        (
            "President Ebrahim Raisi spoke. Raeisi was calm.",
            "Ebrahim Raisi",
            ("President Ebrahim Raisi", "Raeisi"),
        ),
        ("King Charles III met guests. King Charles smiled.", "Charles III", ("King Charles III", "King Charles")),
        (
            "Republican Ada Berg spoke to Sen. Ada Berg of the other house. Berg smiled.",
            "Ada Berg",
            ("Republican Ada Berg", "Sen. Ada Berg", "Berg"),
        ),
        ("They bought Holmstad Inc last year. Then Holmstad grew.", "Holmstad Inc", ("Holmstad Inc", "Holmstad")),
    ],
)
def test_forms_of_one_name_are_one(text: str, name: str, forms: tuple[str, ...]) -> None:
    assert _forms(text)[name] == forms


@pytest.mark.parametrize(
    ("text", "apart"),
    [
        ("They flew from New York. The New York Times reported it from York.", ["New York", "New York Times", "York"]),
        ("Between Iran and Iraq, and between Niger and Nigeria.", ["Iran", "Iraq", "Niger", "Nigeria"]),
        ("Azerbaijan-Armenia talks: Azerbaijan and Armenia agreed.", ["Azerbaijan", "Armenia"]),
        ("Ada Berg met Max Berg.", ["Ada Berg", "Max Berg"]),
        ("Mark Holm met Mark Holm Jr. at noon.", ["Mark Holm", "Mark Holm Jr"]),
        ("They saw Laura & Shirley, and Shirley.", ["Laura & Shirley", "Shirley"]),
        ("The Harbour Board and the HBX spoke.", ["Harbour Board", "HBX"]),
    ],
)
def test_different_things_stay_apart(text: str, apart: list[str]) -> None:
    assert list(_forms(text)) == apart
    assert all(len(forms) == 1 for forms in _forms(text).values())


def test_a_family_name_stays_with_the_one_who_had_it_before_a_namesake_came() -> None:
    text = "President Joe Biden spoke. Biden was calm. His son Hunter Biden came. Then Biden left."
    known = {k.name: [m.of(text) for m in k.mentions] for k in _known(text)}
    assert known == {"Joe Biden": ["President Joe Biden", "Biden", "Biden"], "Hunter Biden": ["Hunter Biden"]}


def test_a_title_tells_namesakes_apart() -> None:
    text = "Hunter Biden and President Joe Biden came. In the end President Biden spoke."
    known = {k.name: [m.of(text) for m in k.mentions] for k in _known(text)}
    assert known == {"Hunter Biden": ["Hunter Biden"], "Joe Biden": ["President Joe Biden", "President Biden"]}


def test_a_family_name_that_two_share_from_the_beginning_is_given_to_neither() -> None:
    text = "Hunter Biden and Joe Biden came. In the end Biden spoke."
    assert list(_forms(text)) == ["Hunter Biden", "Joe Biden", "Biden"]


def test_who_somebody_is_stands_in_the_description() -> None:
    text = "Ada Lindqvist, the mayor of Odense, spoke. Lindqvist was calm."
    (person, place) = [known for known in _known(text) if known.name in ("Ada Lindqvist", "Odense")]
    assert person.description == "Ada Lindqvist, the mayor of Odense"
    assert place.description == ""


def test_capitals_that_belong_to_the_place_of_a_word_are_no_names() -> None:
    text = "Inflation rose in Odense. Harbours closed. The harbours opened.\n\nWHAT TO KNOW\n\nPresident, she said."
    assert list(_forms(text)) == ["Odense"]


def test_qualifiers_and_bare_offices_are_no_names() -> None:
    text = "The Danish and the Republican envoys met the President in Odense."
    assert list(_forms(text)) == ["Odense"]


# The names of one seed that have several forms, as a reader would list them.
_SEEDS = {
    "000": {
        "Mohsen Pakaein": ("Mohsen Pakaein", "Pakaein"),
        "United States": ("United States", "US"),
    },
    "001": {
        "Islamic Republic of Iran": ("Islamic Republic of Iran", "Iran"),
        "Tehran": ("Tehran", "TEHRAN"),
        "Mohammad Bagheri": ("General Mohammad Bagheri", "General Bagheri"),
        "Republic of Azerbaijan": ("Republic of Azerbaijan", "Azerbaijan"),
        "Islamic Republic News Agency": ("Islamic Republic News Agency", "IRNA"),
    },
    "002": {
        "Republic of Azerbaijan": ("Republic of Azerbaijan", "Azerbaijan Republic", "Azerbaijan"),
        "Nasser Kanaani": ("Nasser Kanaani", "Kanaani"),
        "Mohammad Ahadi": ("Brigadier General Mohammad Ahadi", "Ahadi"),
    },
    "003": {
        "Hossein Amir-Abdollahian": ("Foreign Minister Hossein Amir-Abdollahian", "Amir-Abdollahian"),
        "Jeyhun Bayramov": ("Jeyhun Bayramov", "Bayramov"),
        "Ebrahim Raeisi": ("President Ebrahim Raeisi", "President Raeisi"),
        "Nikol Pashinyan": ("Prime Minister Nikol Pashinyan", "Pashinyan"),
    },
    "004": {
        "Armenia Republic": ("Armenia Republic", "Armenia"),
        "Nagorno-Karabakh": ("Nagorno-Karabakh", "Karabakh"),
        "Azerbaijan Republic": ("Azerbaijan Republic", "Azerbaijan"),
        "Ali Rabiei": ("Government Spokesman Ali Rabiei", "Rabiei"),
        "Organization for Security and Cooperation in Europe": (
            "Organization for Security and Cooperation in Europe",
            "OSCE",
        ),
    },
}


@pytest.mark.parametrize("seed", sorted((Path(__file__).parents[2] / "seeds").glob("*.txt")), ids=lambda p: p.name[:3])
def test_the_aliases_of_the_seeds(seed: Path) -> None:
    found = {name: forms for name, forms in _forms(seed.read_text(encoding="utf-8")).items() if len(forms) > 1}
    assert found == _SEEDS[seed.name[:3]]


_PIECES = [
    "Ada", "Berg", "Biden", "President", "U.S.", "(NATO)", "Republic of", "X-Y", "the", "said", ".", "\n", "“", "é",
    "Inc",
]  # fmt: skip


@given(st.one_of(st.text(max_size=200), st.lists(st.sampled_from(_PIECES), max_size=60).map(" ".join)))
def test_each_mention_of_any_text_is_of_one_name_and_slices_back(text: str) -> None:
    known = _known(text)
    spans = [mention for one in known for mention in one.mentions]
    assert len(set(spans)) == len(spans)
    for one in known:
        assert one.mentions == tuple(sorted(one.mentions))
        assert {" ".join(mention.of(text).split()) for mention in one.mentions} == set(one.forms)
        assert one.name in one.forms or any(form.endswith(one.name) for form in one.forms)
    assert [one.mentions[0] for one in known] == sorted(one.mentions[0] for one in known)


@pytest.mark.parametrize(
    "pattern", ["Ada Name{n}. ", "Name{n} ", "Ada Berg. Berg{n}. Berg. ", "Long Name Of{n} (LNO). "]
)
def test_the_work_grows_no_faster_than_the_text(pattern: str) -> None:
    def work(times: int) -> int:
        text = "".join(pattern.replace("{n}", "abcdefghij"[n % 10] * (n // 10 % 9)) for n in range(times))
        sentences, calls = split_sentences(text), 0

        def count(*_: object) -> None:
            nonlocal calls
            calls += 1

        sys.setprofile(count)
        try:
            find_aliases(text, sentences)
        finally:
            sys.setprofile(None)
        return calls

    assert work(1600) < 7 * work(400) + 1000
