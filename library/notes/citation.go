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
	// familyComma are authors in the manner of APA: "Sergeeva, I., & Kamalov, E.".
	familyComma = regexp.MustCompile(`^` + apaName + `(?:,?\s(?:&|and|и)\s` + apaName + `|,\s` + apaName + `)*$`)
	// oneName is one name with its initials.
	oneName = regexp.MustCompile(`(` + family + `),?\s(\p{Lu}\.(?:[\s-]?\p{Lu}\.)*)`)
	// familyInitials are authors such as "Камалов Э, Сергеева И".
	familyInitials = regexp.MustCompile(`^` + initialName + `(?:(?:,|\s&|\sand|\sи)\s` + initialName + `)*$`)
	// inPeriodical is an article in the manner of GOST R 7.0.5: authors, title,
	// periodical, year, volume, number and pages.
	inPeriodical = regexp.MustCompile(`^(` + gostName + `(?:,\s` + gostName + `)*)\s(.+?)\.?\s//\s(.+?)\.\s(?:[–—-]\s)?(\d{4})` +
		part(`(?:Т|Vol|V)\.\s?(\d+)`) + part(`(?:№|No\.|N)\s?(\d+(?:[–/-]\d+)?)`) + part(`(?:С|P|Pp)\.\s?(\d+(?:[–—-]\d+)?)`) + `\.?$`)
)

// Names as citations write them. Without initials nobody can tell a person from
// a body or from the words of a title.
const (
	family      = `(?:(?:\p{Ll}+\s)*\p{Lu}[\p{L}’'-]+(?:\s\p{Lu}[\p{L}’'-]+)?)`
	apaName     = family + `,\s\p{Lu}\.(?:[\s-]?\p{Lu}\.)*`
	initialName = family + `\s\p{Lu}\.?(?:[\s-]?\p{Lu}\.?)*`
	gostName    = family + `,?\s\p{Lu}\.(?:[\s-]?\p{Lu}\.)*`
)

// part is a part of an entry after GOST that need not be there.
func part(form string) string { return `(?:\.\s(?:[–—-]\s)?` + form + `)?` }

// citation reads a citation that the notes print, which is kept as it stands:
// authors, date, where the work stands, identifier and address. Of one that is
// not read from its beginning nothing is taken. The title is compared with that
// of the item.
func (r *reader) citation(p *library.Proposal, text string, row int) {
	p.Work.Cited = plain(text)
	place := library.Where(r.file, row, "citation")
	p.From(place, "cited")
	words := strings.TrimSpace(p.Work.Cited)
	var title string
	if m := inPeriodical.FindStringSubmatch(words); m != nil && !strings.Contains(m[3], " // ") {
		title = m[2]
		r.signed(p, inOrder(m[1]), m[4], place)
		r.periodical(p, m, place)
	} else if m := yearInBrackets.FindStringSubmatchIndex(words); m != nil && familyComma.MatchString(words[:m[0]]) {
		date := words[m[2]:m[3]]
		if m[4] >= 0 {
			date = words[m[4]:m[5]] + ", " + date
		}
		r.signed(p, inOrder(words[:m[0]]), date, place)
		title = words[m[1]:]
	} else if m := yearBetween.FindStringSubmatchIndex(words); m != nil && familyInitials.MatchString(words[:m[0]]) {
		r.signed(p, authors(words[:m[0]]), words[m[2]:m[3]], place)
		title = words[m[1]:]
	} else {
		p.Doubt("citation", r.file, row, fmt.Sprintf("the citation is not understood, and nothing is taken from it: %q", words), "add by hand what it says")
		return
	}
	if !strings.HasPrefix(strings.ToLower(title), strings.ToLower(p.Work.Title)) {
		p.Doubt("title", r.file, row, fmt.Sprintf("the citation gives another title: %q", shorten(title, 80)), "compare the two")
	}
	if doi, ok := library.ParseDOI(words); ok {
		p.Work.Identifiers.DOI = doi
		p.From(place, "doi")
	}
	r.address(p, text, place, row)
}

// periodical takes where an article stands from what [inPeriodical] found.
func (r *reader) periodical(p *library.Proposal, m []string, place string) {
	for _, f := range []struct {
		to          *string
		name, value string
	}{{&p.Work.Container, "container", m[3]}, {&p.Work.Volume, "volume", m[5]}, {&p.Work.Issue, "issue", m[6]}, {&p.Work.Pages, "pages", library.CleanPages(m[7])}} {
		if *f.to = f.value; f.value != "" {
			p.From(place, f.name)
		}
	}
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

// inOrder reads names with initials, with a comma before these or without.
func inOrder(s string) []library.Name {
	var names []library.Name
	for _, m := range oneName.FindAllStringSubmatch(s, -1) {
		names = append(names, library.ParseName(m[1]+", "+m[2]))
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
