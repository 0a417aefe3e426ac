#!/usr/bin/env bash
# Debian's chromium for the browser tests, installed where that is possible; otherwise says plainly that they will not run.
set -uo pipefail

if command -v "${FOOTNOTE_CHROMIUM:-chromium}" >/dev/null; then
    exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing chromium for the browser tests" >&2
    export DEBIAN_FRONTEND=noninteractive
    if apt-get update -qq >/dev/null && apt-get install -y -qq --no-install-recommends chromium >/dev/null; then
        exit 0
    fi
fi
echo "There is no chromium and it could not be installed: the browser tests will NOT run." >&2
