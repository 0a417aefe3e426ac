"""Voices: who speaks in an article, whose words stand in quotation marks, and who a name, a pronoun or an office is."""

from rag.text.voices.people import is_person, office_stems, related
from rag.text.voices.speech import Speech, find_speech, names_a_speaker
from rag.text.voices.voice import Quoted, Voice, Voices, has_stand_in, names_in

__all__ = [
    "Quoted",
    "Speech",
    "Voice",
    "Voices",
    "find_speech",
    "has_stand_in",
    "is_person",
    "names_a_speaker",
    "names_in",
    "office_stems",
    "related",
]
