package workspace

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"

	"sojourn/handover"
	"sojourn/seal"
	"sojourn/seal/custody"
	"sojourn/study"
)

// A Parcel is what the desk hands to the mailroom, with the names under which
// the field keeps its contacts.
type Parcel struct {
	handover.ToMailroom
	At      []string // ids of the contacts at the field
	Refused []string // contacts that the key does not open, by their ids
}

// Parcel fetches the contacts that the field keeps, takes the outer seal off
// with the answers keys and adds the marks of those who finished the wave, and
// of those whose consent to be asked again, or for an interview, stands.
// What is inside a contact stays sealed to the contact key. The field keeps
// its contacts until [Field.Taken].
func (p *Project) Parcel(ctx context.Context, from Field, keys []custody.Identity, w study.WaveID) (Parcel, error) {
	parcel := Parcel{ToMailroom: handover.ToMailroom{Study: p.Study.ID, Wave: w}}
	err := from.contacts(ctx, func(id string, sealed []byte) {
		inner, err := custody.OpenClosed(sealed, keys...)
		if err != nil {
			parcel.Refused = append(parcel.Refused, fmt.Sprintf("contact %s: %s", id, errors.Unwrap(err)))
			return
		}
		parcel.Contacts, parcel.At = append(parcel.Contacts, inner), append(parcel.At, id)
	})
	if err != nil {
		return parcel, err
	}
	err = p.eachRecord(w, func(r record) {
		if r.Kind == seal.Final {
			parcel.Done = append(parcel.Done, handover.MarkOf(p.Study.ID, w, r.Response.Panelist))
		}
	})
	if err != nil {
		return parcel, err
	}
	if parcel.Agreed, err = p.agreement(); err != nil {
		return parcel, err
	}
	gone, err := p.Withdrawn()
	parcel.Gone = slices.Collect(maps.Keys(gone))
	return parcel, err
}

// contacts hands every sealed contact of the field to take.
func (f Field) contacts(ctx context.Context, take func(id string, sealed []byte)) error {
	for after := ""; ; {
		q := url.Values{"after": {after}, "limit": {strconv.Itoa(batch)}}
		body, err := f.get(ctx, "/sync/contacts?"+q.Encode())
		if err != nil {
			return err
		}
		n, err := eachContact(body, func(id string, sealed []byte) { after = id; take(id, sealed) })
		if err = errors.Join(err, body.Close()); err != nil || n < batch {
			return err
		}
	}
}

func eachContact(body io.Reader, take func(id string, sealed []byte)) (int, error) {
	dec := json.NewDecoder(bufio.NewReader(body))
	for n := 0; ; n++ {
		var c struct {
			ID     string `json:"id"`
			Sealed []byte `json:"sealed"`
		}
		switch err := dec.Decode(&c); {
		case errors.Is(err, io.EOF):
			return n, nil
		case err != nil:
			return n, errors.New("workspace: the field's answer breaks off; try again")
		}
		take(c.ID, c.Sealed)
	}
}

// Taken tells the field that the contacts of the ids are kept elsewhere now,
// so that it forgets them.
func (f Field) Taken(ctx context.Context, ids []string) error {
	for len(ids) > 0 {
		n := min(len(ids), batch)
		list, err := json.Marshal(ids[:n])
		if err != nil {
			return fmt.Errorf("workspace: %w", err)
		}
		body, err := f.send(ctx, http.MethodPost, "/sync/contacts/taken", bytes.NewReader(list))
		if err != nil {
			return err
		}
		body.Close()
		ids = ids[n:]
	}
	return nil
}

func outcomesName(w study.WaveID) []string {
	return []string{"outcomes", fmt.Sprintf("wave%d.jsonl", w)}
}

// KeepOutcomes keeps what the mailroom says became of its invitations, in
// place of what it said of the same wave before.
func (p *Project) KeepOutcomes(back handover.ToDesk) error {
	if _, err := p.Study.Wave(back.Wave); err != nil {
		return study.Problem{Severity: study.Error, Code: "handover", Where: "handover", What: fmt.Sprintf("the study has no wave %d", back.Wave),
			Do: "add the wave to " + study.File + " or name another file"}
	}
	var file bytes.Buffer
	if err := back.Write(&file); err != nil {
		return err
	}
	return p.write(file.Bytes(), outcomesName(back.Wave)...)
}

// Outcomes is what the mailroom said of the wave's invitations; empty if it
// said nothing yet.
func (p *Project) Outcomes(w study.WaveID) (handover.ToDesk, error) {
	file, err := os.Open(p.path(outcomesName(w)...))
	if errors.Is(err, fs.ErrNotExist) {
		return handover.ToDesk{Study: p.Study.ID, Wave: w}, nil
	}
	if err != nil {
		return handover.ToDesk{}, fmt.Errorf("workspace: %w", err)
	}
	defer file.Close()
	return handover.ReadToDesk(file, p.Study.ID)
}
