package library

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"sojourn/study"
)

var (
	hashForm    = regexp.MustCompile(`^[0-9a-f]{64}$`)
	countryForm = regexp.MustCompile(`^[A-Z]{2}$`)
	langForm    = regexp.MustCompile(`^[a-z]{2,3}(-[a-z0-9]{2,8})*$`)
)

// Check lists what is wrong with the work, with its file as the place.
func (w Work) Check(file string) study.Problems {
	var ps study.Problems
	add := func(field, what, do string) {
		ps = append(ps, study.Problem{Severity: study.Error, Code: "work-" + field, Where: file, Column: field, What: what, Do: do})
	}
	if !w.ID.Valid() {
		add("id", fmt.Sprintf("the name %q cannot be part of an address", w.ID), "name the file with small letters, digits and hyphens")
	}
	if strings.TrimSpace(w.Title) == "" {
		add("title", "the work has no title", "give one; an untitled work is described in square brackets")
	}
	if w.Type != "" && !w.Type.Valid() {
		add("type", fmt.Sprintf("the type %q is not known", w.Type), fmt.Sprintf("use one of %v, or leave it out", Types()))
	}
	for field, d := range map[string]Date{"date": w.Date, "accessed": w.Accessed} {
		if d != "" && !d.Valid() {
			add(field, fmt.Sprintf("the date %q is not understood", d), "write it as 2024, 2024-02 or 2024-02-22")
		}
	}
	if doi, ok := ParseDOI(w.Identifiers.DOI); w.Identifiers.DOI != "" && (!ok || doi != w.Identifiers.DOI) {
		add("identifiers.doi", fmt.Sprintf("%q is not a DOI as it is kept here", w.Identifiers.DOI), "write it in small letters without the resolver, such as 10.31235/osf.io/ckf4v")
	}
	for _, c := range w.Countries {
		if !countryForm.MatchString(c) {
			add("countries", fmt.Sprintf("%q is not the code of a country", c), "use the two capital letters of ISO 3166-1, such as GE")
		}
	}
	for field, text := range map[string]study.Text{"abstract": w.Abstract, "population": w.Population} {
		for lang := range text {
			if !langForm.MatchString(string(lang)) {
				add(field, fmt.Sprintf("it has a text in %q, which is no language", lang), "use a tag in small letters, such as en; a text with a comma stands in quotation marks where it is within braces")
			}
		}
	}
	if w.ProjectLink != "" && !WebAddress(w.ProjectLink) {
		add("project_link", "the link is no address of the web", "begin it with https:// or http://")
	}
	if r := w.Relation; r != "" && r != Translations && r != Different {
		add("relation", fmt.Sprintf("the relation %q is not known", r), "use translation or different, or leave it out")
	}
	if w.Rights.Copies != "" && w.Rights.Copies != Public {
		add("rights", fmt.Sprintf("rights.copies is %q", w.Rights.Copies), "write public, or leave it out and the copies stay private")
	}
	w.checkMethod(add)
	w.checkEditions(add)
	slices.SortStableFunc(ps, func(a, b study.Problem) int { return strings.Compare(a.Column, b.Column) })
	return ps
}

func (w Work) checkMethod(add func(field, what, do string)) {
	if w.Method == nil {
		return
	}
	if w.Method.N < 0 {
		add("method", "n is negative", "give the number of people")
	}
	for _, wave := range w.Method.Waves {
		for _, d := range []Date{wave.From, wave.To} {
			if d != "" && !d.Valid() {
				add("method", fmt.Sprintf("the date %q of a wave is not understood", d), "write it as 2024, 2024-02 or 2024-02-22")
			}
		}
	}
}

func (w Work) checkEditions(add func(field, what, do string)) {
	for i, e := range w.Editions {
		where := fmt.Sprintf("edition %d", i+1)
		if e.Language != "" && !langForm.MatchString(string(e.Language)) {
			add("editions", fmt.Sprintf("%s has the language %q", where, e.Language), "use a tag in small letters, such as en or ru")
		}
		if e.Date != "" && !e.Date.Valid() {
			add("editions", fmt.Sprintf("%s has the date %q", where, e.Date), "write it as 2024, 2024-02 or 2024-02-22")
		}
		for _, l := range e.Links {
			if !WebAddress(l.URL) {
				add("editions", fmt.Sprintf("%s has a link that is no address of the web", where), "begin it with https:// or http://")
			}
			if l.Kind != "" && l.Kind != Original && l.Kind != Kept {
				add("editions", fmt.Sprintf("%s has a link of the kind %q", where, l.Kind), "use original or copy, or leave it out")
			}
		}
		for _, c := range e.Copies {
			if !hashForm.MatchString(c.Hash) || c.Of != "" && !hashForm.MatchString(c.Of) {
				add("editions", fmt.Sprintf("%s names a copy by something that is no hash", where), "save or attach the copy anew")
			}
		}
	}
}

// WebAddress reports whether s is an http or https address with a host and
// without a password. No other address becomes a link on a page.
func WebAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.User == nil
}

// CheckAll lists what is wrong between works: a DOI that two of them have.
func CheckAll(works []Work) study.Problems {
	var ps study.Problems
	first := map[string]ID{}
	for _, w := range works {
		dois := []string{w.Identifiers.DOI}
		for _, e := range w.Editions {
			dois = append(dois, e.DOI)
		}
		slices.Sort(dois)
		for _, doi := range slices.Compact(dois) {
			if doi == "" {
				continue
			}
			if other, ok := first[doi]; ok {
				ps = append(ps, study.Problem{Severity: study.Warning, Code: "duplicate-doi", Where: w.ID.File(), Column: "identifiers",
					What: fmt.Sprintf("the DOI %s is that of %s as well", doi, other), Do: "join the two, or correct the DOI"})
				continue
			}
			first[doi] = w.ID
		}
	}
	return ps
}
