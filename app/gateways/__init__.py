"""Through which adapters do we reach the outside: SMS, identity, storage?"""
