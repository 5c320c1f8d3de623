-- Responses under way and finished. Days are the finest time there is.

CREATE TABLE draft (
	id           TEXT    PRIMARY KEY,
	wave_id      INTEGER NOT NULL CHECK (wave_id > 0),
	response_key TEXT    NOT NULL,
	rev          INTEGER NOT NULL CHECK (rev > 0),
	day          TEXT    NOT NULL CHECK (length(day) = 10),
	body         BLOB    NOT NULL CHECK (length(body) > 0)
);

CREATE INDEX draft_day ON draft (day);

-- A partial has no foreign key to its draft: it outlives an expired one.
CREATE TABLE partial (
	wave_id      INTEGER NOT NULL CHECK (wave_id > 0),
	response_key TEXT    NOT NULL CHECK (response_key <> ''),
	header       BLOB    NOT NULL CHECK (length(header) > 0),
	body         BLOB    NOT NULL CHECK (length(body) > 0),
	PRIMARY KEY (wave_id, response_key)
);

CREATE TABLE envelope (
	wave_id      INTEGER NOT NULL CHECK (wave_id > 0),
	seq          INTEGER NOT NULL CHECK (seq > 0),
	response_key TEXT    NOT NULL CHECK (response_key <> ''),
	kind         TEXT    NOT NULL CHECK (kind IN ('final', 'revision')),
	digest       TEXT    NOT NULL CHECK (digest <> ''),
	header       BLOB    NOT NULL CHECK (length(header) > 0),
	body         BLOB    NOT NULL CHECK (length(body) > 0),
	link         BLOB    NOT NULL CHECK (length(link) = 32),
	PRIMARY KEY (wave_id, seq),
	UNIQUE (wave_id, response_key, digest)
);

CREATE UNIQUE INDEX envelope_final ON envelope (wave_id, response_key) WHERE kind = 'final';

-- The last place of each wave's chain; the next envelope is linked to it.
CREATE TABLE chain (
	wave_id INTEGER PRIMARY KEY CHECK (wave_id > 0),
	seq     INTEGER NOT NULL CHECK (seq > 0),
	head    BLOB    NOT NULL CHECK (length(head) = 32),
	FOREIGN KEY (wave_id, seq) REFERENCES envelope (wave_id, seq)
);

-- No row number: it would tell in which order phrases were made.
CREATE TABLE phrase (
	lookup  TEXT PRIMARY KEY CHECK (lookup <> ''),
	wrapped BLOB NOT NULL CHECK (length(wrapped) > 0)
) WITHOUT ROWID;

-- Hashes of the personal links that open a wave's panel door.
CREATE TABLE invitation (
	wave_id INTEGER NOT NULL CHECK (wave_id > 0),
	hash    TEXT    NOT NULL CHECK (hash <> ''),
	PRIMARY KEY (wave_id, hash)
) WITHOUT ROWID;
