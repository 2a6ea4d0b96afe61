# Debian's own Python at the place of python:slim's.
FROM debian-stand-in
# Debian's images keep no package that was installed, nor apt's own caches.
RUN printf '%s\n' 'DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb || true"; };' \
        'Dir::Cache::pkgcache "";' 'Dir::Cache::srcpkgcache "";' >/etc/apt/apt.conf.d/docker-clean \
    && apt-get update && apt-get install -y --no-install-recommends python3 python3-pip python3-venv \
    && rm -rf /var/lib/apt/lists/* /usr/lib/python3*/EXTERNALLY-MANAGED \
    && ln -s /usr/bin/python3 /usr/local/bin/python3 && ln -s python3 /usr/local/bin/python && ln -s /usr/bin/pip /usr/local/bin/pip
ENV LANG=C.UTF-8
CMD ["python3"]
