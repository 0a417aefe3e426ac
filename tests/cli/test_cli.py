"""What the command line promises: where output goes, what each exit status means, which options stand where."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest

from rag.cli import main
from rag.cli.entry import footnote
from rag.cli.progress import lines
from rag.errors import InputError
from rag.types import Answer
from tests.cli.conftest import Ran
from tests.fake_archive import FakeArchive, Item, Verified, reply

ROOT = Path(__file__).parents[2]
FAKE = [sys.executable, "-m", "tests.fake_archive"]


# -- start ----------------------------------------------------------------------------------------------------------


def test_help_imports_nothing_heavy() -> None:
    """What makes ``footnote --help`` quick, shown without a clock."""
    script = (
        "import sys; from rag.cli import main; main(['--help']); main(['ask', '--help']);"
        "print([m for m in sys.modules if m.split('.')[0] in "
        "{'numpy','rich','chromadb','gradio','llama_index','onnxruntime','tokenizers','dateutil'}"
        " or m in ('rag.archive','rag.render','rag.web')], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
    assert "Usage: footnote" in done.stdout


def test_every_verb_of_the_design_is_there_and_has_help() -> None:
    verbs = "add remove rebuild ask chat timeline search show list mark correct check verify eval serve users mcp"
    verbs += " status"
    assert footnote.list_commands(click.Context(footnote)) == verbs.split()
    for name, command in footnote.commands.items():
        assert command.help, name
        for option in command.params:
            assert not isinstance(option, click.Option) or option.help, f"{name} {option.name}"


def test_python_m_rag_is_the_same_command() -> None:
    done = subprocess.run([sys.executable, "-m", "rag", "--version"], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "footnote, version 0.1.0\n")


# -- options --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ["--archive", "A", "--embedder", "none", "--chroma-url", "http://h:1", "--json", "--quiet", "status"],
        ["status", "--archive", "A", "--embedder", "none", "--chroma-url", "http://h:1", "--json", "--quiet"],
        ["--archive", "X", "--json", "status", "--archive", "A", "--embedder", "none", "--chroma-url=http://h:1"],
    ],
)
def test_global_options_stand_before_and_after_the_verb_and_the_later_wins(
    run: Callable[..., Ran], archive: FakeArchive, arguments: list[str]
) -> None:
    ran = run(*arguments)
    assert ran.json["articles"] == 2
    assert archive.opened["path"] == Path("A")
    assert archive.opened["chroma_url"] == "http://h:1"
    assert archive.opened["settings"].embedder == "none"
    assert archive.opened["create"] is False


def test_an_option_wins_over_the_environment(
    run: Callable[..., Ran], archive: FakeArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOOTNOTE_ARCHIVE", "from-environment")
    run("status")
    assert archive.opened["path"] == Path("from-environment")
    run("status", "--archive", "given")
    assert archive.opened["path"] == Path("given")


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["ask"],
        ["ask", "why?", "--batch", "-"],
        ["ask", "--batch", "-", "--save", "r.json"],
        ["ask", "why?", "--after", "yesterday"],
        ["ask", "why?", "--before", "2024-13"],
        ["ask", "why?", "--after", "٢٠٢٤"],
        ["search", "x", "--limit", "0"],
        ["timeline"],
        ["timeline", "x", "--batch", "-"],
        ["timeline", "--batch", "-", "--markdown"],
        ["timeline", "x", "--limit", "0"],
        ["add"],
        ["list", "--sort", "colour"],
        ["list", "--undated", "--after", "2020"],
        ["mark", "ferry.txt", "3"],
        ["mark", "ferry.txt", "--content"],
        ["mark", "ferry.txt", "3", "--content", "--undo"],
        ["mark", "ferry.txt", "5-3", "--furniture"],
        ["check"],
        ["status", "--embedder", "gpt"],
        ["--no-such-option"],
        ["eval", "poetry", "f.jsonl"],
        ["serve", "--port", "70000"],
    ],
)
def test_wrong_usage_exits_2_and_says_so_on_stderr(run: Callable[..., Ran], arguments: list[str]) -> None:
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert "Usage:" in err
    assert "Error:" in err


# -- errors ---------------------------------------------------------------------------------------------------------


def test_a_named_error_is_one_line_and_exit_1(run: Callable[..., Ran], archive: FakeArchive) -> None:
    archive.missing = True
    status, out, err = run("ask", "why?")
    assert (status, out) == (1, "")
    assert err == 'footnote: There is no archive at .footnote. Run "footnote add FOLDER" first.\n'


def test_an_error_that_quotes_foreign_text_cannot_command_the_terminal_or_break_the_line(
    run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAKE_ARCHIVE", "error")
    status, _, err = run("ask", "why?")
    assert status == 1
    assert err == "footnote: Process 12 on ␛[31mhost␛[0m is writing.\n"


def test_an_operating_system_error_is_one_line_too(run: Callable[..., Ran], archive: FakeArchive) -> None:
    archive.replies.append(PermissionError(13, "Permission denied", "/news/x"))
    assert run("ask", "why?") == (1, "", "footnote: Permission denied: /news/x\n")


def test_a_missing_package_is_named_with_what_to_do(run: Callable[..., Ran], archive: FakeArchive) -> None:
    archive.replies.append(ModuleNotFoundError("No module named 'filelock'", name="filelock"))
    status, out, err = run("ask", "why?")
    assert (status, out, err.count("\n")) == (1, "", 1)
    assert err.startswith('footnote: The package "filelock" is not installed.')


def test_a_question_that_is_no_utf8_is_refused(run: Callable[..., Ran], archive: FakeArchive) -> None:
    status, _, err = run("ask", "caf\udce9")
    assert status == 1
    assert "UTF-8" in err
    assert archive.calls == []


# -- verbs ----------------------------------------------------------------------------------------------------------


def test_ask_prints_the_answer_on_stdout_and_nothing_else(run: Callable[..., Ran]) -> None:
    status, out, err = run("ask", "When", "does", "the", "ferry", "run?")
    assert (status, err) == (0, "")
    assert out.startswith("✓ The ferry to Holm runs again from Monday, the harbour office said. [1]\n")
    assert "[1] Ferry runs again — Harbour Post, March 2024 (stated) — north/ferry.txt:30-97\n" in out


def test_ask_passes_filters_and_history_on(run: Callable[..., Ran], archive: FakeArchive, tmp_path: Path) -> None:
    turns = [{"role": "user", "content": "Holm?"}, {"role": "assistant", "text": "An island."}]
    (tmp_path / "turns.json").write_text(json.dumps(turns))
    options = ["--after", "2020", "--before", "2024-03-01", "--outlet", "A", "--outlet", "B"]
    assert run("ask", "And there?", *options, "--history", str(tmp_path / "turns.json")).status == 0
    asked = dict(archive.calls)["ask"]
    assert asked["history"] == turns
    assert (asked["after"], asked["before"], asked["outlets"]) == ("2020", "2024-03-01", ("A", "B"))


@pytest.mark.parametrize("content", ["{", '{"role": "user"}', '["turn"]', '[{"role": "user"}]', "\udcff"])
def test_a_history_that_is_none_is_a_named_error(run: Callable[..., Ran], tmp_path: Path, content: str) -> None:
    file = tmp_path / "h.json"
    file.write_bytes(content.encode("utf-8", "surrogateescape"))
    status, out, err = run("ask", "why?", "--history", str(file))
    assert (status, out, err.count("\n")) == (1, "", 1)


def test_an_abstention_is_a_result(run: Callable[..., Ran], archive: FakeArchive) -> None:
    archive.replies.append(Answer("1", "q", "q", abstained=True, notice="The articles do not say who paid."))
    assert run("ask", "Who paid?") == (0, "The articles do not say who paid.\n", "")


def test_ask_json_is_the_answer_as_it_is(run: Callable[..., Ran]) -> None:
    assert run("ask", "q", "--json").json == reply("q").to_json()


def test_ask_saves_a_receipt_that_can_be_read(run: Callable[..., Ran], tmp_path: Path) -> None:
    from rag.receipt import read_receipt

    receipt = tmp_path / "r.json"
    status, _, err = run("ask", "q", "--save", str(receipt))
    assert (status, err) == (0, f"Receipt written to {receipt}.\n")
    assert read_receipt(receipt) == reply("q")


def test_markdown_is_printed_on_request(run: Callable[..., Ran]) -> None:
    assert "\n[^1]: *Ferry runs again*" in run("ask", "q", "--markdown").out


def test_add_reports_files_and_says_why_some_were_skipped(run: Callable[..., Ran], archive: FakeArchive) -> None:
    status, out, err = run("add", "one", "two")
    assert status == 0
    assert archive.opened["create"] is True
    assert archive.calls[0] == ("add", ("one", "two"))
    assert out == (
        "Files: 1 added, 0 changed, 1 unchanged, 0 removed, 1 skipped.\n"
        "Of 1 article read: 1 with a date, 0 with an outlet, 1 with a speaker, 1 with a copy elsewhere.\n"
        "Learned as page furniture, since they recur: 3 lines.\n"
        "The archive holds 2 articles, 7 passages (generation 1).\n"
        "  skipped bad␛[31m.txt: binary\n"
    )
    assert err == "Reading files: 2 of 2 files\nEmbedding: 7 of 7 passages\nWords only: no model.\n"


def test_quiet_leaves_stderr_empty(run: Callable[..., Ran]) -> None:
    assert run("--quiet", "add", "one").err == ""
    assert run("add", "one", "-q").err == ""


def test_add_json_is_the_report(run: Callable[..., Ran]) -> None:
    assert run("add", "one", "--json").json["skipped"] == [{"path": "bad\x1b[31m.txt", "reason": "binary"}]


def test_rebuild_opens_an_archive_that_is_there(run: Callable[..., Ran], archive: FakeArchive) -> None:
    assert "generation 2" in run("rebuild").out
    assert archive.opened["create"] is False


def test_search_prints_hits_and_json_as_contracted(run: Callable[..., Ran], archive: FakeArchive) -> None:
    assert run("search", "ferry", "--limit", "3").out.startswith("1. 0.88  Ferry runs again — Harbour Post")
    assert dict(archive.calls)["search"]["limit"] == 3
    found = run("search", "ferry", "--json").json
    assert found["id"] is None
    assert set(found["hits"][0]) == {"path", "title", "score", "start", "end", "text"}


def test_check_judges_sentence_by_sentence(run: Callable[..., Ran], tmp_path: Path) -> None:
    file = tmp_path / "t.txt"
    file.write_text("It runs. It sank.")
    out = run("check", str(file)).out
    assert out.startswith("✓ It runs.\n  [1] Ferry runs again")
    assert "✗ It sank.\n  contradicted: the source says it runs\n· Why? (a question)\n" in out
    assert out.endswith("\n3 sentences: 1 contradicted, 1 supported, 1 with nothing to check.\n")


def test_check_prints_markdown_and_a_page_and_writes_a_receipt(run: Callable[..., Ran], tmp_path: Path) -> None:
    file = tmp_path / "t.txt"
    file.write_text("It runs. It sank. Why?")
    assert run("check", str(file), "--markdown").out.startswith("It runs. ✓[^check-1] It sank. ✗[^check-2] Why?\n")
    assert run("check", str(file), "--html").out.startswith("<!doctype html>")
    status, _, err = run("check", str(file), "--save", str(tmp_path / "r.json"))
    assert (status, err) == (0, f"Receipt written to {tmp_path / 'r.json'}.\n")
    assert '"footnote_receipt": 2' in (tmp_path / "r.json").read_text("utf-8")
    status, out, err = run("check", str(file), "--save", str(tmp_path / "no" / "r.json"))
    assert (status, out, err.count("\n")) == (1, "", 1)


def test_check_writes_what_it_would_print_to_a_file(run: Callable[..., Ran], tmp_path: Path) -> None:
    file, page = tmp_path / "t.txt", tmp_path / "page.html"
    file.write_text("It runs. It sank. Why?")
    status, out, err = run("check", str(file), "--html", "--output", str(page))
    assert (status, out, err) == (0, "", f"Written to {page}.\n")
    assert page.read_text("utf-8").startswith("<!doctype html>")
    run("check", str(file), "--json", "--output", str(page))
    assert json.loads(page.read_text("utf-8"))["verdict"] == "contradicted"


@pytest.mark.parametrize("option", ["--output", "--save"])
def test_a_place_that_is_none_is_refused_before_the_text_is_checked(
    run: Callable[..., Ran], archive: FakeArchive, tmp_path: Path, option: str
) -> None:
    file = tmp_path / "t.txt"
    file.write_text("It runs.")
    for place in (tmp_path, tmp_path / "no" / "page.html"):
        status, out, err = run("check", str(file), option, str(place))
        assert (status, out, err.count("\n")) == (1, "", 1)
    assert archive.calls == []


def test_check_json_has_the_worst_verdict_and_every_sentence(run: Callable[..., Ran], tmp_path: Path) -> None:
    file = tmp_path / "t.txt"
    file.write_text("It runs. It sank.")
    checked = run("check", str(file), "--json").json
    assert (checked["verdict"], checked["score"]) == ("contradicted", 0.1)
    assert [s["verdict"] for s in checked["sentences"]] == ["supported", "contradicted", None]
    file.write_text(" ")
    assert run("check", str(file), "--json").json["verdict"] == "unchecked"


@pytest.mark.parametrize("name", ["missing.txt", "."])
def test_check_of_a_file_that_cannot_be_read_is_a_named_error(
    run: Callable[..., Ran], tmp_path: Path, name: str
) -> None:
    status, out, err = run("check", str(tmp_path / name))
    assert (status, out, err.count("\n")) == (1, "", 1)
    assert err.startswith("footnote: Cannot read ")


def test_verify_says_what_changed_and_exits_1(run: Callable[..., Ran], archive: FakeArchive) -> None:
    assert run("verify", "r.json") == (
        0,
        "✓ [1] intact: stands as it was\n1 of 1 citation stands as when the receipt was written.\n",
        "",
    )
    archive.verified = Verified([Item(1, "intact", "fine"), Item(2, "missing", "no file x.txt")])
    status, out, err = run("verify", "r.json")
    assert (status, err) == (1, "footnote: 1 of 2 citations stands as when the receipt was written.\n")
    assert "✗ [2] missing: no file x.txt\n" in out
    assert run("verify", "r.json", "--json").json["ok"] is False


def test_status_tells_counts_generation_and_health(run: Callable[..., Ran]) -> None:
    out = run("status").out
    assert re.search(r"^articles +2$", out, re.M)
    assert re.search(r"^health +good$", out, re.M)


def test_eval_never_works_in_the_archive_that_is_asked(
    run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[Any] = []

    def evaluate(task: str, files: list[Path], archive_dir: Path | None, **options: Any) -> dict[str, Any]:
        given.append((task, files, archive_dir, options["limit"]))
        return {"task": task}

    monkeypatch.setattr("rag.evaluate.run", evaluate)
    assert run("eval", "claims", "a.jsonl", "b.jsonl", "--limit", "3").json == {"task": "claims"}
    assert run("eval", "qa", "a.jsonl", "--archive", "E").status == 0
    assert given == [
        ("claims", [Path("a.jsonl"), Path("b.jsonl")], None, 3),
        ("qa", [Path("a.jsonl")], Path("E"), None),
    ]


# -- chat -----------------------------------------------------------------------------------------------------------


def chat(text: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [*FAKE, "chat", *arguments]
    return subprocess.run(command, cwd=ROOT, input=text, capture_output=True, text=True, timeout=60)


def test_chat_answers_line_by_line_until_the_end() -> None:
    done = chat("Does the ferry run?\n\nSince when?\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("✓ The ferry") == 2


def test_chat_keeps_what_was_said(archive: FakeArchive, monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    monkeypatch.setattr(sys, "stdin", io.StringIO("first\nsecond\n/new\nthird\n/quit\nnever\n"))
    assert main(["chat"]) == 0
    asked = [given for name, given in archive.calls if name == "ask"]
    assert [a["question"] for a in asked] == ["first", "second", "third"]
    assert [len(a["history"]) for a in asked] == [0, 2, 0]
    assert asked[1]["history"][1].content.startswith("The ferry to Holm")


def test_chat_shows_sources_and_goes_on_after_a_bad_line() -> None:
    done = chat("/sources\nwhen?\n/sources\n/nonsense\nwhen?\n")
    assert done.returncode == 0
    assert "No sources yet." in done.stderr
    assert "/nonsense is no command." in done.stderr
    assert "> The ferry to Holm" in done.stdout


def test_chat_json_is_one_answer_a_line() -> None:
    out = chat("one\ntwo\n", "--json").stdout
    assert [json.loads(line)["question"] for line in out.splitlines()] == ["one", "two"]


# -- signals, pipes, terminals ----------------------------------------------------------------------------------------


def test_ctrl_c_is_one_line_and_130() -> None:
    environment = {**os.environ, "FAKE_ARCHIVE": "slow"}
    with subprocess.Popen(
        [*FAKE, "ask", "why?"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == "asking\n"
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (130, "", "footnote: stopped.\n")


def test_a_reader_that_leaves_is_no_error_message(tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text('{"id": 1, "question": "q"}\n' * 2000)
    script = f"{sys.executable} -m tests.fake_archive ask --batch {rows} | head -n 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60)
    first, status = done.stdout.splitlines()
    assert json.loads(first)["id"] == 1
    assert (status, done.stderr) == ("141", "")


def on_a_terminal(*arguments: str, **environment: str) -> str:
    """What the command writes to a terminal of 80 columns."""
    main_end, other_end = pty.openpty()
    env = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "80", **environment}
    env = {name: value for name, value in env.items() if value}
    ends = {"stdin": other_end, "stdout": other_end, "stderr": other_end}
    process = subprocess.Popen([*FAKE, *arguments], cwd=ROOT, env=env, **ends)
    os.close(other_end)
    written = b""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and select.select([main_end], [], [], 60)[0]:
        try:
            part = os.read(main_end, 65536)
        except OSError:  # Linux's way of saying that the other end was closed
            break
        if not part:
            break
        written += part
    os.close(main_end)
    assert process.wait(timeout=30) == 0
    return written.decode()


def test_a_terminal_gets_coloured_marks() -> None:
    assert "\x1b[1;32m✓" in on_a_terminal("ask", "q", NO_COLOR="")


def test_no_color_is_respected() -> None:
    shown = on_a_terminal("ask", "q", NO_COLOR="1")
    assert "✓" in shown
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]", shown)


def test_what_colours_cannot_show_is_shown_by_signs() -> None:
    assert "~ Share this" not in on_a_terminal("show", "ferry.txt", NO_COLOR="")
    assert "\x1b[2mShare this" in on_a_terminal("show", "ferry.txt", NO_COLOR="")
    assert "~ Share this" in re.sub(r"\x1b\[[0-9;]*m", "", on_a_terminal("show", "ferry.txt", NO_COLOR="1"))
    assert "~ Share this" in on_a_terminal("show", "ferry.txt", "--plain", TERM="dumb")


def test_a_terminal_sees_bars_on_add() -> None:
    shown = on_a_terminal("add", "x")
    assert "Reading files" in shown
    assert "━" in shown
    assert "7/7 passages" in shown
    assert "\x1b[31m.txt" not in shown
    assert "━" not in on_a_terminal("add", "x", "--quiet")


def test_json_on_a_terminal_is_indented_and_carries_no_control_characters() -> None:
    shown = on_a_terminal("add", "x", "--json", "-q")
    assert '\r\n  "added"' in shown
    assert "\x1b" not in shown


# -- progress -------------------------------------------------------------------------------------------------------


def test_plain_progress_speaks_at_the_end_of_each_stage_and_every_few_seconds() -> None:
    said: list[str] = []
    times = iter([0.0, 0.0, 1.0, 6.0, 10.0, 10.5, 11.0])
    step = lines(said.append, clock=lambda: next(times))
    for done in (0, 1, 600, 1000, 1000):
        step("Reading files", done, 1000, "files")
    step("Indexing", 3, 3, "passages")
    assert said == [
        "Reading files: 600 of 1,000 files, 100/s, 4 s left",
        "Reading files: 1,000 of 1,000 files, 100/s",
        "Indexing: 3 of 3 passages",
    ]


def test_a_surprise_in_one_verb_is_not_swallowed(run: Callable[..., Ran], archive: FakeArchive) -> None:
    """A fault of ours keeps its traceback; only named errors become one line."""
    archive.replies.append(ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        run("ask", "q")
    archive.replies.append(InputError("named"))
    assert run("ask", "q") == (1, "", "footnote: named\n")


# -- a language model -----------------------------------------------------------------------------------------------


def test_a_terminal_shows_the_sentences_so_far_and_then_the_whole() -> None:
    shown = on_a_terminal("ask", "q", FAKE_ARCHIVE="writes")
    assert "So far." in shown
    assert shown.index("So far.") < shown.rindex("✓")
    assert "\x1b[2K" in shown[shown.index("So far.") :]  # and takes away what was there before


def test_a_pipe_gets_the_whole_answer_only(run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAKE_ARCHIVE", "writes")
    assert "So far." not in run("ask", "q").out


def test_explain_tells_below_the_answer_how_it_came_about(run: Callable[..., Ran]) -> None:
    plain, told = run("ask", "q").out, run("ask", "q", "--explain").out
    assert told.startswith(plain.rstrip("\n"))
    assert "Outcome\n  It is so." in told


def test_explain_goes_with_json_and_batch(run: Callable[..., Ran], tmp_path: Path) -> None:
    assert run("ask", "q", "--explain", "--json").json["explanation"]["outcome"] == "It is so."
    assert "explanation" not in run("ask", "q", "--json").json
    rows = tmp_path / "rows.jsonl"
    rows.write_text('{"id": 1, "question": "q"}\n')
    assert run("ask", "--batch", str(rows), "--explain").json["explanation"]["outcome"] == "It is so."


def test_explain_is_refused_beside_markdown(run: Callable[..., Ran]) -> None:
    done = run("ask", "q", "--explain", "--markdown")
    assert done.status == 2
    assert "--explain does not go with --markdown." in done.err
