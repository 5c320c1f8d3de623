package archive

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"sojourn/archive/fetch"
	"sojourn/library"
	"sojourn/study"
)

// The media types of copies that the program knows.
const (
	mediaPDF  = "application/pdf"
	mediaHTML = "text/html"
	mediaWACZ = "application/wacz"
)

// endings by media type; a copy of another type ends in .bin and is only kept.
var endings = map[string]string{mediaPDF: ".pdf", mediaHTML: ".html", mediaWACZ: ".wacz"}

// CopyName is the name of a copy's file, under [library.CopiesDir].
func CopyName(c library.Copy) string {
	if ending, ok := endings[c.Media]; ok {
		return c.Hash + ending
	}
	return c.Hash + ".bin"
}

// CopyPath is where a copy lies.
func (l *Library) CopyPath(c library.Copy) string {
	return filepath.Join(l.Dir, filepath.FromSlash(library.CopiesDir), CopyName(c))
}

// mostAttached is what a file to attach may weigh.
const mostAttached = 1 << 30

// Attach keeps a local file as a copy of an edition of a work: the edition in the
// language, or the only one. The file is known by its hash and kept once.
func (l *Library) Attach(id library.ID, lang study.Lang, path string, today library.Date) (library.Copy, error) {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return library.Copy{}, study.Problem{Severity: study.Error, Code: "not-there", Where: path, What: "it is no file that can be read", Do: "check the name"}
	}
	if info.Size() > mostAttached {
		return library.Copy{}, study.Problem{Severity: study.Error, Code: "too-large", Where: path, What: "the file is larger than 1 GB", Do: "keep it elsewhere and link to it"}
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return library.Copy{}, fmt.Errorf("archive: %w", err)
	}
	return l.AttachData(id, lang, filepath.Base(path), data, today)
}

// AttachData keeps the content of a file of the given name, as [Library.Attach] does.
func (l *Library) AttachData(id library.ID, lang study.Lang, name string, data []byte, today library.Date) (library.Copy, error) {
	c := library.Copy{Hash: Hash(data), Media: sniff(data), Size: int64(len(data)), Saved: today, From: "file " + name}
	if err := misnamed(name, c); err != nil {
		return library.Copy{}, err
	}
	err := l.Amend(id, func(w *library.Work) error {
		at, err := editionFor(w, lang)
		if err != nil {
			return err
		}
		for _, have := range w.Copies() {
			if have.Hash == c.Hash {
				c = have
				return l.keep(have, data)
			}
		}
		w.Editions[at].Copies = append(w.Editions[at].Copies, c)
		return l.keep(c, data)
	})
	if errors.Is(err, study.ErrNotFound) {
		err = study.Problem{Severity: study.Error, Code: "no-work", Where: id.File(), What: "there is no such work", Do: "see the names with: sojourn library list"}
	}
	return c, err
}

// misnamed returns a problem where a file is empty, or called a PDF and none: what
// a server sends in the place of a paper when it wants somebody to log in.
func misnamed(name string, c library.Copy) error {
	p := study.Problem{Severity: study.Error, Code: "no-pdf", Where: name, What: "the file is called .pdf and is none", Do: "open it to see what it is, and fetch the paper again"}
	switch {
	case c.Size == 0:
		p.What, p.Do = "the file is empty", "fetch it again"
	case c.Media == mediaPDF || !strings.EqualFold(filepath.Ext(name), ".pdf"):
		return nil
	case c.Media == mediaHTML:
		p.What, p.Do = "the file is called .pdf and is a web page", "open it in a browser: often it asks to log in; fetch the paper again, or call the file .html to keep the page"
	}
	return p
}

// editionFor finds the edition in the language; a work without editions gets its first.
func editionFor(w *library.Work, lang study.Lang) (int, error) {
	if len(w.Editions) == 0 {
		w.Editions = []library.Edition{{Language: w.Language}}
	}
	if lang == "" && len(w.Editions) == 1 {
		return 0, nil
	}
	for i, e := range w.Editions {
		if lang != "" && e.Language == lang {
			return i, nil
		}
	}
	return 0, study.Problem{Severity: study.Error, Code: "which-edition", Where: w.ID.File(), What: fmt.Sprintf("it is not clear which edition is meant; there are %v", w.Languages()), Do: "name one with --language"}
}

// sniff tells the media type by the content: what a server or a name says is not trusted.
func sniff(data []byte) string {
	switch media := http.DetectContentType(data); media {
	case mediaPDF:
		return mediaPDF
	case "text/html; charset=utf-8":
		return mediaHTML
	default:
		return "application/octet-stream"
	}
}

// mediaOf tells the media type of an answer. A server is believed that a text is a
// page, for some begin like XML and some like nothing, but not what else it says.
func mediaOf(a *fetch.Answer) string {
	called, _, _ := mime.ParseMediaType(a.Header.Get("Content-Type"))
	page := called == mediaHTML || called == "application/xhtml+xml"
	if page && strings.HasPrefix(http.DetectContentType(a.Body), "text/") {
		return mediaHTML
	}
	return sniff(a.Body)
}

// keep writes a copy unless it lies there whole already.
func (l *Library) keep(c library.Copy, data []byte) error {
	if _, state := l.verify(c); state == copyWhole {
		return nil
	}
	return writeFile(l.CopyPath(c), data)
}

// copyState says how a copy lies on the disk.
type copyState int

const (
	copyWhole copyState = iota
	copyGone
	copyChanged
)

// verify compares a copy with its hash.
func (l *Library) verify(c library.Copy) (path string, state copyState) {
	path = l.CopyPath(c)
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return path, copyGone
	}
	if err != nil {
		return path, copyChanged
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, c.Size+1))
	if err != nil || Hash(data) != c.Hash {
		return path, copyChanged
	}
	return path, copyWhole
}
