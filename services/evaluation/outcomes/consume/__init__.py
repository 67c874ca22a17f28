"""From the logs to rows: read, checked, written with the offsets they reach, followed for ever or built again."""
