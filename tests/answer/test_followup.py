"""Follow-ups that can be asked alone; everything else stays as the reader wrote it."""

from __future__ import annotations

import importlib
import pkgutil
import re
from types import ModuleType

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import rag.answer.followup as room
from rag.answer.followup import LOOKBACK, READ, is_fragment, standalone
from rag.types import Turn, as_turns
from tests.answer.news import any_question

MOST_ADDED = 600  # characters: the last question, and a few names and phrases
GLUE = frozenset("s of the in else other why when where how since".split())  # what a rewrite may add of its own


def after(*turns: str) -> list[Turn]:
    """A conversation in which reader and Footnote take turns."""
    return [Turn("assistant" if n % 2 else "user", text) for n, text in enumerate(turns)]


def titled(title: str, *turns: str) -> list[Turn]:
    """A conversation that has a title."""
    return [Turn("topic", title), *after(*turns)]


KANAANI = after("Who is Nasser Kanaani?", "The spokesperson of the ministry.")
BRIDGE = after("When was the bridge torn down?", "In March 2021.")
SOLDIERS = after("How many soldiers died in the flare-up in 2020?", "Nearly 100.")
INCIDENT = after("What did Armenia say about the incident?", "Armenia denied it.")
MINISTER = after("What did the foreign minister say?", "He denied it.")
CUP = after("Who won the Lagan Cup in Malmo?", "Norrland won.")
CARS = after("What are electric cars?", "Cars that run on batteries.")


def test_worked_example() -> None:
    assert standalone("What did he call the deployment?", KANAANI) == "What did Nasser Kanaani call the deployment?"
    assert standalone("And why?", BRIDGE) == "Why was the bridge torn down?"


# -- pronouns -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "alone"),
    [
        ("What are his words?", "What are Nasser Kanaani's words?"),
        ("Whom did she meet?", "Whom did Nasser Kanaani meet?"),
        ("Who met him in Baku?", "Who met Nasser Kanaani in Baku?"),
    ],
)
def test_a_pronoun_becomes_the_person_last_spoken_of(question: str, alone: str) -> None:
    assert standalone(question, KANAANI) == alone


def test_the_reader_s_own_words_come_before_the_answer_s() -> None:
    turns = after("Who is Nasser Kanaani?", "Lena Falk is the mayor.")
    assert standalone("When did he speak?", turns) == "When did Nasser Kanaani speak?"
    turns = after("Who runs the town?", "Lena Falk is the mayor.")
    assert standalone("When did she speak?", turns) == "When did Lena Falk speak?"


def test_the_latest_person_counts() -> None:
    turns = after("Who is Nasser Kanaani?", "A spokesperson.", "And who is Lena Falk?", "A mayor.")
    assert standalone("What did she say?", turns) == "What did Lena Falk say?"


def test_he_and_she_are_told_apart_where_the_names_tell() -> None:
    turns = after("Did Anna Berg meet Peter Holm?", "Yes.")
    assert standalone("What did he say?", turns) == "What did Peter Holm say?"
    assert standalone("What did she say?", turns) == "What did Anna Berg say?"


@pytest.mark.parametrize(
    ("answer", "alone"),
    [
        ("Ida Berg is the singer.", "When did Ida Berg retire?"),
        ("It was sung by Anna Lund.", "When did Anna Lund retire?"),  # a woman's name
        ("It was recorded for Harbour Music Denmark.", "When did she retire?"),  # mentioned, and may be no person
        ("It was sung in Stora Torget.", "When did she retire?"),
        ("It was sung by Peter Holm.", "When did she retire?"),  # a man's
    ],
)
def test_an_answer_says_who_she_is_where_it_surely_speaks_of_a_person(answer: str, alone: str) -> None:
    assert standalone("When did she retire?", after("Which song won?", answer)) == alone


def test_whom_the_reader_meant_before_an_answer_is_not_whom_it_names() -> None:
    turns = after("Where was her school?", "Ida Berg was the head of a school in Malmo.")
    assert standalone("Did she graduate?", turns) == "Did she graduate?"


def test_a_family_name_may_be_all_that_is_known() -> None:
    turns = [*KANAANI, *after("What did Ahadi say?", "He called it unfounded.")]
    assert standalone("When did he speak?", turns) == "When did Ahadi speak?"


