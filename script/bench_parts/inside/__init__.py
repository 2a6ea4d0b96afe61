"""What is measured inside a Django process: `python -m script.bench_parts.inside STEP ...` answers in JSON."""
