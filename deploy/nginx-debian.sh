#!/usr/bin/env bash
# Makes Debian's own nginx (1.25.1 or newer: Debian 13 has 1.26) the portal's front: deploy/nginx-debian.sh [FOLDER]
#
# Writes nginx.conf of this folder and what belongs to it into FOLDER, /etc/nginx where none is named, for nginx as
# Debian's unit starts it. What differs from the container: who runs it, where its process id, its log and its caches lie
# (systemd's stdout is no file, and /tmp is anybody's), the ports, and that the portal is on this machine. A nginx.conf
# that was there stays as nginx.conf.before, an edge and a port that were filled in stay as they are. Then: nginx -t, and a reload.
set -euo pipefail
umask 022
here=$(cd "$(dirname "$0")" && pwd)
folder=${1:-/etc/nginx}
both=() # Debian's first page listens on IPv6 as well, where there is any
[ ! -e /proc/net/if_inet6 ] || both=(-e 's|^( *)listen ([0-9]+)(.*)|&\n\1listen [::]:\2\3|')

for_debian() { # FILE
  sed -E \
    -e 's|^worker_processes|user www-data;\n&|' \
    -e 's|^pid .*|pid /run/nginx.pid;|' \
    -e 's|/dev/stdout|/var/log/nginx/access.log|' \
    -e 's|/dev/stderr|/var/log/nginx/error.log|' \
    -e 's|([ =])/tmp/|\1/var/cache/portal-proxy/|' \
    -e 's|^( *listen )8080|\180|' \
    -e 's|^( *listen )8443|\1443|' \
    "${both[@]}" \
    -e "s|/etc/nginx/(portal-\|certificates)|$folder/\1|" \
    -e '/^resolver/d' \
    -e '/^# A name that is looked up/d' \
    -e '/^set \$portal /d' \
    -e 's|http://\$portal|http://127.0.0.1:8000|' \
    "$here/$1"
}

mkdir -p "$folder/portal-pages" "$folder/certificates/acme"
[ ! -e "$folder/nginx.conf" ] || [ -e "$folder/nginx.conf.before" ] || mv "$folder/nginx.conf" "$folder/nginx.conf.before"
for file in nginx.conf portal-pass.conf portal-cache.conf; do
  for_debian "$file" >"$folder/$file"
done
for file in portal-edge.conf portal-port.conf; do
  [ -e "$folder/$file" ] || cp "$here/$file" "$folder/"
done
cp "$here"/{away,busy,large}.html "$folder/portal-pages/"
[ "$folder" != /etc/nginx ] || install -d -o www-data -g www-data -m 0700 /var/cache/portal-proxy
