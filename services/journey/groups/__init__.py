"""The last mile to a group: what there is, every step there, companions, and hosts who would like a call."""
