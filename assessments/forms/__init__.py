"""What people type and upload, cleaned."""
