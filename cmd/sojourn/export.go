package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"sojourn/export"
	"sojourn/format/ddi"
	"sojourn/study"
)

// exportCommand is "sojourn export".
type exportCommand struct {
	Study    string   `arg:"" help:"Study folder."`
	Cut      string   `default:"latest" help:"The cut: its name, its hash or the beginning of it, or latest."`
	Format   []string `default:"all" enum:"all,sav,zsav,dta,csv,xlsx,parquet,ddi" help:"What to write: all, or some of sav, zsav, dta, csv, xlsx, parquet, ddi."`
	Language string   `help:"Of the labels where a format holds one language; that of the study if not given."`
	DDI      string   `name:"ddi" default:"2.5" enum:"2.5,2.6" help:"Version of DDI-Codebook."`
	RawCSV   bool     `name:"raw-csv" help:"Leave texts that look like formulas as they are in the CSV, for programs alone."`
	Out      string   `required:"" placeholder:"DIR" help:"Where to write."`
}

// Help shows an example.
func (exportCommand) Help() string {
	return `Examples: sojourn export exile-panel --out files
          sojourn export exile-panel --format sav,dta --language ru --out files

Writes the cut for SPSS, Stata, R, Excel and archives, with labels and with the reasons for empty cells kept apart. What a
format cannot hold as it is comes as a warning that names the variable. These are answers: keep them at the desk.

Into the folder of an export before, it removes what that one wrote and this one does not, and names what is not its own.`
}

// Run writes the files.
func (k exportCommand) Run(c console) error {
	p, err := openStudy(c, k.Study)
	if err != nil {
		return err
	}
	lang := study.Lang(k.Language)
	if lang == "" {
		lang = p.Study.Default()
	}
	if !slices.Contains(p.Study.Languages, lang) {
		return study.Problem{Severity: study.Error, Where: "--language", What: fmt.Sprintf("the study has no texts in %q", lang), Do: fmt.Sprintf("choose one of %v", p.Study.Languages)}
	}
	hash, err := p.FindCut(k.Cut)
	if err != nil {
		return err
	}
	cut, err := p.Cut(hash)
	if err != nil {
		return err
	}
	linked, err := p.Linked(cut)
	if err != nil {
		return err
	}
	warn(c, linked.Left)
	source := export.Source{Study: p.Study, Cut: cut.Hash, Data: linked.Data, Instruments: p.Instruments, Lineage: linked.Notes}
	options := export.Options{Formats: k.formats(), Language: lang, DDI: ddi.Version(k.DDI), Raw: k.RawCSV}
	if err := os.MkdirAll(k.Out, 0o700); err != nil {
		return cannotWrite(k.Out)
	}
	began, before := time.Now(), formerExport(k.Out)
	files, problems, err := export.Write(source, options, func(name string) (export.Target, error) { return newExported(c, k.Out, name, &began) })
	warn(c, problems)
	if err != nil {
		return err
	}
	if err := clearFormer(c, k.Out, before, files); err != nil {
		return err
	}
	c.printf("%s of cut %.12s, %s, %s: %s\n", counted(len(files), "file"), cut.Hash, counted(linked.Data.Rows, "person"), counted(len(linked.Data.Columns), "variable"), k.Out)
	return nil
}

func (k exportCommand) formats() []export.Format {
	if slices.Contains(k.Format, "all") {
		return export.Formats
	}
	var formats []export.Format
	for _, f := range k.Format {
		formats = append(formats, export.Format(f))
	}
	return formats
}

// An exported is a file on its way to the disk. It gets its name when it is
// whole, so that a full disk or a pulled plug leaves no half file.
type exported struct {
	file *os.File
	bar  *bar
	path string
	end  *time.Time // of the file before; much of the work is done before the first byte
}

func newExported(c console, dir, name string, end *time.Time) (export.Target, error) {
	path := filepath.Join(dir, name)
	file, err := os.OpenFile(path+".part", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, cannotWrite(path)
	}
	e := &exported{file, newBar(c, name+", kB", 0), path, end}
	e.bar.began = *end
	return e, nil
}

// Write writes and tells how far it has come.
func (e *exported) Write(b []byte) (int, error) {
	n, err := e.file.Write(b)
	if err != nil {
		return n, study.Problem{Severity: study.Error, Where: e.path, What: "it cannot be written: " + plainCause(err), Do: "make room, or choose another place"}
	}
	e.bar.bytes(n)
	return n, nil
}

// Drop removes what was written.
func (e *exported) Drop() {
	e.file.Close()
	os.Remove(e.path + ".part")
}

// plainCause is what the system says without the path, which stands before it.
func plainCause(err error) string {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err.Error()
	}
	return err.Error()
}

// Keep gives the file its name.
func (e *exported) Keep() error {
	if err := errors.Join(e.file.Sync(), e.file.Close()); err != nil {
		return cannotWrite(e.path)
	}
	e.bar.end()
	*e.end = time.Now()
	if err := os.Rename(e.path+".part", e.path); err != nil {
		return cannotWrite(e.path)
	}
	return nil
}
