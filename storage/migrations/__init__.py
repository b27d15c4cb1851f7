"""Schema changes in order, by Alembic; they run at start, or by `copbot db upgrade`.

Who changes a table in `storage.tables` writes a migration, under these rules:

1. A released migration is never changed. Migrations import nothing of ours but `storage.migrations.making`, which is
   only added to; they use no table class, and no column type of `storage.columns`.
2. Before the change, keep a backup of a lived-in database as it stands:
   `copbot db backup tests/storage/released/<HEAD>.zip`. From then on the tests upgrade it on both databases.
3. `storage.upgrade.revision` writes a draft of how tables and schema differ; put it into our words, change `HEAD`.
4. Change what stands by `op.batch_alter_table`: SQLite builds the table anew. A new column needs a `server_default`
   or `null`; what exists is filled in by plain SQL. What one database alone needs goes behind
   `op.get_context().dialect.name`. On SQLite an upgrade is one transaction, its references are checked at the end.
5. Full-text tables, their triggers and `ix_library_index_similar` are declared nowhere else, so no comparison finds
   them: change them by hand. They are made of other tables; `SqlLibraryBook.reindex` fills them anew.
6. A new table names its community, and so gets behind the second wall by itself at the next start. One that does not
   is named in `storage.wall`. Roles and policies need no migration.
7. The number of another row is as wide as that row's `id`. A column that refers (`foreign_key=`, `refers=`) is made so
   by itself; where nothing is declared to be referred to, write `sa_type=Key` and `making.numbers`.
8. Rows may outlive the code that wrote them: JSON columns are read by `copbot.codec`, where a field that was added
   needs a default and one that was taken away is left out.
"""

HEAD = "0005"
"""The newest revision, so that a start need not load Alembic to see that nothing is to be done."""
