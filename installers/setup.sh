#!/usr/bin/env bash
# Makes a clone ready to run: system libraries, virtual environment, locked packages, the project itself, fonts.
# Does only what is missing, asks nothing, and says nothing when there is nothing to do.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Qt without a screen, Qt on a screen, the browser of the console tests, and Python's own parts.
packages=(
    python3 python3-venv ca-certificates
    libegl1 libgl1 libxkbcommon0 libdbus-1-3 libfontconfig1 libglib2.0-0
    libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-shape0
    libxcb-sync1 libxcb-xfixes0 libxcb-xinerama0 libxcb-xkb1 libxkbcommon-x11-0 libx11-xcb1 xvfb xauth
    chromium chromium-driver
)

# Two of these at once would write into one environment: the second waits for the first.
if command -v flock >/dev/null; then exec 9<installers/setup.sh; flock 9; fi

say() { printf 'setup: %s\n' "$*" >&2; }

missing_packages() {
    local name
    local installed
    installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "${packages[@]}" 2>/dev/null || true)
    for name in "${packages[@]}"; do
        grep -qx "$name installed" <<<"$installed" || printf '%s\n' "$name"
    done
}

install_system_packages() {
    if ! command -v dpkg-query >/dev/null; then
        [ -x .venv/bin/python ] || say "this is no Debian: system libraries are taken as given"
        return
    fi
    local missing=() as_root=()
    mapfile -t missing < <(missing_packages)
    [ ${#missing[@]} -gt 0 ] || return 0
    if [ "$(id -u)" -ne 0 ]; then
        if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
            as_root=(sudo -n)
        else
            say "system packages are missing and this user may not install them. Please run once:"
            printf 'sudo apt-get update && sudo apt-get install -y --no-install-recommends %s\n' "${missing[*]}"
            exit 1
        fi
    fi
    say "installing ${#missing[@]} system packages: ${missing[*]}"
    local log
    log=$(mktemp)
    if ! { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -q &&
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"; } \
        >"$log" 2>&1 </dev/null; then
        tail -n 20 "$log" >&2
        say "apt could not install them; its whole answer is in $log"
        exit 1
    fi
    rm -f "$log"
}

find_python() {
    local candidate
    for candidate in ${PYTHON:-} python3.11 python3 python3.12 python3.13; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            printf '%s\n' "$candidate"
            return
        fi
    done
    say "Python 3.11 or newer is needed and was not found"
    exit 1
}

# `stamped NAME FILES… -- COMMAND…`: runs the command unless it last succeeded with the same content of the files.
stamped() {
    local name=$1 files=() sum
    shift
    while [ "$1" != -- ]; do files+=("$1"); shift; done
    shift
    sum=$(sha256sum "${files[@]}" | sha256sum | cut -d ' ' -f 1)
    [ "$(cat ".venv/setup-$name" 2>/dev/null || true)" = "$sum" ] && return 0
    say "$name"
    "$@" </dev/null
    printf '%s\n' "$sum" >".venv/setup-$name"
}

install_locked() {
    .venv/bin/python -m pip install -qq --no-input --disable-pip-version-check --require-hashes -r requirements.lock
}

install_project() {
    .venv/bin/python -m pip install -qq --no-input --disable-pip-version-check \
        --no-deps --no-build-isolation -e .
}

install_system_packages
export PIP_ROOT_USER_ACTION=ignore
if ! [ -x .venv/bin/python ] || ! [ -x .venv/bin/pip ]; then
    python=$(find_python)
    say "making .venv with $("$python" --version)"
    "$python" -m venv --clear .venv
fi
stamped locked-packages requirements.lock -- install_locked
stamped project pyproject.toml -- install_project
stamped fonts requirements.lock installers/fonts.py -- .venv/bin/python -m installers.fonts
