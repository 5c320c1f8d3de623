package workspace

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"

	"sojourn/fieldwork"
	"sojourn/seal"
	"sojourn/seal/custody"
	"sojourn/study"
)

// A record is one opened response as the workspace keeps it.
type record struct {
	Key      string             `json:"key"`
	Kind     seal.Kind          `json:"kind"`
	Body     seal.Hash          `json:"body"` // of the envelope's first body: what this was opened from
	Response fieldwork.Response `json:"response"`
}

// Opened says what opening the envelopes of a wave gave.
type Opened struct {
	Wave     study.WaveID
	Finished int
	Partial  int
	Out      int      // notes of people who were led out
	New      int      // finished and partial responses of which nothing was open before
	Refused  []string // envelopes that could not be opened: place and cause
}

// OpenEnvelopes opens with the answers keys, one for each time the study
// changed its key, whatever is not open yet. One bad
// envelope is listed and skipped and never stops the others; what was opened
// of it before stays. If not one of a wave's envelopes opens, the key is the
// wrong one, and that is an error, told after the other waves are done.
func (p *Project) OpenEnvelopes(keys []custody.Identity, progress Progress) ([]Opened, error) {
	var all []Opened
	var wrong error
	for _, w := range p.Study.Waves {
		o, err := p.openWave(keys, w.Number, progress)
		var key study.Problem
		switch {
		case errors.As(err, &key) && key.Code == wrongKey:
			wrong = errors.Join(wrong, err)
			continue
		case err != nil:
			return all, errors.Join(wrong, err)
		}
		all = append(all, o)
	}
	return all, wrong
}

// wrongKey is the code of the problem that no envelope of a wave opens.
const wrongKey = "answers-key"

func (p *Project) openWave(keys []custody.Identity, w study.WaveID, progress Progress) (Opened, error) {
	result := Opened{Wave: w}
	of, err := p.closed(w)
	if err != nil {
		return result, err
	}
	known := map[seal.Hash]record{}
	if err := p.eachRecord(w, func(r record) { known[r.Body] = r }); err != nil {
		return result, err
	}
	var records []record
	shut := map[string]bool{}
	take := func(r record, refused string) {
		if refused != "" {
			result.Refused = append(result.Refused, refused)
			shut[r.of()] = true
			return
		}
		records = append(records, r)
		if progress != nil && len(records)%200 == 0 {
			progress(w, len(records), max(of, len(records)))
		}
	}
	if err := openAll(p.envelopesOf(w), keys, known, take); err != nil {
		return result, err
	}
	if len(records) == 0 && len(result.Refused) > 0 {
		return result, study.Problem{Severity: study.Error, Code: wrongKey, Where: fmt.Sprintf("wave %d", w),
			What: fmt.Sprintf("none of %s could be opened: %s", study.Counted(len(result.Refused), "envelope"), result.Refused[0]),
			Do:   "use the answers key whose fingerprint stands in the study; the envelopes are unharmed"}
	}
	records = result.count(append(records, kept(records, known, shut)...), known)
	if progress != nil {
		progress(w, len(records), len(records))
	}
	if err := p.writeRecords(w, records); err != nil {
		return result, err
	}
	return result, p.note(w, func(s *Status) { s.Opened, s.Refused = len(records), result.Refused })
}

// of tells a response and its kind from others.
func (r record) of() string { return r.Key + " " + string(r.Kind) }

// kept are the records of an earlier opening whose envelope is there and does
// not open now, as where the key has changed and somebody went on answering.
func kept(records []record, known map[seal.Hash]record, shut map[string]bool) []record {
	if len(shut) == 0 {
		return nil
	}
	open := map[seal.Hash]bool{}
	for _, r := range records {
		open[r.Body] = true
	}
	var former []record
	for body, r := range known {
		if shut[r.of()] && !open[body] {
			former = append(former, r)
		}
	}
	return former
}

// count counts the records and drops what is partial of a response that was
// finished meanwhile.
func (o *Opened) count(records []record, known map[seal.Hash]record) []record {
	finished, before := map[string]bool{}, map[string]bool{}
	for _, r := range known {
		before[r.Key] = true
	}
	once := func(r record, of *int) {
		*of++
		if !before[r.Key] {
			o.New++
		}
	}
	for _, r := range records {
		switch {
		case r.Kind == seal.Partial, finished[r.Key]: // the latter is a revision
			continue
		case r.Response.Out != "":
			o.Out++
		default:
			once(r, &o.Finished)
		}
		finished[r.Key] = true
	}
	return slices.DeleteFunc(records, func(r record) bool {
		if r.Kind != seal.Partial {
			return false
		}
		if !finished[r.Key] {
			once(r, &o.Partial)
		}
		return finished[r.Key]
	})
}

