"""How does the admin of Django show these rows?"""
