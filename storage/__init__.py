"""Where communities are kept: tables, one repository for each practice, and transactions on SQLite and PostgreSQL."""