def test_who_acts_is_not_whom_it_is_done_to() -> None:
    turns = after("Who is Lena Falk?", "The mayor.")
    assert standalone("What did Greta Holm tell her?", turns) == "What did Greta Holm tell Lena Falk?"
    assert standalone("What did Greta Holm say of her plans?", turns) == "What did Greta Holm say of her plans?"


def test_a_person_may_be_known_by_an_office_alone() -> None:
    assert standalone("When did he say that?", MINISTER) == "When did the foreign minister say that?"


def test_a_part_of_a_name_stands_for_the_person_in_full() -> None:
    turns = after("Who is Lena Falk?", "The mayor.", "What did Falk promise?", "A new bridge.")
    assert standalone("When did she promise it?", turns).startswith("When did Lena Falk promise")


@pytest.mark.parametrize(
    ("turns", "question", "alone"),
    [
        (BRIDGE, "How much did it cost?", "How much did the bridge cost?"),
        (SOLDIERS, "How long did it last?", "How long did the flare-up last?"),
        (CARS, "How much do they cost?", "How much do electric cars cost?"),
        (CARS, "What are their batteries made of?", "What are electric cars' batteries made of?"),
        (INCIDENT, "Did it apologise?", "Did Armenia apologise?"),
        (BRIDGE, "Was this expected?", "Was the bridge expected?"),
        (INCIDENT, "What did Iran say about it?", "What did Iran say about the incident?"),
        (after("What happened at the warehouse in Malmo?", "A fire."), "Who owned it?", "Who owned the warehouse?"),
        (
            after("What did Raisi say?", "Little.", "Did he mention the border?", "He did."),
            "Where is it?",
            "Where is the border?",
        ),
    ],
)
def test_a_pronoun_becomes_the_thing_last_asked_about(turns: list[Turn], question: str, alone: str) -> None:
    assert standalone(question, turns) == alone


def test_what_a_pronoun_stood_for_once_it_stands_for_again() -> None:
    turns = after("What is Norrland Storage?", "A company.", "When did it burn?", "In 2019.")
    assert standalone("Who owns it?", turns) == "Who owns Norrland Storage?"


@pytest.mark.parametrize(
    ("turns", "question"),
    [
        (KANAANI, "Did Jonas Berg say that he was ready?"),  # "he" is Jonas Berg
        (BRIDGE, "Is it true that a ferry sank?"),  # "it" is nothing
        (BRIDGE, "Is there a museum?"),
        (BRIDGE, "The ferry sank, why did it sink?"),  # "it" is the ferry
        (CUP, "Did they retire?"),  # a cup and a town are not "they", and nobody else was named
        (CARS, "When was he born?"),  # nobody was named
        (CARS, "Which of them is the mayor's?"),  # of some that the answer named
    ],
)
def test_a_pronoun_is_left_alone_where_it_is_unsure_or_has_its_own_meaning(turns: list[Turn], question: str) -> None:
    assert "cup" not in standalone(question, turns).lower()
    assert turns is CUP or standalone(question, turns) == question


def test_it_is_no_adjective_of_the_answer() -> None:
    turns = after("How many soldiers died in the flare-up?", "The top Iranian diplomat spoke of nearly 100 soldiers.")
    assert "How long did Iranian" not in standalone("How long did it last?", turns)


# -- descriptions, places, times ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("turns", "question", "alone"),
    [
        (CUP, "When was the cup founded?", "When was the Lagan Cup founded?"),
        (MINISTER, "Who is the minister?", "Who is the foreign minister?"),
        (
            after("Who leads the band Harbour Songs?", "Ida Berg."),
            "When was the band founded?",
            "When was the band Harbour Songs founded?",
        ),
        (
            after("What did Ida Berg sing?", "Her second album, entitled “Salt Water”, was sung in Danish."),
            "When was the album released?",
            "When was the album Salt Water released?",
        ),
        (titled("Salt Water (band) / Tours"), "When did the band split up?", "When did Salt Water split up?"),
        (CUP, "How many people live there?", "How many people live in Malmo?"),
        (CUP, "What happened there?", "What happened in Malmo?"),
        (BRIDGE, "Did anything happen that year?", "Did anything happen in 2021?"),
        (BRIDGE, "What was built during that time?", "What was built during 2021?"),
    ],
)
def test_a_description_that_points_back_is_completed(turns: list[Turn], question: str, alone: str) -> None:
    assert standalone(question, turns) == alone


