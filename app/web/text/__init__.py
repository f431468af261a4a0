"""From what was written to what is shown: Markdown, numbers and dates, files of figures."""
