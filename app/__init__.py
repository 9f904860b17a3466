"""What is in the application? See the packages; this file imports nothing, so models may import it."""