def test_several_are_not_completed_by_one() -> None:
    turns = after("Who built the Lagan Library?", "The town.")
    assert standalone("Who built the library?", turns) == "Who built the Lagan Library?"
    assert standalone("Who closed the libraries?", turns) == "Who closed the libraries?"


def test_a_description_of_something_new_is_left_alone() -> None:
    question = "Who owns the newspaper?"
    assert standalone(question, CUP) == question


# -- fragments and corrections --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("turns", "question", "alone"),
    [
        (BRIDGE, "Why?", "Why was the bridge torn down?"),
        (BRIDGE, "And where exactly?", "Where was the bridge torn down?"),
        (after("Did the mayor resign?", "She did."), "Why?", "Why did the mayor resign?"),
        (SOLDIERS, "Why?", "How many soldiers died in the flare-up in 2020: Why?"),
        (BRIDGE, "By whom?", "When was the bridge torn down: By whom?"),
        (BRIDGE, "How many?", "When was the bridge torn down: How many?"),
        (CUP, "Who else?", "Who else won the Lagan Cup in Malmo?"),
        (SOLDIERS, "Any others?", "How many other soldiers died in the flare-up in 2020?"),
        (SOLDIERS, "And in 2022?", "How many soldiers died in the flare-up in 2022?"),
        (BRIDGE, "And in 2022?", "When was the bridge torn down in 2022?"),
        (SOLDIERS, "And on the Armenian side?", f"{SOLDIERS[0].content[:-1]} on the Armenian side?"),
        (INCIDENT, "What about Azerbaijan?", "What did Azerbaijan say about the incident?"),
        (SOLDIERS, "What about wounded soldiers?", "How many wounded soldiers died in the flare-up in 2020?"),
        (after("Which is the oldest ferry?", "Holm."), "And the fastest?", "Which is the fastest ferry?"),
        (after("How many were Armenian?", "49."), "And Azerbaijani?", "How many were Azerbaijani?"),
        (after("What does the Guardian say of strikes?", "Much."), "And the BBC?", "What does the BBC say of strikes?"),
        (after("What do tigers eat?", "Meat."), "What about lions?", "What do lions eat?"),
    ],
)
def test_a_fragment_asks_on(turns: list[Turn], question: str, alone: str) -> None:
    assert standalone(question, turns) == alone


@pytest.mark.parametrize(
    ("turns", "question", "alone"),
    [
        (MINISTER, "No, the other minister", "What did the other minister say?"),
        (MINISTER, "no, the new one", "What did the new minister say?"),
        (MINISTER, "Sorry, I meant the prime minister.", "What did the prime minister say?"),
        (INCIDENT, "I meant Azerbaijan", "What did Azerbaijan say about the incident?"),
        (INCIDENT, "No, not that. I meant Iran.", "What did Iran say about the incident?"),
        (INCIDENT, "Sorry, I meant the harbour", "What did Armenia say about the incident: the harbour?"),
    ],
)
def test_a_correction_asks_the_last_question_again(turns: list[Turn], question: str, alone: str) -> None:
    assert standalone(question, turns) == alone


def test_what_was_corrected_is_what_a_pronoun_stands_for() -> None:
    turns = [*INCIDENT, *after("No, I meant Azerbaijan", "Azerbaijan denied it, too.")]
    assert standalone("Did they apologise?", turns) == "Did Azerbaijan apologise?"


def test_a_fragment_of_a_fragment_goes_back_to_the_question() -> None:
    turns = [*SOLDIERS, *after("And in 2022?", "The articles do not say.")]
    assert (
        standalone("What about wounded soldiers?", turns) == "How many wounded soldiers died in the flare-up in 2022?"
    )


@pytest.mark.parametrize("talk", ["No, thanks.", "Okay, great!", "Actually, tell me more about Lena Falk."])
def test_small_talk_and_new_questions_correct_nothing(talk: str) -> None:
    assert standalone(talk, BRIDGE) == talk


def test_thanks_between_questions_do_not_hide_the_last_one() -> None:
    assert standalone("Why?", [*BRIDGE, *after("Okay, thanks!", "")]) == "Why was the bridge torn down?"


