// Package bundle puts a release into one zip file that an archive takes and a
// reader understands without us: the data for Parquet, CSV, SPSS and Stata,
// the codebook and questionnaires, the descriptions for catalogues, what was
// done to protect people, and the sums by which a file is known to be whole.
//
// The same release gives the same bytes. The package does not decide what may
// leave, see release; it reads a bundle back and checks, from the released
// data alone, that what the release promised holds: see [Verify].
package bundle

import (
	"archive/zip"
	"bytes"
	"cmp"
	"crypto/sha256"
	"embed"
	"fmt"
	"io"
	"slices"
	"strings"

	"sojourn/clean"
	"sojourn/codebook"
	"sojourn/instrument"
	"sojourn/release"
	"sojourn/study"
	"sojourn/study/phrasebook"
)

//go:embed words
var catalogs embed.FS

var book = phrasebook.MustOpen(catalogs, "words")

// sums is the name of the file with the sums of all others.
const sums = "SHA256SUMS"

// A Source is what a bundle is made from.
type Source struct {
	Study          *study.Study
	Outcome        *release.Outcome
	Instruments    map[study.WaveID]*instrument.Instrument
	Questionnaires map[string][]byte // files as they stand in the study folder, by name
	Logs           []clean.Log
	Lineage        map[string]study.Text
}

// A File is one file of the bundle.
type File struct {
	Name string
	Data []byte
}

// sum is by what the file is known to be whole.
func (f File) sum() string { return fmt.Sprintf("%x", sha256.Sum256(f.Data)) }

// maker collects the files of a bundle.
type maker struct {
	Source
	book     *codebook.Book
	files    []File
	warnings study.Problems
}

// Files makes the files of the bundle, sorted by name. What could not be
// written as it is, or not at all, comes back as warnings. It is an error if the
// release may not leave beside former ones.
func Files(s Source) ([]File, study.Problems, error) {
	if err := s.Outcome.MayLeave(); err != nil {
		return nil, nil, err
	}
	m := &maker{Source: s}
	m.book = codebook.New(codebook.Source{Study: s.Study, Cut: s.Outcome.ID, Data: s.Outcome.Data, Instruments: s.Instruments, Lineage: s.Lineage}, codebook.Published)
	for _, step := range []func() error{m.data, m.documents, m.catalogues, m.account} {
		if err := step(); err != nil {
			return nil, m.warnings, err
		}
	}
	for name, data := range s.Questionnaires {
		m.put("questionnaire/"+name[strings.LastIndex(name, "/")+1:], data)
	}
	m.readme()
	slices.SortFunc(m.files, func(a, b File) int { return strings.Compare(a.Name, b.Name) })
	var list strings.Builder
	for _, f := range m.files {
		fmt.Fprintf(&list, "%s  %s\n", f.sum(), f.Name)
	}
	m.put(sums, []byte(list.String()))
	return m.files, m.warnings, nil
}

func (m *maker) put(name string, data []byte) { m.files = append(m.files, File{name, data}) }

// write puts what a writer writes.
func (m *maker) write(name string, by func(io.Writer) error) error {
	var out bytes.Buffer
	if err := by(&out); err != nil {
		return fmt.Errorf("bundle: %s: %w", name, err)
	}
	m.put(name, out.Bytes())
	return nil
}

// Write writes the files as a zip. Their time is that of the release, so that
// the same files give the same bytes.
func Write(w io.Writer, files []File, day study.Day) error {
	out := zip.NewWriter(w)
	for _, f := range files {
		entry, err := out.CreateHeader(&zip.FileHeader{Name: f.Name, Method: zip.Deflate, Modified: day.Time()})
		if err == nil {
			_, err = entry.Write(f.Data)
		}
		if err != nil {
			return fmt.Errorf("bundle: writing %s: %w", f.Name, err)
		}
	}
	if err := out.Close(); err != nil {
		return fmt.Errorf("bundle: %w", err)
	}
	return nil
}

// Day is the day that the files of a release bear: that of its publication, or
// the last of the field.
func Day(s *study.Study) study.Day {
	last := study.Day("")
	for _, w := range s.Waves {
		last = max(last, w.Closes())
	}
	return cmp.Or(s.About.Published, last, "1980-01-01")
}

// languages are those in which the bundle speaks: the program's own.
func languages() []study.Lang { return book.Languages() }
