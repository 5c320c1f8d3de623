package staff

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"sojourn/outreach"
	"sojourn/seal"
)

// A body is one line of the list by which the desk sees what is stored.
type body struct {
	Seq int64     `json:"seq"`
	Sum seal.Hash `json:"sum"` // of the body as it is stored now
}

// bodies serves GET /sync/waves/{wave}/bodies: the sums of all bodies of the
// wave's chain that are not withdrawn.
func bodies(from source) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		wave, limit, err := place(r)
		if err != nil {
			return err
		}
		after := int64(0)
		return stream(w, limit, func(n int) ([]body, error) {
			page, err := from.Envelopes(r.Context(), wave, after, n)
			lines := make([]body, len(page))
			for i, e := range page {
				after, lines[i].Seq = e.Seq, e.Seq
				if e.Kind != seal.Withdrawn {
					lines[i].Sum = seal.HashOf(e.Body)
				}
			}
			return lines, err
		})
	}
}

// maxAnew is the largest request with bodies, in bytes: those of some fifty
// envelopes, of which a very long one has a megabyte.
const maxAnew = 64 << 20

// anew serves POST /sync/anew: envelopes, one JSON a line, that the desk sealed
// to other keys.
func anew(from source) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		var all []seal.Envelope
		err := readLines(w, r, func(e seal.Envelope) error {
			finished := e.Kind == seal.Final || e.Kind == seal.Revision
			if !finished && e.Kind != seal.Partial || e.Wave < 1 || len(e.Body) == 0 || e.Was == (seal.Hash{}) {
				return errRequest
			}
			all = append(all, e)
			return nil
		})
		if err != nil {
			return err
		}
		n, err := from.SealAnew(r.Context(), all)
		if err != nil {
			return err
		}
		return writeLines(w, []int{n})
	}
}

// contactsAnew serves POST /sync/contacts/anew: contacts, one JSON a line, whose
// outer seal the desk made anew.
func contactsAnew(from source) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		var all []outreach.SealedAnew
		err := readLines(w, r, func(c outreach.SealedAnew) error {
			if !nameForm.MatchString(c.ID) || len(c.Sealed) == 0 {
				return errRequest
			}
			all = append(all, c)
			return nil
		})
		if err != nil {
			return err
		}
		n, err := from.SealContactsAnew(r.Context(), all)
		if err != nil {
			return err
		}
		return writeLines(w, []int{n})
	}
}

// readLines hands the JSON lines of a request to take.
func readLines[T any](w http.ResponseWriter, r *http.Request, take func(T) error) error {
	dec := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxAnew))
	for {
		var line T
		switch err := dec.Decode(&line); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return errRequest
		}
		if err := take(line); err != nil {
			return err
		}
	}
}