@pytest.mark.parametrize(
    ("text", "fragment"),
    [
        ("Why?", True),
        ("By whom?", True),
        ("What about Armenia?", True),
        ("And in 2022?", True),
        ("Who is Lena Falk?", False),
        ("And why did the bridge collapse?", False),
    ],
)
def test_what_is_too_short_to_be_asked_alone(text: str, fragment: bool) -> None:
    assert is_fragment(text) == fragment


@pytest.mark.parametrize("text", ["And in 2022?", "What about Armenia?", "How many?"])
def test_a_fragment_brings_the_question_it_continues(text: str) -> None:
    assert standalone(text, BRIDGE).startswith("When was the bridge torn down")


# -- topics ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "alone"),
    [
        ("Who were the founders?", "Norrland Storage: Who were the founders?"),
        ("Why did it burn?", "Why did Norrland Storage burn?"),
        ("Who built the warehouse?", "Norrland Storage: Who built the warehouse?"),
        ("When were the fires put out?", "Norrland Storage: When were the fires put out?"),
        ("What are the norrland storage fires?", "What are the norrland storage fires?"),
        ("What else does this article say?", "What else does this article say?"),
        ("What is asbestos?", "What is asbestos?"),
        ("Who is Greta Holm?", "Who is Greta Holm?"),
        ("When was Norrland founded?", "When was Norrland founded?"),
    ],
)
def test_the_title_of_a_conversation_says_what_it_is_about(question: str, alone: str) -> None:
    assert standalone(question, titled("Norrland Storage / Fires")) == alone


def test_a_title_gives_way_to_a_person_asked_about_since() -> None:
    turns = titled("Peter Holm / Early life", "Who was Anna Berg?", "His teacher.")
    assert standalone("When did she die?", turns) == "When did Anna Berg die?"
    assert standalone("When did he die?", turns) == "When did Peter Holm die?"


def test_a_thing_is_nobody_a_pronoun_of_persons_stands_for() -> None:
    question = "Why did she leave?"
    assert standalone(question, titled("Songs for the Sea / Critics")).endswith(question)


def test_a_title_is_read_from_a_history() -> None:
    turns = as_turns([{"role": "topic", "text": "Norrland Storage / Fires"}])
    assert turns == (Turn("topic", "Norrland Storage / Fires"),)
    assert standalone("When did it burn?", turns) == "When did Norrland Storage burn?"


@pytest.mark.parametrize(
    ("turns", "question", "alone"),
    [
        (CARS, "What are the advantages?", "What are the advantages of electric cars?"),
        (KANAANI, "What is the weather?", "What is the weather?"),  # nobody has a weather
        (CARS, "What is the capital of Norway?", "What is the capital of Norway?"),
        (CARS, "Which is the oldest?", "Which is the oldest car?"),
        (CARS, "What is the fastest one in the world?", "What is the fastest car in the world?"),
        (CARS, "Which would be the easiest to park?", "Which would be the easiest to park?"),
    ],
)
def test_the_parts_of_a_whole_are_asked_of_the_whole(turns: list[Turn], question: str, alone: str) -> None:
    assert standalone(question, turns) == alone


@pytest.mark.parametrize(
    "question",
    [
        "When was the bridge torn down?",
        "What did Lena Falk say about the bridge?",
        "Did Jonas Berg say that he was ready?",
        "How many passengers booked a seat on the ferry?",
        "What is seafloor spreading?",
        "Which articles mention the harbour?",
    ],
)
def test_a_question_that_stands_alone_is_left_alone(question: str) -> None:
    assert standalone(question, KANAANI) == question


def test_a_conversation_in_which_nothing_was_asked_changes_nothing() -> None:
    assert standalone("Why?", after("?", "The articles do not say.")) == "Why?"


# -- what is remembered ---------------------------------------------------------------------------------------------


def test_a_name_from_long_ago_is_forgotten() -> None:
    turns = [*KANAANI, *after(*["What is the weather?", "Cold."] * LOOKBACK)]
    assert "Kanaani" not in standalone("What did he say about the talks?", turns)


