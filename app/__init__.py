"""What is in the application? Its packages; this file imports nothing, so models may use it."""
