"""What every room stands on: the person, their journey, its rhythm and its days; `record`; whose pages are whose."""
