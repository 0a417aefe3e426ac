"""Dates and times: as a text mentions them, in English and abroad, and when the events of an article happened."""

from rag.text.dates.english import DateMention, DatePrecision, find_dates, is_within

__all__ = ["DateMention", "DatePrecision", "find_dates", "is_within"]
