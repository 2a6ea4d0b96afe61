# Object storage that speaks S3: moto's server, which keeps everything in memory and checks no signature.
FROM debian-stand-in
RUN apt-get update && apt-get install -y --no-install-recommends python3 python3-pip netcat-openbsd curl \
    && rm -rf /var/lib/apt/lists/* && pip install --no-cache-dir --break-system-packages "moto[server]"
COPY versitygw /usr/local/bin/versitygw
