"""One QgsTask per long work, each a thin carrier of archive or worker calls."""
