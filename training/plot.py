"""Draws the log of a training run: ``python -m training.plot FOLDER`` writes FOLDER/log.svg (needs matplotlib)."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from matplotlib import pyplot


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("run", type=Path)
    folder = parser.parse_args().run
    lines = [json.loads(line) for line in (folder / "log.jsonl").read_text().splitlines()]
    figure, (above, below) = pyplot.subplots(2, 1, sharex=True, figsize=(7, 6))
    losses = [line for line in lines if "loss" in line]
    above.plot([line["step"] for line in losses], [line["loss"] for line in losses])
    above.set_ylabel("loss")
    looks = [line for line in lines if "answers_auc" in line]
    for name in ("answers_auc", "supports_auc", "supports_right"):
        below.plot([line["step"] for line in looks], [line[name] for line in looks], marker="o", label=name)
    below.set(xlabel="step", ylabel="on the mix's test part")
    below.legend()
    figure.savefig(folder / "log.svg")


if __name__ == "__main__":
    main()
