"""Real Kafka and real PostgreSQL on one machine, from Python packages alone."""
