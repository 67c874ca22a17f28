"""A few short questions: when it is time, what the answers make, and the note that must not wait."""
