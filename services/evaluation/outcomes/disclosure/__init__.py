"""What may be shown and published without telling of a few people: statistical disclosure control. Pure."""
