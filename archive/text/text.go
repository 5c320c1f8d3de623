// Package text takes the text out of saved copies: of a PDF page by page, of a
// page of the web without its script and frame.
//
// Copies come from strangers. A PDF is read in a child process that is stopped
// when it takes too long and may use no more than a set amount of memory and
// processor time; a page of the web is parsed and only what an allow-list names
// is kept.
package text

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"time"

	"github.com/ledongthuc/pdf"

	"sojourn/study"
)

// The limits of reading one copy.
const (
	mostText = 64 << 20 // bytes of text
	mostPage = 20000    // pages
)

// ChildCommand is the argument by which the program reads a PDF in a child of its own.
const ChildCommand = "read-pdf"

// A Reader reads the text of copies.
type Reader struct {
	Pdftotext string        // path of the program, or empty where it is not installed
	Self      string        // path of the program itself, to be called with ChildCommand and a file
	Patience  time.Duration // how long one PDF may take
}

// PDF returns the text of a PDF by page.
func (r Reader) PDF(ctx context.Context, file string) ([]string, error) {
	if r.Pdftotext != "" {
		pages, err := r.child(ctx, r.Pdftotext, "-q", "-enc", "UTF-8", file, "-")
		if err == nil && strings.TrimSpace(strings.Join(pages, "")) != "" {
			return pages, nil
		}
	}
	return r.child(ctx, r.Self, ChildCommand, file)
}

// child runs a program without environment or input and takes what it prints,
// pages apart by form feeds.
func (r Reader) child(ctx context.Context, name string, args ...string) ([]string, error) {
	ctx, cancel := context.WithTimeout(ctx, r.Patience)
	defer cancel()
	var out limited
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env, cmd.Stdout, cmd.WaitDelay = []string{"LC_ALL=C.UTF-8", "GOMEMLIMIT=512MiB"}, &out, time.Second
	if err := cmd.Run(); err != nil {
		why := "it is damaged or locked"
		switch {
		case ctx.Err() != nil:
			why = fmt.Sprintf("reading it took longer than %s", r.Patience)
		case out.full:
			why = "it holds more text than 64 MB"
		}
		return nil, study.Problem{Severity: study.Warning, Code: "no-text", What: "no text can be taken out of the PDF: " + why, Do: "attach a copy that can be read"}
	}
	return pagesOf(out.String()), nil
}

// limited keeps up to mostText bytes and then fails.
type limited struct {
	bytes.Buffer
	full bool
}

// Write keeps p.
func (l *limited) Write(p []byte) (int, error) {
	if l.Len()+len(p) > mostText {
		l.full = true
		return 0, errors.New("more text than is kept")
	}
	return l.Buffer.Write(p)
}

// Child reads a PDF and prints its pages: the whole of what the child process
// does. A PDF that makes the reader panic ends the child and nothing else.
func Child(file string, out io.Writer) error {
	limit()
	f, doc, err := pdf.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	for n := 1; n <= min(doc.NumPage(), mostPage); n++ {
		page, err := doc.Page(n).GetPlainText(nil)
		if err != nil {
			page = "" // one page that cannot be read does not hide the others
		}
		if _, err := io.WriteString(out, page+"\f"); err != nil {
			return err
		}
	}
	return nil
}

// Find says where pdftotext is, or nothing.
func Find() string {
	path, err := exec.LookPath("pdftotext")
	if err != nil {
		return ""
	}
	return path
}

// Standard is the reader of the installed program.
func Standard() (Reader, error) {
	self, err := os.Executable()
	if err != nil {
		return Reader{}, fmt.Errorf("text: %w", err)
	}
	return Reader{Pdftotext: Find(), Self: self, Patience: time.Minute}, nil
}

// broken is a word parted by a hyphen at the end of a line.
var broken = regexp.MustCompile(`(\p{L})[-\x{00ad}]\n(\p{Ll})`)

// pagesOf splits at form feeds and joins words that a line break parted.
func pagesOf(s string) []string {
	s = strings.ToValidUTF8(strings.ReplaceAll(s, "\r\n", "\n"), "")
	pages := strings.Split(strings.TrimSuffix(s, "\f"), "\f")
	for i := range pages {
		pages[i] = strings.TrimSpace(broken.ReplaceAllString(pages[i], "$1$2"))
	}
	return pages
}
