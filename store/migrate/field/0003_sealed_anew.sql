-- The sum of the body with which an envelope entered its chain, once another
-- body, sealed to other keys, has taken its place.

ALTER TABLE envelope ADD COLUMN was BLOB CHECK (length(was) = 32);
