package desk

import (
	"bytes"
	"fmt"
	"html/template"
	"net/http"
)

// parsePages parses each page's template together with the frame around all
// and the parts that several share.
func parsePages() map[string]*template.Template {
	shared := template.Must(template.ParseFS(files, "frame.html", "parts.html"))
	pages := map[string]*template.Template{}
	for _, name := range []string{"overview", "data", "variable", "cleaning", "responses", "effect", "cuts", "panel", "interviews", "explore", "estimates", "estimate", "figures", "reports", "report", "library", "codebook", "release", "nothing", "trouble"} {
		pages[name] = template.Must(template.Must(shared.Clone()).ParseFS(files, name+".html"))
	}
	return pages
}

// render executes a page into memory first, so that a failing template never
// sends half a page with status 200.
func (s *site) render(w http.ResponseWriter, status int, name string, data any) error {
	var page bytes.Buffer
	if err := s.pages[name].ExecuteTemplate(&page, "frame", data); err != nil {
		return fmt.Errorf("desk: page %s: %w", name, err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = page.WriteTo(w) // a browser that went away is no failure of ours
	return nil
}
