package staff

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"

	"sojourn/fieldwork"
	"sojourn/outreach"
	"sojourn/seal"
	"sojourn/study"
)

// source is the little that the team may see and change of the field's storage.
type source interface {
	Envelopes(ctx context.Context, wave study.WaveID, after int64, limit int) ([]seal.Envelope, error)
	Partials(ctx context.Context, wave study.WaveID, after string, limit int) ([]seal.Envelope, error)
	Heads(ctx context.Context) ([]seal.Chain, error)
	Counts(ctx context.Context) (started, finished map[seal.Header]int, err error)
	Tombstones(ctx context.Context, wave study.WaveID) ([]seal.Envelope, error)
	Withdrawals(ctx context.Context) ([]string, error)
	Withdraw(ctx context.Context, w fieldwork.Withdrawal) error
	Contacts(ctx context.Context, after string, limit int) ([]outreach.Sealed, error)
	TakeContacts(ctx context.Context, ids []string) error
	SealAnew(ctx context.Context, envelopes []seal.Envelope) (int, error)
	SealContactsAnew(ctx context.Context, contacts []outreach.SealedAnew) (int, error)
	Invite(ctx context.Context, wave study.WaveID, hashes []string) error
}

const (
	pageSize = 50      // envelopes read and sent at a time: a few megabytes at most
	maxLimit = 1 << 20 // envelopes in one answer, also where no limit is named
)

// envelopes serves GET /sync/waves/{wave}/envelopes?after=SEQ&limit=N: the
// envelopes of the wave's chain behind the place after, one JSON a line.
func envelopes(from source) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		wave, limit, err := place(r)
		if err != nil {
			return err
		}
		after, err := number(r, "after", 0, 0, 1<<62)
		if err != nil {
			return err
		}
		return stream(w, limit, func(n int) ([]seal.Envelope, error) {
			page, err := from.Envelopes(r.Context(), wave, after, n)
			if len(page) > 0 {
				after = page[len(page)-1].Seq
			}
			return page, err
		})
	}
}

// partials serves GET /sync/waves/{wave}/partials?after=KEY&limit=N: the
// partial envelopes of responses not finished, in the order of their keys.
func partials(from source) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		wave, limit, err := place(r)
		if err != nil {
			return err
		}
		after := r.URL.Query().Get("after")
		return stream(w, limit, func(n int) ([]seal.Envelope, error) {
			page, err := from.Partials(r.Context(), wave, after, n)
			if len(page) > 0 {
				after = page[len(page)-1].Key
			}
			return page, err
		})
	}
}

// head serves GET /sync/head: for each wave the number of envelopes in its
// chain and the last link.
func head(from source) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		heads, err := from.Heads(r.Context())
		if err != nil {
			return err
		}
		return writeLines(w, heads)
	}
}

// A count is one line of the counts.
type count struct {
	Wave     study.WaveID `json:"wave"`
	Channel  string       `json:"channel"`
	Lang     study.Lang   `json:"lang"`
	Day      study.Day    `json:"day"`
	Started  int          `json:"started"`
	Finished int          `json:"finished"`
	Out      bool         `json:"out,omitempty"`
}

// counts serves GET /sync/counts: responses started and, of those, finished;
// apart from them, those who were led out as ineligible.
func counts(from source) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		started, finished, err := from.Counts(r.Context())
		if err != nil {
			return err
		}
		var lines []count
		for h, n := range started {
			lines = append(lines, count{h.Wave, h.Channel, h.Lang, h.Day, n, finished[h], h.Out})
		}
		slices.SortFunc(lines, func(a, b count) int {
			return cmp.Or(cmp.Compare(a.Wave, b.Wave), cmp.Compare(a.Day, b.Day),
				cmp.Compare(a.Channel, b.Channel), cmp.Compare(a.Lang, b.Lang))
		})
		return writeLines(w, lines)
	}
}

// stream writes what next returns, page by page, up to limit lines. The
// time to send is counted by page: a whole wave over a slow line takes long.
func stream[T any](w http.ResponseWriter, limit int, next func(n int) ([]T, error)) error {
	control := http.NewResponseController(w)
	for {
		n := min(limit, pageSize)
		page, err := next(n)
		if err != nil {
			return err
		}
		if err := writeLines(w, page); err != nil {
			return err
		}
		limit -= len(page)
		if len(page) < n || limit == 0 {
			return nil
		}
		err = errors.Join(control.Flush(), control.SetWriteDeadline(time.Now().Add(patience)))
		if err != nil {
			return errGone
		}
	}
}

func writeLines[T any](w http.ResponseWriter, lines []T) error {
	w.Header().Set("Content-Type", "application/x-ndjson")
	enc := json.NewEncoder(w)
	for _, line := range lines {
		if err := enc.Encode(line); err != nil {
			return errGone // every line has a JSON form, so it was the sending
		}
	}
	return nil
}

// place reads which wave is asked for and how many envelopes.
func place(r *http.Request) (study.WaveID, int, error) {
	wave, err := strconv.ParseUint(r.PathValue("wave"), 10, 16)
	if err != nil {
		return 0, 0, errRequest
	}
	limit, err := number(r, "limit", maxLimit, 1, maxLimit)
	return study.WaveID(wave), int(limit), err
}

// number reads a number of the query, or standard where it is not given.
func number(r *http.Request, name string, standard, least, most int64) (int64, error) {
	text := r.URL.Query().Get(name)
	if text == "" {
		return standard, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < least || n > most {
		return 0, errRequest
	}
	return n, nil
}
