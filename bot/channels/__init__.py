"""How people reach the assistant: web page, command line, later Telegram. All go through the gateway."""
