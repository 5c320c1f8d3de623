package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"sojourn/codebook"
	"sojourn/study"
	"sojourn/workspace"
)

// codebookCommand is "sojourn codebook".
type codebookCommand struct {
	Study     string `arg:"" help:"Study folder."`
	Out       string `required:"" placeholder:"DIR" help:"Where to write the pages."`
	Published bool   `help:"Hide groups below the thresholds of study.yaml, so that the book may leave."`
	PDF       bool   `name:"pdf" help:"Print the pages to PDF as well, if Chromium is installed."`
}

// Help shows examples.
func (codebookCommand) Help() string {
	return `Examples: sojourn codebook exile-panel --out codebook
          sojourn codebook exile-panel --published --pdf --out codebook

Every variable of the latest cut with its question, routing, answers, counts and reasons for empty cells, a page a language.
Without --published the book tells of everybody and stays with the team.`
}

// Run writes the pages.
func (k codebookCommand) Run(c console) error {
	p, err := openStudy(c, k.Study)
	if err != nil {
		return err
	}
	book, err := bookOf(p, k.Published)
	if err != nil {
		return err
	}
	files := map[string][]byte{}
	for _, lang := range codebook.Languages() {
		var page bytes.Buffer
		if err := book.WritePage(&page, lang); err != nil {
			return err
		}
		files[codebook.FileName(lang)] = page.Bytes()
	}
	if err := writeFiles(k.Out, files); err != nil {
		return err
	}
	c.printf("%s, %s: %s\n", counted(len(book.Entries), "variable"), counted(len(files), "language"), k.Out)
	if k.PDF {
		return printPages(c, k.Out, files)
	}
	return nil
}

// bookOf makes the codebook of the latest cut.
func bookOf(p *workspace.Project, published bool) (*codebook.Book, error) {
	cut, err := p.Cut("")
	if err != nil {
		return nil, err
	}
	if published {
		// Without variables of common categories: a sum of two groups, less the one that is shown, is the one that is hidden.
		return codebook.New(codebook.Source{Study: p.Study, Cut: cut.Hash, Data: cut.Data, Instruments: p.Instruments, Lineage: p.Lineage.Notes(), Logs: cut.Logs}, codebook.Published), nil
	}
	linked, err := p.Linked(cut)
	if err != nil {
		return nil, err
	}
	return codebook.New(codebook.Source{Study: p.Study, Cut: cut.Hash, Data: linked.Data, Instruments: p.Instruments, Lineage: linked.Notes, Logs: cut.Logs}, codebook.Team), nil
}

// printing is how long the browser may take for one page.
const printing = 5 * time.Minute

// printPages prints pages to PDF with a browser, without the net.
func printPages(c console, dir string, pages map[string][]byte) error {
	browser := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil && browser == "" {
			browser = path
		}
	}
	if browser == "" {
		return study.Problem{Severity: study.Error, Where: "codebook", What: "no Chromium is installed, so only the pages were written", Do: "install it, or print the pages from any browser"}
	}
	profile, err := os.MkdirTemp("", "sojourn-print-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(profile)
	for name := range pages {
		page, err := filepath.Abs(filepath.Join(dir, name))
		if err != nil {
			return err
		}
		pdf := page[:len(page)-len(filepath.Ext(page))] + ".pdf"
		ctx, cancel := context.WithTimeout(c.ctx, printing)
		args := []string{"--headless", "--disable-gpu", "--no-first-run", "--user-data-dir=" + profile, "--host-resolver-rules=MAP * ~NOTFOUND",
			"--no-pdf-header-footer", "--generate-pdf-document-outline", "--print-to-pdf=" + pdf}
		if os.Geteuid() == 0 {
			args = append(args, "--no-sandbox") // Chromium refuses to run as root with it
		}
		said, err := exec.CommandContext(ctx, browser, append(args, "file://"+page)...).CombinedOutput()
		cancel()
		if info, lacking := os.Stat(pdf); err != nil || lacking != nil || info.Size() == 0 {
			return fmt.Errorf("printing %s: %v: %s", name, err, said[max(0, len(said)-200):])
		}
	}
	c.printf("printed: %d PDF files\n", len(pages))
	return nil
}
