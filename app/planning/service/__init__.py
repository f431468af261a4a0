"""What gives cards another day than their answers did."""
