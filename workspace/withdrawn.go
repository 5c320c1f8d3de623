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
	"net/http"
	"os"
	"slices"
	"strings"

	"sojourn/fieldwork"
	"sojourn/handover"
	"sojourn/seal"
	"sojourn/study"
)

// Forgotten says what the desk dropped because people took it back.
type Forgotten struct {
	Responses int // opened responses
	Envelopes int // closed ones
}

// Forget drops what was withdrawn at the field since: closed and opened
// responses, of those who withdrew altogether in all waves. Responses that the
// field could not find by itself, because only an opened one tells whose it
// is, are erased there too, and so are answers from elsewhere at the desk. Cuts made before stay as they are; the next one
// lacks these people.
func (p *Project) Forget(ctx context.Context, from Field) (Forgotten, error) {
	var f Forgotten
	marks, err := p.fetchMarks(ctx, from)
	if err != nil {
		return f, err
	}
	linked, err := p.linkedTo(marks)
	if err != nil {
		return f, err
	}
	for _, w := range p.Study.Waves {
		if err := p.forgetWave(ctx, from, w.Number, marks, &f); err != nil {
			return f, err
		}
	}
	return f, p.forgetImported(marks, linked, &f)
}

func (p *Project) forgetWave(ctx context.Context, from Field, w study.WaveID, marks map[handover.Mark]bool, f *Forgotten) error {
	gone := map[string]bool{} // response keys
	err := from.stream(ctx, fmt.Sprintf("/sync/waves/%d/tombstones", w), func(e seal.Envelope) error {
		gone[e.Key] = true
		return nil
	})
	if err != nil {
		return err
	}
	known := len(gone)
	var kept []record
	var unknown []fieldwork.ResponseName
	err = p.eachRecord(w, func(r record) {
		if !gone[r.Key] && marks[handover.MarkOf(p.Study.ID, 0, r.Response.Panelist)] {
			gone[r.Key] = true
			unknown = append(unknown, fieldwork.ResponseName{Wave: w, Key: r.Key})
		}
		if gone[r.Key] {
			f.Responses++
			return
		}
		kept = append(kept, r)
	})
	if err != nil || len(gone) == 0 {
		return err
	}
	if len(gone) > known {
		if err := from.erase(ctx, unknown); err != nil {
			return err
		}
	}
	n, err := p.buryEnvelopes(w, gone)
	if err != nil || n == 0 && len(unknown) == 0 {
		return err
	}
	f.Envelopes += n
	if err := p.writeRecords(w, kept); err != nil {
		return err
	}
	return p.note(w, func(s *Status) { s.Opened = len(kept) })
}

// buryEnvelopes puts tombstones in the place of a wave's finished envelopes of
// the given keys, drops partial ones, and says how many there were.
func (p *Project) buryEnvelopes(w study.WaveID, gone map[string]bool) (int, error) {
	buried := 0
	for _, name := range [][]string{finishedName(w), partialName(w)} {
		var file bytes.Buffer
		_, err := eachLine(p.path(name...), func(e seal.Envelope) error {
			if gone[e.Key] && e.Kind != seal.Withdrawn {
				buried++
				if e.Kind == seal.Partial {
					return nil
				}
				leaf := seal.Leaf(e)
				e = seal.Envelope{Wave: e.Wave, Seq: e.Seq, Key: e.Key, Kind: seal.Withdrawn, Body: leaf[:], Link: e.Link}
			}
			return writeEnvelope(&file, e)
		})
		if err != nil {
			return buried, err
		}
		if buried > 0 {
			if err := p.write(file.Bytes(), name...); err != nil {
				return buried, err
			}
		}
	}
	return buried, nil
}

const marksFile = "withdrawals"

// fetchMarks asks the field for the marks of those who withdrew and adds them
// to those known here: a field that was set back to an older copy must not
// bring anybody back.
func (p *Project) fetchMarks(ctx context.Context, from Field) (map[handover.Mark]bool, error) {
	marks, err := p.Withdrawn()
	if err != nil {
		return nil, err
	}
	body, err := from.get(ctx, "/sync/withdrawals")
	if err != nil {
		return nil, err
	}
	defer body.Close()
	dec := json.NewDecoder(bufio.NewReader(body))
	for {
		var m handover.Mark
		err := dec.Decode(&m)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, errors.New("workspace: the field's answer breaks off; try again")
		}
		marks[m] = true
	}
	var lines strings.Builder
	all := make([]string, 0, len(marks))
	for m := range marks {
		all = append(all, string(m))
	}
	slices.Sort(all)
	for _, m := range all {
		lines.WriteString(m + "\n")
	}
	return marks, p.write([]byte(lines.String()), marksFile)
}

// Withdrawn are the marks, in no wave, of those who withdrew as of the last sync.
func (p *Project) Withdrawn() (map[handover.Mark]bool, error) {
	marks := map[handover.Mark]bool{}
	data, err := os.ReadFile(p.path(marksFile))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("workspace: %w", err)
	}
	for m := range strings.FieldsSeq(string(data)) {
		marks[handover.Mark(m)] = true
	}
	return marks, nil
}

// Buried names the responses that were withdrawn as of the last sync.
func (p *Project) Buried() ([]fieldwork.ResponseName, error) {
	var all []fieldwork.ResponseName
	for _, w := range p.Study.Waves {
		err := p.eachEnvelope(w.Number, func(e seal.Envelope) error {
			if e.Kind == seal.Withdrawn {
				all = append(all, fieldwork.ResponseName{Wave: w.Number, Key: e.Key})
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

// erase has the field erase responses that the desk found.
func (f Field) erase(ctx context.Context, names []fieldwork.ResponseName) error {
	for some := range slices.Chunk(names, batch) {
		list, err := json.Marshal(some)
		if err != nil {
			return fmt.Errorf("workspace: %w", err)
		}
		body, err := f.send(ctx, http.MethodPost, "/sync/erase", bytes.NewReader(list))
		if err != nil {
			return err
		}
		body.Close()
	}
	return nil
}
