"""Reading Chinese: pure functions, importable on Python 3.10 (Rasa's environment) and later."""
