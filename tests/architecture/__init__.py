"""The rules of the house that no linter knows: rows of units, rights, small files, tables in the documents."""
