package store

import (
	"context"

	"sojourn/seal"
)

// Counts returns how many responses were started and how many of those are
// finished, by wave, channel, language and day; the other fields of the key
// are empty, save that people who were led out as ineligible are counted apart,
// as started and as not finished. It reads nothing but clear headers. A response counts on the day
// of its header, which for one not finished is that of its last saving, and is
// started from its first answer on.
func (db *DB) Counts(ctx context.Context) (started, finished map[seal.Header]int, err error) {
	defer wrap(&err, "counting responses")

	const finals = `
		SELECT header
		FROM envelope
		WHERE kind = 'final'`
	const partials = `
		SELECT header
		FROM partial
		WHERE NOT EXISTS (
			SELECT 1
			FROM envelope
			WHERE envelope.wave_id = partial.wave_id AND envelope.response_key = partial.response_key
		)`

	started, finished = map[seal.Header]int{}, map[seal.Header]int{}
	if err := db.tally(ctx, finals, started, finished); err != nil {
		return nil, nil, err
	}
	if err := db.tally(ctx, partials, started); err != nil {
		return nil, nil, err
	}
	return started, finished, nil
}

// tally adds one per header of the query to each of the counts, of people who
// were led out to the first alone.
func (db *DB) tally(ctx context.Context, query string, counts ...map[seal.Header]int) error {
	headers, err := list(ctx, db.field.read, scanOne[[]byte], query)
	if err != nil {
		return err
	}
	for _, header := range headers {
		h, err := seal.ParseHeader(header)
		if err != nil {
			return err
		}
		of := counts
		if h.Out {
			of = counts[:1]
		}
		for _, c := range of {
			c[seal.Header{Wave: h.Wave, Channel: h.Channel, Lang: h.Lang, Day: h.Day, Out: h.Out}]++
		}
	}
	return nil
}
