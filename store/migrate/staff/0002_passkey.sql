-- Passkeys of staff: public keys, and of their use nothing finer than the day.

CREATE TABLE passkey (
	id      BLOB    PRIMARY KEY CHECK (length(id) > 0),
	account TEXT    NOT NULL REFERENCES account (name),
	name    TEXT    NOT NULL CHECK (name <> ''),
	alg     INTEGER NOT NULL,
	public  BLOB    NOT NULL CHECK (length(public) > 0),
	count   INTEGER NOT NULL CHECK (count >= 0),
	added   TEXT    NOT NULL CHECK (length(added) = 10),
	used    TEXT    NOT NULL
);

CREATE INDEX passkey_account ON passkey (account);
