package notes

import (
	"fmt"
	"regexp"
	"strings"

	"sojourn/library"
)

var (
	// yearInBrackets is the date of a citation in the manner of APA.
	yearInBrackets = regexp.MustCompile(`\s\((\d{4})(?:,\s+(\p{L}+\s+\d{1,2}))?\)\.\s+`)
	// yearBetween is the date between authors and title: "Иванов И. 2022. Название".
	yearBetween = regexp.MustCompile(`\.?\s(\d{4})\.\s+`)
	// familyInitials is one author in the manner of APA: "Sergeeva, I."
	familyInitials = regexp.MustCompile(`([^,&]+),\s+((?:\p{Lu}\.[\s-]?)+)`)
)

// citation reads authors, date, identifier and address from a citation that the
// notes print, which is kept as it stands. Its title is compared with that of the item.
func (r *reader) citation(p *library.Proposal, text string, row int) {
	p.Work.Cited = plain(text)
	place := library.Where(r.file, row, "citation")
	p.From(place, "cited")
	words := p.Work.Cited
	title := ""
	if m := yearInBrackets.FindStringSubmatchIndex(words); m != nil {
		date := words[m[2]:m[3]]
		if m[4] >= 0 {
			date = words[m[4]:m[5]] + ", " + date
		}
		r.signed(p, familyFirst(words[:m[0]]), date, place)
		title = words[m[1]:]
	} else if m := yearBetween.FindStringSubmatchIndex(words); m != nil {
		r.signed(p, authors(words[:m[0]]), words[m[2]:m[3]], place)
		title = words[m[1]:]
	} else {
		p.Doubt("citation", r.file, row, "the citation is not understood; it is kept as it stands", "add authors and date by hand")
	}
	if title != "" && !strings.HasPrefix(strings.ToLower(title), strings.ToLower(p.Work.Title)) {
		p.Doubt("title", r.file, row, fmt.Sprintf("the citation gives another title: %q", shorten(title, 80)), "compare the two")
	}
	if doi, ok := library.ParseDOI(words); ok {
		p.Work.Identifiers.DOI = doi
		p.From(place, "doi")
	}
	r.address(p, text, place, row)
}

// address takes the address that a citation gives as where the work was
// published; that of a DOI says nothing more than the DOI.
func (r *reader) address(p *library.Proposal, text, place string, row int) {
	for _, l := range links(text) {
		if _, ok := library.ParseDOI(l.url); ok || len(p.Work.Editions) == 0 {
			continue
		}
		if r.link(p, &p.Work.Editions[0], l.url, library.Original, row) {
			p.From(place, "link")
		}
	}
}

// signed takes authors and date into the work.
func (r *reader) signed(p *library.Proposal, names []library.Name, date, place string) {
	if len(names) > 0 {
		p.Work.Authors = names
		p.From(place, "authors")
	}
	if d, ok := library.ParseDate(date); ok {
		p.Work.Date = d
		p.From(place, "date")
	}
}

// familyFirst reads "Sergeeva, I., & Kamalov, E.".
func familyFirst(s string) []library.Name {
	var names []library.Name
	for _, m := range familyInitials.FindAllStringSubmatch(s, -1) {
		names = append(names, library.ParseName(strings.TrimLeft(m[1], " ,&")+", "+strings.TrimSpace(m[2])))
	}
	if len(names) == 0 && strings.TrimSpace(s) != "" {
		return authors(s)
	}
	return names
}

var between = regexp.MustCompile(`\s*(?:,|;|\s&\s|\sand\s|\sи\s)\s*`)

// authors reads names separated by commas or "and".
func authors(s string) []library.Name {
	var names []library.Name
	for _, part := range between.Split(strings.TrimRight(strings.TrimSpace(s), "."), -1) {
		if part != "" {
			names = append(names, library.ParseName(part))
		}
	}
	return names
}
