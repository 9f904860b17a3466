"""What may happen to a registration? Rules only: no web, no clock, no sending."""
