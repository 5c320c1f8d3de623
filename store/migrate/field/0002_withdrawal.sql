-- What stays of a response that was withdrawn: its place in the chain, and the
-- leaf by which the chain is still verified. Nothing of what it held.

CREATE TABLE tombstone (
	wave_id      INTEGER NOT NULL CHECK (wave_id > 0),
	seq          INTEGER NOT NULL CHECK (seq > 0),
	response_key TEXT    NOT NULL CHECK (response_key <> ''),
	leaf         BLOB    NOT NULL CHECK (length(leaf) = 32),
	link         BLOB    NOT NULL CHECK (length(link) = 32),
	PRIMARY KEY (wave_id, seq)
);

CREATE INDEX tombstone_key ON tombstone (wave_id, response_key);

-- Marks of people who withdrew altogether, for the desk and the mailroom.
CREATE TABLE withdrawal (
	mark TEXT PRIMARY KEY CHECK (mark <> '')
) WITHOUT ROWID;

-- A chain's last place may be a tombstone's.
CREATE TABLE chain_2 (
	wave_id INTEGER PRIMARY KEY CHECK (wave_id > 0),
	seq     INTEGER NOT NULL CHECK (seq > 0),
	head    BLOB    NOT NULL CHECK (length(head) = 32)
);

INSERT INTO chain_2 (wave_id, seq, head)
SELECT wave_id, seq, head
FROM chain;

DROP TABLE chain;

ALTER TABLE chain_2 RENAME TO chain;
