package site

import (
	"mime"
	"net/http"
	"path"
	"strings"

	"sojourn/archive"
	"sojourn/library"
	"sojourn/listener"
)

// A Server shows a library to the public, with the saved copies that rights allow.
type Server struct {
	*Public
	Open func(library.Copy) ([]byte, error) // reads a saved copy
}

// ServeHTTP answers with the files of the site, those of a work with the links by
// which machines find its identifier, its records and its kind (Signposting, as
// link relations of RFC 8288).
func (p Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(r.URL.Path, "/")
	listener.Secure(w.Header(), policyFor(name))
	w.Header().Set("Cross-Origin-Resource-Policy", "cross-origin")
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	if name == "" || strings.HasSuffix(name, "/") {
		name += "index.html"
	}
	if kept, ok := strings.CutPrefix(name, "copy/"); ok {
		p.copy(w, r, kept)
		return
	}
	data, err := p.File(name)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	if i, ok := p.view.by[library.ID(strings.TrimSuffix(path.Base(name), path.Ext(name)))]; ok && strings.Contains(name, "entry/") {
		w.Header()["Link"] = p.signposts(p.view.Works[i])
	}
	w.Header().Set("Cache-Control", "public, max-age=300")
	w.Header().Set("Content-Type", mediaOf(path.Ext(name)))
	_, _ = w.Write(data) // a browser that went away is no failure of ours
}

// policyFor is what a page may load: its style and, where one searches or copies
// a citation, the site's own scripts.
func policyFor(name string) string {
	policy := "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action "
	if path.Base(name) == "search.html" {
		return policy + "'self'; script-src 'self'"
	}
	if path.Base(path.Dir(name)) == "entry" {
		return policy + "'none'; script-src 'self'"
	}
	return policy + "'none'"
}

// copy answers with a saved copy that the public may have.
func (p Server) copy(w http.ResponseWriter, r *http.Request, name string) {
	for _, c := range p.Copies() {
		if archive.CopyName(c) != name {
			continue
		}
		if data, err := p.Open(c); err == nil {
			sandboxed(w, c, data)
			return
		}
	}
	http.NotFound(w, r)
}

// sandboxed answers with a saved copy. It was made by strangers, so it comes in a
// sandbox that runs nothing, sends nothing and loads nothing; what is no page is
// saved to the disk and not shown.
func sandboxed(w http.ResponseWriter, c library.Copy, data []byte) {
	h := w.Header()
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'; frame-ancestors 'none'; form-action 'none'; base-uri 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Type", "application/octet-stream")
	if c.Media == "text/html" {
		h.Set("Content-Type", "text/html; charset=utf-8")
	} else {
		h.Set("Content-Disposition", `attachment; filename="`+archive.CopyName(c)+`"`)
	}
	_, _ = w.Write(data) // a browser that went away is no failure of ours
}

func mediaOf(ending string) string {
	switch ending {
	case ".bib":
		return "application/x-bibtex; charset=utf-8"
	case ".ris":
		return "application/x-research-info-systems; charset=utf-8"
	case ".json":
		return "application/vnd.citationstyles.csl+json; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".xml":
		return "text/xml; charset=utf-8"
	}
	return mime.TypeByExtension(ending)
}

// signposts are the links of a work in the head of an answer.
func (p Server) signposts(w library.Work) []string {
	base := p.view.URL + "/entry/" + string(w.ID)
	links := []string{
		"<" + base + `.json>; rel="describedby"; type="application/vnd.citationstyles.csl+json"`,
		"<" + base + `.bib>; rel="describedby"; type="application/x-bibtex"`,
		`<https://schema.org/AboutPage>; rel="type"`, "<https://schema.org/" + schemaType(w.Type) + `>; rel="type"`,
	}
	if w.Identifiers.DOI != "" {
		links = append(links, "<https://doi.org/"+w.Identifiers.DOI+`>; rel="cite-as"`)
	}
	return links
}
