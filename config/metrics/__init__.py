"""How the portal is, in numbers: /metrics for Prometheus, and what the health report judges (config/health/report.py).

collecting.py   asks database, broker, cache and disk
prometheus.py   writes the answers down in Prometheus' text format, for whoever has METRICS_TOKEN
"""
