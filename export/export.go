// Package export writes a cut as files for other programs: SPSS, Stata, Parquet,
// CSV with labels and scripts that load it, an Excel workbook, and DDI for
// archives, with a README and checksums.
//
// It knows which files belong together and what they are called. It does not
// know where they lie: the caller creates them. Nothing is left out or hidden,
// so what it writes is as confidential as the cut itself; what may leave the
// desk is decided elsewhere.
//
// The same cut and options give the same bytes. No clock is asked: where a
// format wants a date, it is the day of the last response.
package export

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"slices"
	"time"

	"sojourn/clean"
	"sojourn/dataset"
	"sojourn/format/ddi"
	"sojourn/instrument"
	"sojourn/study"
	"sojourn/study/phrasebook"
)

//go:embed words/*.yaml
var catalogs embed.FS

var book = phrasebook.MustOpen(catalogs, "words")

// A Format is a kind of files to be written.
type Format string

// The formats.
const (
	SAV      Format = "sav"
	ZSAV     Format = "zsav"
	DTA      Format = "dta"
	CSV      Format = "csv" // with labels, scripts and datapackage.json
	Workbook Format = "xlsx"
	Parquet  Format = "parquet"
	DDI      Format = "ddi" // a document and a question bank for each wave
)

// Formats are all of them in the order in which they are written.
var Formats = []Format{CSV, Parquet, SAV, ZSAV, DTA, Workbook, DDI}

// A Source is what is exported.
type Source struct {
	Study       *study.Study
	Cut         string // its hash
	Data        *dataset.Dataset
	Instruments map[study.WaveID]*instrument.Instrument
	Lineage     map[string]study.Text // by item: what changed between the waves
}

// Options say how it is exported.
type Options struct {
	Formats  []Format
	Language study.Lang  // of labels where a format holds one, and of the README
	DDI      ddi.Version // 2.5 if empty
	Raw      bool        // a CSV for programs alone, without the guard against formulas
}

// A File is one that was written.
type File struct {
	Name  string
	Bytes int64
	Hash  string // SHA-256 in hexadecimal digits
}

// A Target is a file that is being made. It ends with Keep, or with Drop where
// it could not be finished.
type Target interface {
	io.Writer
	Keep() error
	Drop()
}

// A Create begins a file of the given name.
type Create func(name string) (Target, error)

// Write writes the files and returns them with warnings that name the file and
// the variable. A format that cannot hold the data is passed over with a
// warning if others were asked for, and else is the error.
func Write(s Source, o Options, create Create) ([]File, study.Problems, error) {
	w := &writer{Source: s, Options: o, create: create, day: lastDay(s)}
	var err error
	if w.linked, err = linkedTables(s.Data); err != nil {
		return nil, nil, err
	}
	w.problems = misspelt(s.Data)
	for _, f := range Formats {
		if !slices.Contains(o.Formats, f) {
			continue
		}
		err := w.format(f)
		if err == nil && f != DDI {
			err = w.linkedFiles(f)
		}
		refusals := study.ProblemsOf(err)
		if err != nil && (len(refusals) == 0 || len(o.Formats) == 1) {
			return w.files, w.problems, err
		}
		for _, p := range refusals {
			p.Severity, p.What = study.Warning, fmt.Sprintf("%s is not written: %s", f, p.What)
			w.problems = append(w.problems, p)
		}
	}
	w.problems = gathered(w.problems)
	if err := w.readme(); err != nil {
		return w.files, w.problems, err
	}
	return w.files, w.problems, w.checksums()
}

// A writer is an export under way.
type writer struct {
	Source
	Options
	create   Create
	linked   []dataset.Linked
	part     string // of the name of a linked table's files; empty for the data themselves
	day      time.Time
	files    []File
	problems study.Problems
}

func (w *writer) format(f Format) error {
	switch f {
	case CSV:
		return w.csv()
	case Parquet:
		return w.parquet()
	case SAV, ZSAV:
		return w.spss(f)
	case DTA:
		return w.stata()
	case Workbook:
		return w.workbook()
	}
	return w.ddi()
}

// name is the name of a file of the study.
func (w *writer) name(ending string) string { return string(w.Study.ID) + w.part + ending }

// linkedTables are the tables of what was asked several times, such as every
// country lived in. In the data themselves the times stand side by side.
func linkedTables(d *dataset.Dataset) ([]dataset.Linked, error) {
	if !slices.ContainsFunc(d.Columns, func(c *dataset.Column) bool { return c.Repeated != nil }) {
		return nil, nil
	}
	return d.Tables(clean.PanelistColumn)
}

// linkedFiles writes the linked tables in a format, each in files of its own.
func (w *writer) linkedFiles(f Format) error {
	for _, t := range w.linked {
		table := *w
		table.Data, table.part, table.linked = t.Data, "-"+t.Name, nil
		err := table.format(f)
		w.files, w.problems = table.files, table.problems
		if err != nil {
			return err
		}
	}
	return nil
}

// file writes one file, noting its size and hash, and its warnings under its
// name. A file that is refused before its first byte is not made.
func (w *writer) file(name string, write func(io.Writer) (study.Problems, error)) error {
	out := &counter{create: func() (Target, error) { return w.create(name) }, sum: sha256.New()}
	problems, err := write(out)
	for _, p := range problems {
		w.note(name, p)
	}
	switch {
	case out.to != nil && err != nil:
		out.to.Drop()
		return err
	case err != nil:
		return err
	case out.to != nil:
		if err := out.to.Keep(); err != nil {
			return err
		}
	}
	w.files = append(w.files, File{name, out.n, hex.EncodeToString(out.sum.Sum(nil))})
	return nil
}

// A counter counts and hashes what passes through it into a file that it makes
// for the first byte.
type counter struct {
	create func() (Target, error)
	to     Target
	sum    hash.Hash
	n      int64
}

// Write passes b on.
func (c *counter) Write(b []byte) (int, error) {
	if c.to == nil {
		to, err := c.create()
		if err != nil {
			return 0, err
		}
		c.to = to
	}
	n, err := c.to.Write(b)
	c.sum.Write(b[:n])
	c.n += int64(n)
	return n, err
}

// lastDay is the day of the last response of the cut; the zero time if its
// variables do not tell.
func lastDay(s Source) time.Time {
	var last string
	for _, wave := range s.Study.Waves {
		c, err := s.Data.Column(dataset.InWave(clean.DayColumn, wave.Number))
		if err != nil || c.Kind != dataset.Words {
			continue
		}
		for row, m := range c.Missing {
			if m == dataset.Present {
				last = max(last, c.Texts[row])
			}
		}
	}
	return study.Day(last).Time()
}
