"""How does the schema become a form?"""
