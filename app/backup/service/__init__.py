"""Making, proving and restoring backups; files and programs, and no request."""