// closed is how many envelopes of a wave are here as of the last sync.
func (p *Project) closed(w study.WaveID) (int, error) {
	all, err := p.Status()
	for _, s := range all {
		if s.Wave == w {
			return s.Finished + s.Partial, err
		}
	}
	return 0, err
}

// envelopesOf hands out the finished envelopes of a wave and then the partial ones.
func (p *Project) envelopesOf(w study.WaveID) func(func(seal.Envelope) error) error {
	return func(take func(seal.Envelope) error) error {
		err := p.eachEnvelope(w, func(e seal.Envelope) error {
			if e.Kind == seal.Withdrawn {
				return nil
			}
			return take(e)
		})
		if err != nil {
			return err
		}
		_, err = eachLine(p.path(partialName(w)...), take)
		return err
	}
}

// openAll opens envelopes on all processors and gives the results in order.
func openAll(each func(func(seal.Envelope) error) error, keys []custody.Identity, known map[seal.Hash]record, take func(r record, refused string)) error {
	type result struct {
		record  record
		refused string
	}
	const chunk = 512
	envelopes := make([]seal.Envelope, 0, chunk)
	results := make([]result, chunk)
	flush := func() {
		var wg sync.WaitGroup
		workers := runtime.GOMAXPROCS(0)
		for k := range workers {
			wg.Go(func() {
				for i := k; i < len(envelopes); i += workers {
					e := envelopes[i]
					hash := e.First() // sealed anew it is the same response
					if r, ok := known[hash]; ok && r.Key == e.Key && r.Kind == e.Kind {
						results[i] = result{record: r}
						continue
					}
					r, err := openOne(e, keys)
					r.Body = hash
					results[i] = result{record: r}
					if err != nil {
						results[i].refused = err.Error()
					}
				}
			})
		}
		wg.Wait()
		for i := range envelopes {
			take(results[i].record, results[i].refused)
		}
		envelopes = envelopes[:0]
	}
	err := each(func(e seal.Envelope) error {
		if envelopes = append(envelopes, e); len(envelopes) == chunk {
			flush()
		}
		return nil
	})
	flush()
	return err
}

// openOne opens one envelope. Its error says which one and why, and nothing
// of what is inside.
func openOne(e seal.Envelope, keys []custody.Identity) (record, error) {
	r := record{Key: e.Key, Kind: e.Kind}
	which := fmt.Sprintf("envelope %d of wave %d", e.Seq, e.Wave)
	if e.Kind == seal.Partial { // outside the chain, and so without a number
		which = fmt.Sprintf("a partial response of wave %d", e.Wave)
	}
	header, plain, err := custody.Open(e, keys...)
	if err != nil {
		return r, fmt.Errorf("%s: %w", which, errors.Unwrap(err))
	}
	if err := json.Unmarshal(plain, &r.Response); err != nil {
		return r, fmt.Errorf("%s: its content is not a response of a version this program reads", which)
	}
	if r.Response.Wave != header.Wave || r.Response.Study != header.Study {
		return r, fmt.Errorf("%s: its content belongs to another wave or study", which)
	}
	return r, nil
}

func openedName(w study.WaveID) []string { return []string{"opened", fmt.Sprintf("wave%d.jsonl", w)} }

// writeRecords keeps the opened responses sorted by day and pseudonym, so that
// what follows does not depend on the order of arrival.
func (p *Project) writeRecords(w study.WaveID, records []record) error {
	slices.SortFunc(records, func(a, b record) int {
		return strings.Compare(a.place(), b.place())
	})
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	for _, r := range records {
		if err := enc.Encode(r); err != nil {
			return errors.New("workspace: a response cannot be written down")
		}
	}
	return p.write(buf.Bytes(), openedName(w)...)
}

func (r record) place() string {
	return string(r.Response.Day) + " " + string(r.Response.Panelist) + " " + string(r.Kind) + " " + r.Key
}

// eachRecord hands the opened responses of a wave to take; none if nothing was
// opened yet.
func (p *Project) eachRecord(w study.WaveID, take func(record)) error {
	file, err := os.Open(p.path(openedName(w)...))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("workspace: %w", err)
	}
	defer file.Close()
	dec := json.NewDecoder(bufio.NewReaderSize(file, 1<<20))
	for {
		var r record
		switch err := dec.Decode(&r); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return study.Problem{Severity: study.Error, Code: "opened-file", Where: strings.Join(openedName(w), "/"),
				What: "the opened answers cannot be read", Do: "remove the file and open the envelopes again"}
		}
		take(r)
	}
}
