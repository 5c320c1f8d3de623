package listener

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
)

// Pages are the parsed templates of pages by name, each with the frame around
// all of them and the parts that several share.
type Pages map[string]*template.Template

// ParsePages parses NAME.html for each name together with the shared files, one
// of which defines the template "frame". The files are embedded, so that what
// cannot be parsed is a fault of the build and panics.
func ParsePages(files fs.FS, shared []string, names ...string) Pages {
	common := template.Must(template.ParseFS(files, shared...))
	pages := Pages{}
	for _, name := range names {
		pages[name] = template.Must(template.Must(common.Clone()).ParseFS(files, name+".html"))
	}
	return pages
}

// Show executes a page into memory first, so that a failing template never
// sends half a page with status 200.
func (p Pages) Show(w http.ResponseWriter, status int, name string, data any) error {
	var page bytes.Buffer
	if err := p[name].ExecuteTemplate(&page, "frame", data); err != nil {
		return fmt.Errorf("page %s: %w", name, err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = page.WriteTo(w) // a browser that went away is no failure of ours
	return nil
}

// SeeOther leads the browser to another address with a GET. It returns no
// error, so that a route may end in it.
func SeeOther(w http.ResponseWriter, address string) error {
	w.Header().Set("Location", address)
	w.WriteHeader(http.StatusSeeOther)
	return nil
}
