"""From a cleaned table to figures: bases, counts, shares, intervals, changes between years."""
