package csljson

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"sojourn/library"
	"sojourn/study"
)

// Read reads a CSL-JSON array, or one item alone, into proposals.
func Read(file string, data []byte) ([]library.Proposal, study.Problems) {
	data = bytes.TrimSpace(bytes.TrimPrefix(data, []byte("\ufeff")))
	if bytes.HasPrefix(data, []byte("{")) {
		data = append(append([]byte("["), data...), ']')
	}
	var items []json.RawMessage
	if err := json.Unmarshal(data, &items); err != nil {
		return nil, study.Problems{{Severity: study.Error, Code: "json", Where: file, Row: lineOf(data, err), What: "the file is not JSON: " + err.Error(), Do: "export it anew as CSL-JSON"}}
	}
	var found []library.Proposal
	var ps study.Problems
	for i, raw := range items {
		var it item
		if err := json.Unmarshal(raw, &it); err != nil {
			ps = append(ps, study.Problem{Severity: study.Warning, Code: "item", Where: fmt.Sprintf("%s item %d", file, i+1), What: "the item is not in the form of CSL-JSON: " + err.Error(), Do: "mend it, or add the work by hand"})
			continue
		}
		found = append(found, it.proposal(fmt.Sprintf("%s item %d", file, i+1)))
	}
	return found, ps
}

// lineOf is the line at which the reader of JSON stopped.
func lineOf(data []byte, err error) int {
	syntax, ok := err.(*json.SyntaxError)
	if !ok {
		return 0
	}
	return 1 + bytes.Count(data[:min(int(syntax.Offset), len(data))], []byte("\n"))
}

func (it item) proposal(place string) library.Proposal {
	w := library.Work{Title: it.Title, Authors: toNames(it.Author), Editors: toNames(it.Editor), Translators: toNames(it.Translator), Container: it.Container,
		Series: it.Series, Publisher: it.Publisher, Place: it.Place, Event: it.Event, Genre: it.Genre, Volume: string(it.Volume), Issue: string(it.Issue),
		Pages: library.CleanPages(string(it.Page)), Number: string(it.Number), Printing: string(it.Edition),
		Identifiers: library.Identifiers{ISBN: it.ISBN, ISSN: it.ISSN}, Notes: it.Note}
	p := library.Proposal{Work: w}
	p.From(place, "every field")
	if t := library.Type(it.Type); t.Valid() {
		p.Work.Type = t
	} else if it.Type != "document" && it.Type != "" {
		p.Doubt("type", place, 0, fmt.Sprintf("the type %q has no counterpart here and is left open", it.Type), "choose a type by hand")
	}
	if doi, ok := library.ParseDOI(it.DOI); ok {
		p.Work.Identifiers.DOI = doi
	} else if it.DOI != "" {
		p.Doubt("doi", place, 0, fmt.Sprintf("the DOI %q is not understood and was left out", it.DOI), "mend it by hand")
	}
	p.Work.Date = it.Issued.date(&p, place, "issued")
	p.Work.Accessed = it.Accessed.date(&p, place, "accessed")
	for topic := range strings.SplitSeq(it.Keyword, ",") {
		if topic = strings.TrimSpace(topic); topic != "" {
			p.Work.Topics = append(p.Work.Topics, topic)
		}
	}
	if lang, ok := library.ParseLanguage(it.Language); ok {
		p.Work.SetLanguage(lang)
	}
	if it.Abstract != "" {
		p.Work.SetAbstract(it.Abstract)
	}
	if it.URL != "" && !p.Work.SetURL(it.URL) {
		p.Doubt("link", place, 0, "the URL is no address of the web and was left out", "mend it by hand")
	}
	return p
}

func toNames(names []name) []library.Name {
	var out []library.Name
	for _, n := range names {
		particle := strings.TrimSpace(n.Dropping + " " + n.NonDropping)
		own := library.Name{Family: n.Family, Given: n.Given, Particle: particle, Suffix: n.Suffix, Literal: n.Literal}
		if split := library.ParseName(n.Family + ", " + n.Given); particle == "" && n.Given != "" && split.Particle != "" && n.Literal == "" {
			own.Particle, own.Family = split.Particle, split.Family // as the specification of CSL has it
		}
		out = append(out, own)
	}
	return out
}

func (d *date) date(p *library.Proposal, place, field string) library.Date {
	if d == nil {
		return ""
	}
	written := d.Raw + d.Literal
	if len(d.Parts) > 0 {
		var parts []string
		for _, n := range d.Parts[0] {
			parts = append(parts, fmt.Sprintf("%02s", string(n)))
		}
		written = strings.Join(parts, "-")
	}
	parsed, ok := library.ParseDate(written)
	if !ok {
		p.Doubt("date", place, 0, fmt.Sprintf("the date %q (%s) is not understood", written, field), "write it by hand")
	}
	return parsed
}
