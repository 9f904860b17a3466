"""With which words is an entity declared? Declarations only: no web, no database session."""
