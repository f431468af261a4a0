"""What can be done to the bank: authoring on the web, and loading files."""
