-- Sealed contacts: no day, no row number, nothing but a random id.

CREATE TABLE contact (
	id     TEXT PRIMARY KEY CHECK (id <> ''),
	sealed BLOB NOT NULL CHECK (length(sealed) > 0)
) WITHOUT ROWID;
