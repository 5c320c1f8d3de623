package main

import (
	"os"

	"sojourn/study"
)

// cutLongCommand is "sojourn cut long".
type cutLongCommand struct {
	Study string `arg:"" help:"Study folder."`
	Cut   string `arg:"" optional:"" default:"latest" help:"Hash, beginning of a hash, or name of a cut."`
	Out   string `required:"" placeholder:"DIR" help:"Where to write the files. It must not exist yet."`
}

// Help shows an example.
func (cutLongCommand) Help() string {
	return `Example: sojourn cut long exile-panel report-2024 --out long-2024

Writes wide.parquet (a row a person), long.parquet (a row a person and wave) and a table for every repeat. The pseudonyms
are the same in all files and cuts made at this desk and are not those inside the sealed answers. The files hold answers:
they are not anonymous. What goes to others is made with care for single persons, see docs/security.md.`
}

// Run writes the files.
func (k cutLongCommand) Run(c console) error {
	p, err := openStudy(c, k.Study)
	if err != nil {
		return err
	}
	cut, err := p.Cut(k.Cut)
	if err != nil {
		return err
	}
	if _, err := os.Stat(k.Out); err == nil {
		return study.Problem{Where: k.Out, What: "there is something already", Do: "name a directory that does not exist"}
	}
	l, err := p.Longitudinal(cut)
	if err != nil {
		return err
	}
	warn(c, l.Notes)
	files, err := l.Files()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(k.Out, 0o700); err != nil {
		return cannotWrite(k.Out)
	}
	if err := writeFiles(k.Out, files); err != nil {
		return err
	}
	c.printf("cut %s in %s: %s, %s in long form", cut.Hash[:12], k.Out, counted(l.Wide.Rows, "person"), counted(l.Long.Rows, "response"))
	for _, t := range l.Tables {
		c.printf(", %s %s", t.Name, counted(t.Data.Rows, "row"))
	}
	c.printf("\n")
	return nil
}
