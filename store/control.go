package store

import (
	"context"
	"database/sql"

	"sojourn/fieldwork"
	"sojourn/team"
)

// Doors lists the doors that do not follow their dates.
func (db *DB) Doors(ctx context.Context) (_ []fieldwork.DoorSetting, err error) {
	defer wrap(&err, "doors")

	scan := func(r row) (fieldwork.DoorSetting, error) {
		var d fieldwork.DoorSetting
		err := r.Scan(&d.Wave, &d.Kind, &d.State)
		return d, err
	}
	return list(ctx, db.staff.read, scan, `SELECT wave_id, kind, state FROM door ORDER BY wave_id, kind`)
}

// SetDoors keeps settings of doors; one as planned is forgotten.
func (db *DB) SetDoors(ctx context.Context, settings []fieldwork.DoorSetting, e team.Entry) (err error) {
	defer wrap(&err, "setting doors")

	const query = `
		INSERT INTO door (wave_id, kind, state)
		VALUES ($1, $2, $3)
		ON CONFLICT (wave_id, kind) DO UPDATE
		SET state = $3`

	return db.staffChange(ctx, e, func(ctx context.Context, conn *sql.Conn) error {
		for _, d := range settings {
			var err error
			if d.State == fieldwork.AsPlanned {
				_, err = conn.ExecContext(ctx, `DELETE FROM door WHERE wave_id = $1 AND kind = $2`, d.Wave, d.Kind)
			} else {
				_, err = conn.ExecContext(ctx, query, d.Wave, d.Kind, d.State)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// Quotas lists the quotas of all waves.
func (db *DB) Quotas(ctx context.Context) (_ []fieldwork.Quota, err error) {
	defer wrap(&err, "quotas")

	scan := func(r row) (fieldwork.Quota, error) {
		var q fieldwork.Quota
		err := r.Scan(&q.Wave, &q.Channel, &q.Language, &q.Soft, &q.Hard)
		return q, err
	}
	return list(ctx, db.staff.read, scan, `SELECT wave_id, channel, lang, soft, hard FROM quota ORDER BY wave_id, channel, lang`)
}

// SetQuota keeps a quota in place of the former one for the same people; one
// without bounds is forgotten.
func (db *DB) SetQuota(ctx context.Context, q fieldwork.Quota, e team.Entry) (err error) {
	defer wrap(&err, "setting a quota")

	const query = `
		INSERT INTO quota (wave_id, channel, lang, soft, hard)
		VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (wave_id, channel, lang) DO UPDATE
		SET soft = $4, hard = $5`

	return db.staffChange(ctx, e, func(ctx context.Context, conn *sql.Conn) error {
		var err error
		if q.Soft == 0 && q.Hard == 0 {
			_, err = conn.ExecContext(ctx, `DELETE FROM quota WHERE wave_id = $1 AND channel = $2 AND lang = $3`, q.Wave, q.Channel, q.Language)
		} else {
			_, err = conn.ExecContext(ctx, query, q.Wave, q.Channel, q.Language, q.Soft, q.Hard)
		}
		return err
	})
}

// Published lists the versions of instruments that were published during the
// waves, with their files, in the order of publishing.
func (db *DB) Published(ctx context.Context) (_ []fieldwork.Published, err error) {
	defer wrap(&err, "published versions")

	const query = `
		SELECT wave_id, place, name, after, day, who, file, data
		FROM instrument_version
		ORDER BY wave_id, place`

	return list(ctx, db.staff.read, scanPublished, query)
}

func scanPublished(r row) (fieldwork.Published, error) {
	var p fieldwork.Published
	err := r.Scan(&p.Wave, &p.Place, &p.Version, &p.After, &p.Day, &p.Who, &p.File, &p.Data)
	return p, err
}

// PublishVersion keeps a version behind those of its wave. A name that is taken
// is [study.ErrConflict].
func (db *DB) PublishVersion(ctx context.Context, p fieldwork.Published, e team.Entry) (err error) {
	defer wrap(&err, "publishing a version")

	const query = `
		INSERT INTO instrument_version (wave_id, place, name, after, day, who, file, data)
		SELECT $1, coalesce(max(place), 0) + 1, $2, $3, $4, $5, $6, $7
		FROM instrument_version
		WHERE wave_id = $1
		ON CONFLICT (wave_id, name) DO NOTHING`

	return db.staffChange(ctx, e, func(ctx context.Context, conn *sql.Conn) error {
		return oneRow(conn.ExecContext(ctx, query, p.Wave, p.Version, p.After, p.Day, p.Who, p.File, p.Data))
	})
}

// Postings lists who posted a channel's link where, the latest last.
func (db *DB) Postings(ctx context.Context) (_ []fieldwork.Posting, err error) {
	defer wrap(&err, "postings")

	scan := func(r row) (fieldwork.Posting, error) {
		var p fieldwork.Posting
		err := r.Scan(&p.Channel, &p.Day, &p.Who, &p.Place)
		return p, err
	}
	return list(ctx, db.staff.read, scan, `SELECT channel, day, who, place FROM posting ORDER BY seq`)
}

// NotePosting keeps a note of who posted a channel's link where.
func (db *DB) NotePosting(ctx context.Context, p fieldwork.Posting, e team.Entry) (err error) {
	defer wrap(&err, "noting a posting")
	return db.staffChange(ctx, e, func(ctx context.Context, conn *sql.Conn) error {
		_, err := conn.ExecContext(ctx, `INSERT INTO posting (channel, day, who, place) VALUES ($1, $2, $3, $4)`, p.Channel, p.Day, p.Who, p.Place)
		return err
	})
}
