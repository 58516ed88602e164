"""Official forms, bulletins and charts as files."""
