#!/usr/bin/env bash
# Makes a virtual environment with the first Python on the path that Footnote runs on, or says what is missing.
set -euo pipefail

venv=$1
fits='import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))'

for python in python3 python3.13 python3.12 python3.11 python; do
    if "$python" -c "$fits" 2>/dev/null; then
        if "$python" -m venv "$venv" && "$venv/bin/python" -m pip --version >/dev/null; then
            exit 0
        fi
        rm -rf "$venv"
        echo "make: $python cannot make a virtual environment. On Debian or Ubuntu: apt-get install python3-venv" >&2
        exit 1
    fi
done
echo "make: Footnote needs Python 3.11, 3.12 or 3.13, and none is on the path" \
    "(python3 is $(python3 --version 2>&1 || true))." >&2
exit 1
