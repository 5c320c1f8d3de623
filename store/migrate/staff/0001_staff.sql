-- The team's side of the field: accounts, sessions, what was set and by whom.
-- Nothing of respondents is here.

CREATE TABLE account (
	name        TEXT    PRIMARY KEY CHECK (name <> ''),
	role        TEXT    NOT NULL CHECK (role IN ('admin', 'designer', 'field', 'custodian', 'partner')),
	channels    TEXT    NOT NULL,
	ended       INTEGER NOT NULL CHECK (ended IN (0, 1)),
	enrolment   TEXT    NOT NULL,
	enrol_until INTEGER NOT NULL,
	salt        BLOB    NOT NULL,
	box         BLOB    NOT NULL,
	step        INTEGER NOT NULL
);

CREATE TABLE session (
	hash    TEXT    PRIMARY KEY CHECK (length(hash) = 64),
	account TEXT    NOT NULL REFERENCES account (name),
	began   INTEGER NOT NULL,
	seen    INTEGER NOT NULL
);

CREATE TABLE audit (
	seq  INTEGER PRIMARY KEY AUTOINCREMENT,
	at   INTEGER NOT NULL,
	who  TEXT    NOT NULL,
	what TEXT    NOT NULL CHECK (what <> ''),
	of   TEXT    NOT NULL
);

-- A door that does not follow the study's dates.
CREATE TABLE door (
	wave_id INTEGER NOT NULL CHECK (wave_id > 0),
	kind    TEXT    NOT NULL CHECK (kind IN ('panel', 'open')),
	state   TEXT    NOT NULL CHECK (state IN ('open', 'paused', 'closed')),
	PRIMARY KEY (wave_id, kind)
);

-- An empty channel or language stands for all of them.
CREATE TABLE quota (
	wave_id INTEGER NOT NULL CHECK (wave_id > 0),
	channel TEXT    NOT NULL,
	lang    TEXT    NOT NULL,
	soft    INTEGER NOT NULL CHECK (soft >= 0),
	hard    INTEGER NOT NULL CHECK (hard >= 0),
	PRIMARY KEY (wave_id, channel, lang)
);

CREATE TABLE instrument_version (
	wave_id INTEGER NOT NULL CHECK (wave_id > 0),
	place   INTEGER NOT NULL CHECK (place > 0),
	name    TEXT    NOT NULL CHECK (name <> ''),
	after   TEXT    NOT NULL,
	day     TEXT    NOT NULL CHECK (length(day) = 10),
	who     TEXT    NOT NULL,
	file    TEXT    NOT NULL CHECK (file <> ''),
	data    BLOB    NOT NULL CHECK (length(data) > 0),
	PRIMARY KEY (wave_id, place),
	UNIQUE (wave_id, name)
);

CREATE TABLE posting (
	seq     INTEGER PRIMARY KEY AUTOINCREMENT,
	channel TEXT    NOT NULL CHECK (channel <> ''),
	day     TEXT    NOT NULL CHECK (length(day) = 10),
	who     TEXT    NOT NULL,
	place   TEXT    NOT NULL CHECK (place <> '')
);
