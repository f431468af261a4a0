"""Reads of reports, disputed answers and questions that keep slipping."""
