package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"

	"sojourn/fieldwork"
	"sojourn/seal"
	"sojourn/study"
)

// Finish appends e to its wave's chain, puts stub in the place of the draft
// and drops the partial envelope, all in one transaction, and returns the
// envelope as stored. The same key and digest again change nothing and return
// what the first sending stored; the same key with another digest is kept as a
// further envelope of kind revision. Kind, Seq and Link of e are set here. The
// boxes go into the same transaction, so that nobody has a receipt and no words;
// of those whose lookup is known, the first stays.
func (db *DB) Finish(ctx context.Context, stub fieldwork.Draft, e seal.Envelope, boxes ...fieldwork.Box) (stored seal.Envelope, err error) {
	defer wrap(&err, "finishing a response of wave %d", e.Wave)

	err = db.field.writer.do(ctx, func(ctx context.Context, conn *sql.Conn) error {
		var known bool
		var err error
		if stored, known, err = appendEnvelope(ctx, conn, e); err != nil || known {
			return err
		}
		for _, b := range boxes {
			if err := insertPhrase(ctx, conn, b.Lookup, b.Wrapped); err != nil {
				return err
			}
		}
		return replaceDraft(ctx, conn, stub)
	})
	if err != nil {
		return seal.Envelope{}, err
	}
	return stored, nil
}

// Add appends envelopes to the chains of their waves as [DB.Finish] does, for
// responses that never were drafts here. What is there already stays as it is,
// so a call that was cut off can be repeated.
func (db *DB) Add(ctx context.Context, envelopes []seal.Envelope) (err error) {
	defer wrap(&err, "adding %d envelopes", len(envelopes))

	for some := range slices.Chunk(envelopes, batchSize) {
		err := db.field.writer.do(ctx, func(ctx context.Context, conn *sql.Conn) error {
			for _, e := range some {
				if _, _, err := appendEnvelope(ctx, conn, e); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// appendEnvelope links e behind the last envelope of its wave and returns it
// as stored; known says that it was there before and nothing was changed.
func appendEnvelope(ctx context.Context, conn *sql.Conn, e seal.Envelope) (_ seal.Envelope, known bool, err error) {
	if gone, err := buried(ctx, conn, e.Wave, e.Key); err != nil || gone {
		return e, false, cmp.Or(err, errBuried)
	}
	e.Kind = seal.Final
	switch sent, err := sentBefore(ctx, conn, e.Wave, e.Key); {
	case err != nil:
		return e, false, err
	case slices.Contains(sent, e.Digest):
		stored, err := envelopeOf(ctx, conn, e.Wave, e.Key, e.Digest)
		return stored, true, err
	case len(sent) > 0:
		e.Kind = seal.Revision
	}
	last, err := chainOf(ctx, conn, e.Wave)
	if err != nil {
		return e, false, err
	}
	e.Seq, e.Link = last.Seq+1, seal.ChainNext(last.Head, e)
	if err := insertEnvelope(ctx, conn, e); err != nil {
		return e, false, err
	}
	if err := moveChain(ctx, conn, seal.Chain{Wave: e.Wave, Seq: e.Seq, Head: e.Link}); err != nil {
		return e, false, err
	}
	return e, false, deletePartial(ctx, conn, e.Wave, e.Key)
}

// sentBefore returns the digests of everything finished under a response key.
func sentBefore(ctx context.Context, q querier, wave study.WaveID, key string) ([]string, error) {
	const query = `
		SELECT digest
		FROM envelope
		WHERE wave_id = $1 AND response_key = $2`

	return list(ctx, q, scanOne[string], query, wave, key)
}

func insertEnvelope(ctx context.Context, conn *sql.Conn, e seal.Envelope) error {
	const query = `
		INSERT INTO envelope (wave_id, seq, response_key, kind, digest, header, body, link)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`

	_, err := conn.ExecContext(ctx, query, e.Wave, e.Seq, e.Key, e.Kind, e.Digest, e.Header, e.Body, e.Link[:])
	return err
}

// envelopeColumns are what scanEnvelope reads.
const envelopeColumns = `wave_id, seq, response_key, kind, digest, header, body, link, was`

func scanEnvelope(r row) (seal.Envelope, error) {
	var e seal.Envelope
	var link, was []byte
	err := r.Scan(&e.Wave, &e.Seq, &e.Key, &e.Kind, &e.Digest, &e.Header, &e.Body, &link, &was)
	copy(e.Link[:], link)
	copy(e.Was[:], was)
	return e, err
}

func envelopeOf(ctx context.Context, q querier, wave study.WaveID, key, digest string) (seal.Envelope, error) {
	const query = `
		SELECT ` + envelopeColumns + `
		FROM envelope
		WHERE wave_id = $1 AND response_key = $2 AND digest = $3`

	return get(ctx, q, scanEnvelope, query, wave, key, digest)
}

// Finished returns the first final envelope under a response key, or
// [study.ErrNotFound].
func (db *DB) Finished(ctx context.Context, wave study.WaveID, key string) (_ seal.Envelope, err error) {
	defer wrap(&err, "a finished response of wave %d", wave)

	const query = `
		SELECT ` + envelopeColumns + `
		FROM envelope
		WHERE wave_id = $1 AND response_key = $2 AND kind = 'final'`

	return get(ctx, db.field.read, scanEnvelope, query, wave, key)
}

// Envelopes returns up to limit sealed responses of a wave that follow the
// place after in its hash chain, oldest first. Those withdrawn are among them
// as tombstones. The desk asks again from the
// last place it has verified: paging by key costs the same on every page.
func (db *DB) Envelopes(ctx context.Context, wave study.WaveID, after int64, limit int) (_ []seal.Envelope, err error) {
	defer wrap(&err, "envelopes of wave %d", wave)

	const query = `
		SELECT ` + envelopeColumns + `
		FROM envelope
		WHERE wave_id = $1 AND seq > $2
		UNION ALL
		SELECT wave_id, seq, response_key, 'withdrawn', '', x'', leaf, link, NULL
		FROM tombstone
		WHERE wave_id = $1 AND seq > $2
		ORDER BY seq
		LIMIT $3`

	return list(ctx, db.field.read, scanEnvelope, query, wave, after, limit)
}
