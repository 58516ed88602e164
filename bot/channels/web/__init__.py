"""The web chat: one page for everyone, in NiceGUI, mounted on the gateway's FastAPI app."""
