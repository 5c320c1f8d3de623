-- Uses of referral links. They lie apart from the responses for the same reason
-- as contacts: in a common file the place of a row tells what came just before.
-- That a link was given is not kept at all.

CREATE TABLE coupon_key (
	one INTEGER PRIMARY KEY CHECK (one = 1),
	key BLOB    NOT NULL CHECK (length(key) = 32)
);

CREATE TABLE coupon_use (
	lookup TEXT NOT NULL CHECK (lookup <> ''),
	use    TEXT NOT NULL CHECK (use <> ''),
	PRIMARY KEY (lookup, use)
) WITHOUT ROWID;
