# What script/server, script/test and script/lint share: from a bare Debian or Ubuntu to a working environment.
# Sourced by bash; leaves the shell in the repository's root. Every step does nothing where nothing is missing.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec </dev/null # nothing here asks a question
export UV_PROJECT_ENVIRONMENT=.venv
unset PYTHONDONTWRITEBYTECODE # else every process compiles all it imports: 5 s of a processor instead of 2

# WeasyPrint draws with Pango, HarfBuzz subsets the fonts, gettext compiles translations.
PORTAL_PACKAGES=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-core fontconfig gettext)

say() { printf '%s\n' "$*" >&2; }
die() { # STATUS MESSAGE...
  local status=$1
  shift
  say "$@"
  exit "$status"
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

missing_packages() {
  local package
  for package in "$@"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || printf '%s ' "$package"
  done
}

# Installs what is missing of the named Debian packages, or says exactly what to type.
install_packages() {
  if ! command -v dpkg-query >/dev/null; then
    say "This is neither Debian nor Ubuntu: please see to it that there are $*."
    return
  fi
  local missing log
  missing=$(missing_packages "$@")
  [ -n "$missing" ] || return 0
  local by_hand="apt-get update && apt-get install --no-install-recommends $missing"
  [ "$(id -u)" = 0 ] || command -v sudo >/dev/null || die 2 "Packages are missing. As root, type:" $'\n ' "$by_hand"
  say "Installing $missing..."
  log=$(mktemp)
  # shellcheck disable=SC2086  # a list of names
  if as_root apt-get update -q >"$log" 2>&1 &&
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends $missing >>"$log" 2>&1; then
    rm "$log"
  else
    tail -n 20 "$log" >&2
    rm "$log"
    die 2 "Could not install them. As root, type:" $'\n ' "$by_hand"
  fi
}

# Sets UV to the command that runs uv: the one on PATH, the one of python3, or one of our own in var/uv.
find_uv() {
  if uv --version >/dev/null 2>&1; then
    UV=(uv)
  elif python3 -m uv --version >/dev/null 2>&1; then
    UV=(python3 -m uv)
  else
    UV=("$PWD/var/uv/bin/uv")
    "${UV[@]}" --version >/dev/null 2>&1 && return
    say "Getting uv..."
    install_packages python3 python3-venv
    rm -rf var/uv
    # /usr/bin/python3 is the one that python3-venv belongs to.
    { python3 -m venv var/uv || { rm -rf var/uv && /usr/bin/python3 -m venv var/uv; }; } >/dev/null 2>&1 &&
      var/uv/bin/pip install --quiet --disable-pip-version-check uv ||
      die 2 "Could not get uv. Install it from your package index with 'pip install uv', and start again."
  fi
}

# Sees to an interpreter that the portal can run on: one that is there, one of the system's, one that uv fetches.
# UV_PYTHON=3.14 asks for that one.
find_python() {
  local version looking=("${UV[@]}" python find --quiet --no-python-downloads)
  if "${looking[@]}" >/dev/null 2>&1; then return; fi
  for version in ${UV_PYTHON:-3.14 3.13 3.12}; do
    apt-cache show "python$version" >/dev/null 2>&1 || continue
    (install_packages "python$version") || continue
    if "${looking[@]}" >/dev/null 2>&1; then return; fi
  done
  say "Getting Python ${UV_PYTHON:=3.13}..."
  "${UV[@]}" python install "$UV_PYTHON" ||
    die 2 "The portal needs Python 3.12 or newer. Install one (Debian 13 and Ubuntu 24.04 have it as python3)," \
      "or let uv fetch it where the network allows: uv python install 3.13. Then start again."
}

# Brings .venv to what uv.lock says. `sync_packages dev` adds what tests and lint need; without it they stay if there.
sync_packages() {
  local group=${1:-} stamp=.venv/synced${1:+-$1} now choice=(--no-dev)
  now=$(cat pyproject.toml uv.lock | sha256sum)
  if [ -x .venv/bin/python ] && [ "$(cat "$stamp" 2>/dev/null)" = "$now" ]; then return; fi
  find_uv
  find_python
  say "Installing Python packages..."
  [ -z "$group" ] || choice=(--group "$group")
  "${UV[@]}" sync --quiet --frozen --inexact "${choice[@]}" ||
    die 2 "uv could not install the packages that uv.lock names. Its own words are above."
  echo "$now" >"$stamp"
}

# Gives a variable a value where neither the environment nor .env has one.
lend() { # NAME VALUE
  [ -n "${!1+set}" ] || grep -qsE "^ *(export +)?$1=" .env || export "$1=$2"
}

# Compiles every translation that changed since it was compiled last.
compile_messages() {
  local source
  [ -d locale ] || return 0
  find locale -name '*.po' | while read -r source; do
    [ "${source%.po}.mo" -nt "$source" ] || msgfmt --check-format -o "${source%.po}.mo" "$source"
  done
}

free_port() {
  .venv/bin/python script/free_port.py
}