def test_a_name_within_reach_is_not() -> None:
    turns = [*KANAANI, *after(*["What is the weather?", "Cold."] * (LOOKBACK // 2 - 1))]
    assert "Kanaani" in standalone("What did he say about the talks?", turns)


any_turn = st.builds(Turn, st.sampled_from(["user", "assistant"]), any_question)
any_turns = st.lists(any_turn | st.builds(Turn, st.just("topic"), any_question), max_size=6)
any_follow_up = (
    st.sampled_from(
        (
            "Why?", "Who else?", "Any others?", "And in 2022?", "What about Armenia?", "No, the other mayor", "His?",
            "I meant Greta Holm", "What did she say there?", "Did it burn that year?", "What are the causes?", "it",
            "Was this expected?", "Is the fire their fault?", "What happened then?", "How many?", "the", "and no no",
        )
    )
    | any_question
)  # fmt: skip


def written(*texts: str) -> set[str]:
    return {word for text in texts for word in re.findall(r"\w+", text.lower())}


@given(any_question | any_follow_up)
@settings(deadline=None)
def test_without_a_conversation_a_question_is_never_changed(question: str) -> None:
    assert standalone(question, []) == question


@given(any_follow_up, any_turns)
@settings(deadline=None)
def test_any_conversation_leaves_a_question_of_bounded_length(question: str, turns: list[Turn]) -> None:
    asked = standalone(question, turns)
    assert asked.strip()
    assert len(asked) <= len(question) + MOST_ADDED
    assert asked == standalone(question, turns)


@given(any_follow_up, any_turns)
@settings(deadline=None)
def test_every_word_comes_from_the_question_or_the_conversation(question: str, turns: list[Turn]) -> None:
    said = written(question, *(turn.content for turn in turns))
    assert written(standalone(question, turns)) - said <= GLUE


@given(any_follow_up, any_turns, any_turns)
@settings(deadline=None)
def test_one_conversation_never_reaches_another(question: str, turns: list[Turn], others: list[Turn]) -> None:
    alone = standalone(question, turns)
    standalone(question, others)
    assert standalone(question, turns) == alone


@given(any_follow_up, any_turns, st.lists(any_turn, min_size=LOOKBACK, max_size=LOOKBACK))
@settings(deadline=None)
def test_only_the_latest_turns_are_read(question: str, long_ago: list[Turn], turns: list[Turn]) -> None:
    long_ago = [turn for turn in long_ago if turn.role != "topic"]
    assert standalone(question, [*long_ago, *turns]) == standalone(question, turns)


@given(any_follow_up, any_turns, any_question)
@settings(deadline=None)
def test_only_the_beginning_of_a_long_turn_is_read(question: str, turns: list[Turn], rest: str) -> None:
    long = [Turn(turn.role, turn.content.ljust(READ)) for turn in turns]
    longer = [Turn(turn.role, turn.content + rest) for turn in long]
    assert standalone(question, longer) == standalone(question, long)


@given(st.sampled_from(["of a ", "and ", "no, ", "the ", "it ", "What about ", "A.", "(", "“", "0"]))
@example("\ud800")
@settings(deadline=None)
def test_a_hostile_length_is_only_a_question(piece: str) -> None:
    long = piece * 4000
    assert standalone(long, after(long, long)) == long
    assert standalone("Why?", after(long, long)).strip()
    assert standalone(long[:READ], after(long, long)).strip()


def places_to_keep(module: ModuleType) -> list[str]:
    """Lists, dicts, sets and caches of a module: each would outlive a conversation."""
    own = {name: value for name, value in vars(module).items() if not name.startswith("__")}
    kept = {name for name, value in own.items() if isinstance(value, list | dict | set | bytearray)}
    caches = {name for name, value in own.items() if hasattr(value, "cache_info")}
    return sorted(kept | {name for name in caches if own[name].__module__ == module.__name__})


def test_the_room_has_no_place_to_keep_a_conversation() -> None:
    modules = [importlib.import_module(f"{room.__name__}.{m.name}") for m in pkgutil.iter_modules(room.__path__)]
    assert len(modules) >= 6
    assert [place for module in (room, *modules) for place in places_to_keep(module)] == []


def test_such_a_place_would_be_found() -> None:
    module = ModuleType("planted")
    exec("import functools\nseen = []\n@functools.lru_cache\ndef cached(): pass", vars(module))
    assert places_to_keep(module) == ["cached", "seen"]
