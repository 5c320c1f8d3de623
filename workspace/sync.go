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
	"os"
	"path/filepath"

	"sojourn/seal"
	"sojourn/study"
)

// Synced says what one sync brought.
type Synced struct {
	Wave     study.WaveID
	New      int      // finished envelopes that were not here before
	All      int      // finished envelopes now here
	Partial  int      // responses under way or broken off, as of this sync
	Breaks   []string // where the hash chain does not hold
	Verified seal.Hash
}

// batch is how many envelopes are asked for at a time: a few MB, so that a
// broken line loses little and memory stays flat.
const batch = 500

// Progress is told how much of a wave is done, and of how much.
type Progress func(w study.WaveID, done, of int)

// Sync fetches what the field has and this workspace has not, wave by wave,
// verifies the hash chain and keeps the envelopes closed. It goes on where the
// last one stopped, however that ended. Progress, if not nil, is called after
// every batch.
func (p *Project) Sync(ctx context.Context, from Field, progress Progress) ([]Synced, error) {
	heads, err := from.heads(ctx)
	if err != nil {
		return nil, err
	}
	var all []Synced
	for _, w := range p.Study.Waves {
		head := heads[w.Number]
		head.Wave = w.Number
		s, err := p.syncWave(ctx, from, head, progress)
		if err != nil {
			return all, err
		}
		all = append(all, s)
	}
	return all, nil
}

func (p *Project) syncWave(ctx context.Context, from Field, head seal.Chain, progress Progress) (Synced, error) {
	w := head.Wave
	v := verifier{Synced: Synced{Wave: w}, chain: seal.Chain{Wave: w}}
	var err error
	if v.anew, err = p.anewLog(); err != nil {
		return v.Synced, err
	}
	if err := p.eachEnvelope(w, func(e seal.Envelope) error { v.take(e); return nil }); err != nil {
		return v.Synced, err
	}
	v.shrunk(head)
	if err := p.fetch(ctx, from, &v, int(head.Seq), progress); err != nil {
		return v.Synced, err
	}
	v.Verified = v.chain.Head
	v.strange()
	if v.Partial, err = p.syncPartials(ctx, from, w); err != nil {
		return v.Synced, err
	}
	return v.Synced, p.note(w, func(s *Status) {
		s.Finished, s.Partial, s.Breaks = v.All, v.Partial, v.Breaks
	})
}

// fetch asks for what follows the chain until nothing more does.
func (p *Project) fetch(ctx context.Context, from Field, v *verifier, of int, progress Progress) error {
	file, err := p.appendTo(v.Wave)
	if err != nil {
		return err
	}
	defer file.Close()
	for {
		before, place := v.All, v.chain.Seq
		err := from.envelopes(ctx, v.Wave, place, batch, func(e seal.Envelope) error {
			v.take(e)
			return writeEnvelope(file, e)
		})
		if err := errors.Join(err, file.Flush()); err != nil {
			return err
		}
		v.New += v.All - before
		if progress != nil {
			progress(v.Wave, v.All, max(of, v.All))
		}
		if v.All-before < batch || v.chain.Seq == place {
			return nil
		}
	}
}

// A verifier follows the chain of a wave and notes where it does not hold.
type verifier struct {
	Synced
	chain    seal.Chain
	anew     map[anewKey]seal.Hash
	foreign  int   // envelopes sealed anew, and not here
	foreign1 int64 // place of the first
}

func (v *verifier) take(e seal.Envelope) {
	var broken *seal.Break
	if err := v.chain.Verify(e); errors.As(err, &broken) {
		v.Breaks = append(v.Breaks, broken.Error())
		v.chain.Skip(e)
	}
	if _, ours := v.anew[anewKey{e.Wave, e.Seq, seal.HashOf(e.Body)}]; e.Was != (seal.Hash{}) && !ours {
		if v.foreign++; v.foreign == 1 {
			v.foreign1 = e.Seq
		}
	}
	v.All++
}

// strange notes envelopes whose bodies another desk sealed anew, or somebody
// else: the chain binds their first bodies and says nothing of these.
func (v *verifier) strange() {
	if v.foreign > 0 {
		v.Breaks = append(v.Breaks, fmt.Sprintf("wave %d: sealed anew, and not by this desk: %s from number %d on; "+
			"copy %s/%s from the desk that did it, or compare the field with its backup", v.Wave, study.Counted(v.foreign, "envelope"), v.foreign1, private, anewFile))
	}
}

