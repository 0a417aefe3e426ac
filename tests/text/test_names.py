"""Names in texts and questions."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.names import find_names, same_name


def _names(text: str) -> list[str]:
    return [name.text for name in find_names(text)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The minister met Hossein Amir-Abdollahian in Tehran.", ["Hossein Amir-Abdollahian", "Tehran"]),
        ("with General Hasanov Zakir Asgar oglu.", ["General Hasanov Zakir Asgar oglu"]),
        ("In Baku the Ministry of Defense said", ["Baku", "Ministry of Defense"]),
        (
            "third meeting of the Joint Commission on Military Cooperation on Saturday",
            ["Joint Commission on Military Cooperation"],
        ),
        (
            "the Organization for Security and Cooperation in Europe (OSCE)",
            ["Organization for Security and Cooperation in Europe", "OSCE"],
        ),
        ("Press TV’s website", ["Press TV"]),
        ("TEHRAN – General Mohammad Bagheri spoke", ["TEHRAN", "General Mohammad Bagheri"]),
        ("between Azerbaijan and Armenia", ["Azerbaijan", "Armenia"]),
        ("Iran’s Foreign Minister Zarif said", ["Iran", "Foreign Minister Zarif"]),
        ("Ludwig van Beethoven and Charles de Gaulle", ["Ludwig van Beethoven", "Charles de Gaulle"]),
        ("Meanwhile, officials left. This was so. However, Turkey stayed.", ["Turkey"]),
        ("On Tuesday in November he left", []),
        ("Who is Mohsen Pakaein and what did the U.S. say?", ["Mohsen Pakaein", "U.S."]),
        ("What did Iran's Foreign Minister say?", ["Iran", "Foreign Minister"]),
        ("Is he a friend? They said so.", []),
        ("Mayor Ada Berg met Dr. Rosa Lindqvist.", ["Mayor Ada Berg", "Dr. Rosa Lindqvist"]),
        ("Sens. Ada Berg and Max Holm left St. Louis.", ["Sens. Ada Berg", "Max Holm", "St. Louis"]),
        ("It was the street of Dr. Ada left at noon.", ["Dr. Ada"]),
        ("the Food and Drug Administration", ["Food and Drug Administration"]),
        ("the Department of Health and Human Services", ["Department of Health and Human Services"]),
        ("the Senate and the House", ["Senate", "House"]),
        ("Berlin and Drug Treaty", ["Berlin", "Drug Treaty"]),
        ("shares of Holm & Sons rose", ["Holm & Sons"]),
        ("the US-led talks and a Texas-like law", ["US", "Texas"]),
        ("with Jong-un Lee and Amir-Abdollahian", ["Jong-un Lee", "Amir-Abdollahian"]),
        ("President Ada Berg on Thursday left", ["President Ada Berg"]),
        ("IRAN’S envoy and NATO's chief", ["IRAN", "NATO"]),
        ("Inflation rose. Shares fell. I’ll go.", []),
        ("Joe O’Dea met D’Arcy Jones and Nathaniel B. Palmer", ["Joe O’Dea", "D’Arcy Jones", "Nathaniel B. Palmer"]),
    ],
)
def test_names_are_found_whole(text: str, names: list[str]) -> None:
    assert _names(text) == names


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Rabiei", "Ali Rabiei"),
        ("Ali Rabiei", "Government Spokesman Ali Rabiei"),
        ("Raisi", "President Ebrahim Raeisi"),
        ("Hasanov", "General Hasanov Zakir Asgar oglu"),
        ("Zakir Hasanov", "Hasanov Zakir Asgar oglu"),
        ("Amir-Abdollahian", "Hossein Amir-Abdollahian"),
        ("the US", "United States"),
        ("Karabakh", "Nagorno-Karabakh"),
        ("Pashinian", "Nikol Pashinyan"),
        ("Azerbaijan", "the Republic of Azerbaijan"),
        ("General Bagheri", "Mohammad Bagheri"),
    ],
)
def test_these_can_be_the_same(a: str, b: str) -> None:
    assert same_name(a, b)
    assert same_name(b, a)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Iran", "Iraq"),
        ("Armenia", "Azerbaijan"),
        ("Ebrahim Raeisi", "Ali Rabiei"),
        ("Slovakia", "Slovenia"),
        ("Austria", "Australia"),
        ("Mohammad Bagheri", "Mohammad Ahadi"),
        ("Mohammad", "Mohammad Ahadi"),
        ("England", "Bank of England"),
        ("Niger", "Nigeria"),
        ("", "Iran"),
    ],
)
def test_these_are_not(a: str, b: str) -> None:
    assert not same_name(a, b)
    assert not same_name(b, a)


@given(st.one_of(st.text(max_size=80), st.text(st.sampled_from("AbC .,’'-&of the\nU.S.Dr"), max_size=80)))
def test_names_are_in_order_and_slice_back(text: str) -> None:
    names = find_names(text)
    assert all(name.of(text) == name.text for name in names)
    assert all(a.end <= b.start for a, b in pairwise(names))
