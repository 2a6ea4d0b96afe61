"""Where uploads, rendered files and evidence lie: in folders of one machine, or in a private bucket that many share.

folders.py   private files in a folder
uploads.py   what editors upload, in a folder
buckets.py   all of it in a bucket (S3_BUCKET)
static_files.py   style sheets, scripts and drawings of our own, always in a folder
templates.py  what pages are written from, without its indentation

Named in settings only. What both can do beside Django's own is exports.storage.stores.FileStore.
"""
