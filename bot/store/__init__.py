"""Where it is kept: SQLAlchemy tables, queries, migrations. The only SQL of the project."""
