"""``python -m tests.check.trial``: the table, or what went wrong in one family (of the development half only)."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from tests.check.trial.cases import cases, paraphrases
from tests.check.trial.trial import SOURCES, Judged, Row, Source, judge_cases, judge_paraphrases, rows, run

_HEAD = f"{'family':34} {'half':12} {'n':>4}   {'strict: article, citation':26} judgement: article, citation"
_NOTE = (
    "Per cent. Changed sentences: caught. Controls and true paraphrases, marked *: false alarms.\n"
    "strict: the verdict is not “supported”; judgement: it is “unsupported” or “contradicted”."
)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.check.trial", description=__doc__)
    parser.add_argument("--misses", metavar="FAMILY", help="what went wrong in this family, with the reasons")
    parser.add_argument("--cases", metavar="FAMILY", help="the cases of this family, not judged")
    parser.add_argument("--json", action="store_true", help="the table as JSON")
    given = parser.parse_args(arguments)
    if given.misses:
        _print_misses(given.misses)
    elif given.cases:
        _print_cases(given.cases)
    elif given.json:
        print(json.dumps([asdict(row) for row in rows(run())]))
    else:
        judged = run()
        print(table(rows(judged)))
        print(f"Not judged, because the checker failed: {sum(one.failed for one in judged)} of {len(judged)}.")


def table(lines: Sequence[Row]) -> str:
    return "\n".join([_HEAD, *map(_line, lines), _NOTE])


def _line(row: Row) -> str:
    name = f"{row.family} *" if row.true else row.family
    return f"{name:34} {row.half:12} {row.n:4}   {_share(row.refused, row.n):26} {_share(row.denied, row.n)}"


def _share(counts: Mapping[Source, int], n: int) -> str:
    return "  ".join(f"{100 * counts[kind] / n:9.1f}" for kind in SOURCES)


def _print_misses(family: str) -> None:
    """The family's name, or "paraphrase" for the true ones and "paraphrase: hedge" for false ones."""
    judged = judge_cases(case for case in cases() if case.family == family and case.half == "development")
    judged += judge_paraphrases(pair for pair in paraphrases() if pair.half == "development")
    judged = [one for one in judged if one.family == family]
    wrong = [one for one in judged if not one.right]
    for one in wrong:
        print(_miss(one), end="\n\n")
    print(f"{len(wrong)} of {len(judged)} judgements (article and citation) of the development half are wrong.")


def _miss(one: Judged) -> str:
    found = "; ".join(one.judgement.reasons)
    verdict = f"{one.judgement.verdict} {one.judgement.score:.2f}, {'true' if one.true else 'false'}"
    return (
        f"{one.name} by its {one.source}: {verdict}\n"
        f"  source:   {one.original}\n  sentence: {one.sentence}\n  reasons:  {found}"
    )


def _print_cases(family: str) -> None:
    for case in cases():
        if case.family == family and case.half == "development":
            print(f"{case.text}\n  {case.original}\n  {case.changed}")


if __name__ == "__main__":
    main()
