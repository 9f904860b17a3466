"""What do a round and the law ask for? Pure rules over values."""
