"""What the rules of item writing say about questions and courses."""
