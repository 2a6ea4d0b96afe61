#!/usr/bin/env bash
# Makes Debian's own Redis the portal's queue, and a second one its cache that may forget: deploy/redis-debian.sh [FOLDER]
#
# Run it in /opt/portal, where the passwords lie in /etc/portal or, before that, in secrets/. Writes into FOLDER, /etc/redis
# where none is named: portal.conf, which redis.conf takes in as its last line, and redis-cache.conf for the unit
# redis-server@cache. The users and what each of them may do are those of docker-compose.yml; the file holds a password's
# SHA-256, never the password. May run again: a new password, an upgrade. Then: systemctl restart.
set -euo pipefail
umask 027
here=$(cd "$(dirname "$0")/.." && pwd)
folder=${1:-/etc/redis}

password() { # NAME
  local place
  for place in "${PASSWORDS:-/etc/portal}" "$here/secrets"; do
    [ ! -s "$place/$1" ] || { cat "$place/$1"; return; }
  done
  echo "No password: make $1 with script/secrets and install it in /etc/portal (docs/operations.md)." >&2
  exit 1
}

user() { # NAME PASSWORD: its line in docker-compose.yml, with the hash of this password
  local rights digest
  digest=$(printf %s "$2" | sha256sum | cut -c 1-64)
  rights=$(sed -nE "s/^ +user $1 on #\S+ .*cut -c 1-64\) (.+)$/\1/p" "$here/docker-compose.yml")
  [ -n "$rights" ] || { echo "docker-compose.yml names no user $1." >&2; exit 1; }
  printf 'user default off\nuser %s on #%s %s\n' "$1" "$digest" "$rights"
}

queue=$(password redis_password)
cache=$(password cache_password)
mkdir -p "$folder"
{
  printf '# Written by deploy/redis-debian.sh of the portal.\nappendonly yes\nmaxmemory-policy noeviction\n'
  user queue "$queue"
} >"$folder/portal.conf"
{
  printf '%s\n' '# Written by deploy/redis-debian.sh of the portal.' 'port 6380' 'bind 127.0.0.1' 'save ""' 'appendonly no' \
    'maxmemory 128mb' 'maxmemory-policy allkeys-lru' 'supervised systemd' 'pidfile /run/redis-cache/redis-server.pid'
  user cache "$cache"
} >"$folder/redis-cache.conf"
grep -qxF "include $folder/portal.conf" "$folder/redis.conf" 2>/dev/null || echo "include $folder/portal.conf" >>"$folder/redis.conf"
[ "$folder" != /etc/redis ] || chown redis:redis "$folder/portal.conf" "$folder/redis-cache.conf"
