package notes

import (
	"regexp"
	"strings"

	"sojourn/library"
	"sojourn/study"
)

// list reads a section whose numbered items are works of one project.
func (r *reader) list(s section, head, items []line) {
	project, projectLink := plain(s.heading.text), ""
	source := library.Where(r.file, s.heading.n, "heading")
	for _, l := range head {
		field, name, rest, _ := label(l)
		if found := links(rest); field == "original" && len(found) > 0 && library.WebAddress(found[0].url) {
			project, projectLink, source = found[0].text, found[0].url, library.Where(r.file, l.n, name)
			continue
		}
		r.pass([]line{l})
	}
	for _, l := range items {
		p := r.item(l)
		if project != "" {
			p.Work.Project, p.Work.ProjectLink = project, projectLink
			p.From(source, "project")
		}
		r.add(p)
	}
}

// dash parts a title from the abstract after it.
var dash = regexp.MustCompile(`^\s*[-–—]\s+`)

// languageLabel is the text of a link that names an edition.
var languageLabel = regexp.MustCompile(`^[A-Za-z]{2}$`)

// item reads one item: a title that is a link, or a title followed by links to
// its editions in brackets; then a dash, the abstract, and a citation in italics.
func (r *reader) item(l line) library.Proposal {
	text := numbered.FindStringSubmatch(l.text)[1]
	p := library.Proposal{}
	place := func(what string) string { return library.Where(r.file, l.n, what) }
	var rest string
	if first, at := linkAt(text, 0); at > 0 {
		p.Work.Title, rest = plain(first.text), text[at:]
		e := library.Edition{}
		if r.link(&p, &e, first.url, "", l.n) {
			p.From(place("link on the title"), "link")
		}
		p.Work.Editions = []library.Edition{e}
	} else {
		p.Work.Title, rest = r.editions(&p, text, l.n)
	}
	p.From(place("list item"), "title")
	body, citation := cited(dash.ReplaceAllString(rest, ""))
	r.abstract(&p, plain(body), l.n)
	if p.Work.Language != "" && len(p.Work.Editions) == 1 && p.Work.Editions[0].Language == "" {
		p.Work.Editions[0].Language = p.Work.Language
	}
	if citation != "" {
		r.citation(&p, citation, l.n)
	}
	return p
}

// editions reads "Title ([EN](…), [RU](…)) - …" and returns title and rest.
func (r *reader) editions(p *library.Proposal, text string, row int) (title, rest string) {
	open := strings.Index(text, " ([")
	if open < 0 {
		if m := regexp.MustCompile(`\s[-–—]\s`).FindStringIndex(text); m != nil {
			return plain(text[:m[0]]), text[m[0]:]
		}
		return plain(text), ""
	}
	at := open + 2
	for {
		found, next := linkAt(text, at)
		if next < 0 {
			break
		}
		e := library.Edition{}
		if languageLabel.MatchString(found.text) {
			e.Language = study.Lang(strings.ToLower(found.text))
		}
		if r.link(p, &e, found.url, "", row) {
			p.From(library.Where(r.file, row, "link "+found.text), "edition", "link")
		}
		p.Work.Editions = append(p.Work.Editions, e)
		at = next + len(text[next:]) - len(strings.TrimLeft(text[next:], ", ;/"))
	}
	return plain(text[:open]), strings.TrimPrefix(text[at:], ")")
}

// cited splits off a citation in italics at the end of a text.
func cited(text string) (body, citation string) {
	text = strings.TrimSpace(text)
	for _, mark := range []string{"_", "*"} {
		if inner, ok := strings.CutSuffix(text, mark); ok {
			if at := strings.LastIndex(inner, " "+mark); at >= 0 {
				return strings.TrimSpace(inner[:at]), inner[at+2:]
			}
		}
	}
	return text, ""
}

// A link is a Markdown link.
type link struct{ text, url string }

// linkAt reads a link that begins at the place; next is -1 where there is none.
// Brackets within the address count, since names of files have them.
func linkAt(s string, at int) (l link, next int) {
	if at >= len(s) || s[at] != '[' {
		return link{}, -1
	}
	mid := strings.Index(s[at:], "](")
	if mid < 0 {
		return link{}, -1
	}
	start, depth := at+mid+2, 1
	for i := start; i < len(s); i++ {
		switch s[i] {
		case '(':
			depth++
		case ')':
			depth--
		}
		if depth == 0 {
			return link{s[at+1 : at+mid], s[start:i]}, i + 1
		}
	}
	return link{}, -1
}

// links lists all links of a text.
func links(s string) []link {
	var all []link
	for at := 0; at < len(s); {
		if l, next := linkAt(s, at); next > 0 {
			all = append(all, l)
			at = next
			continue
		}
		if found := bareAddress.FindString(s[at:]); found != "" {
			all = append(all, link{text: found, url: strings.TrimRight(found, ".,;:!?")})
			at += len(found)
			continue
		}
		at++
	}
	return all
}

// bareAddress is an address of the web that stands there as it is.
var bareAddress = regexp.MustCompile(`^https?://[^\s<>()\[\]"]+`)

// plain is a text without the marks of links and emphasis.
func plain(s string) string {
	var b strings.Builder
	for at := 0; at < len(s); {
		if l, next := linkAt(s, at); next > 0 {
			b.WriteString(l.text)
			at = next
			continue
		}
		b.WriteByte(s[at])
		at++
	}
	return strings.TrimSpace(strings.ReplaceAll(b.String(), "**", ""))
}