// shrunk notes a field whose chain does not reach as far as what is here, or
// not by the same way: it was set back to an older state, or written anew. What
// it takes in under numbers that are here already would never be fetched.
func (v *verifier) shrunk(head seal.Chain) {
	what := ""
	switch {
	case head.Seq < v.chain.Seq:
		what = fmt.Sprintf("the field's chain ends with number %d, here it ends with %d; the field was set back to an older state", head.Seq, v.chain.Seq)
	case head.Seq == v.chain.Seq && head.Head != v.chain.Head:
		what = "the field's chain has another end than the one here; it was written anew"
	default:
		return
	}
	v.Breaks = append(v.Breaks, (&seal.Break{Wave: v.Wave, Seq: head.Seq, What: what}).Error())
}

// syncPartials replaces the partial envelopes by those the field has now: they
// change with every page somebody saves and are in no chain.
func (p *Project) syncPartials(ctx context.Context, from Field, w study.WaveID) (int, error) {
	var buf bytes.Buffer
	n, after := 0, ""
	for {
		before := n
		err := from.partials(ctx, w, after, batch, func(e seal.Envelope) error {
			n++
			after = e.Key
			return writeEnvelope(&buf, e)
		})
		if err != nil {
			return n, err
		}
		if n-before < batch {
			break
		}
	}
	return n, p.write(buf.Bytes(), partialName(w)...)
}

func finishedName(w study.WaveID) []string {
	return []string{"envelopes", fmt.Sprintf("wave%d.jsonl", w)}
}

func partialName(w study.WaveID) []string {
	return []string{"envelopes", fmt.Sprintf("wave%d-partial.jsonl", w)}
}

// eachEnvelope hands the finished envelopes of a wave to take, in the order of
// the chain. A last line that a crash cut short is dropped from the file: the
// field still has that envelope.
func (p *Project) eachEnvelope(w study.WaveID, take func(seal.Envelope) error) error {
	name := p.path(finishedName(w)...)
	whole, err := eachLine(name, take)
	if err != nil {
		return err
	}
	info, err := os.Stat(name)
	if err != nil || info.Size() == whole {
		return nil // there is no file yet, or it ends with a whole line
	}
	if err := os.Truncate(name, whole); err != nil {
		return fmt.Errorf("workspace: %w", err)
	}
	return nil
}

// eachLine hands each envelope of a file to take and returns the length of the
// part that consists of whole lines. A file that is not there has none.
func eachLine(name string, take func(seal.Envelope) error) (int64, error) {
	file, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("workspace: %w", err)
	}
	defer file.Close()
	lines := bufio.NewReaderSize(file, 1<<20)
	var whole int64
	for row := 1; ; row++ {
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return whole, nil
		}
		if err != nil {
			return whole, fmt.Errorf("workspace: %w", err)
		}
		var e seal.Envelope
		if err := json.Unmarshal(line, &e); err != nil {
			return whole, study.Problem{Severity: study.Error, Code: "envelope-file", Where: filepath.Base(name), Row: row,
				What: "this line is not an envelope", Do: "remove the file and sync again; the field still has its content"}
		}
		if err := take(e); err != nil {
			return whole, err
		}
		whole += int64(len(line))
	}
}

// A growing file takes lines at its end and is durable after Flush.
type growing struct {
	*bufio.Writer
	file *os.File
}

func (p *Project) appendTo(w study.WaveID) (*growing, error) {
	name := p.path(finishedName(w)...)
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return nil, fmt.Errorf("workspace: %w", err)
	}
	file, err := os.OpenFile(name, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("workspace: %w", err)
	}
	return &growing{bufio.NewWriterSize(file, 1<<20), file}, nil
}

// Flush writes what is buffered through to the disk.
func (g *growing) Flush() error { return errors.Join(g.Writer.Flush(), g.file.Sync()) }

// Close closes the file; what was not flushed is lost, and fetched again.
func (g *growing) Close() error { return g.file.Close() }

func writeEnvelope(to interface{ Write([]byte) (int, error) }, e seal.Envelope) error {
	line, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("workspace: %w", err)
	}
	_, err = to.Write(append(line, '\n'))
	return err
}
