"""Who acts, which rows may they reach, and how are protected values kept?"""
