// Package csljson reads and writes works as CSL-JSON, the form in which
// citation processors take them (CSL 1.0.2, csl-data.json).
//
// It carries what a citation is made of. Editions, copies, method and findings
// have no place there and stay in the library.
package csljson

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"sojourn/library"
)

// item is an entry of CSL-JSON. Numbers may come as numbers or as strings.
type item struct {
	ID         text   `json:"id"`
	Type       string `json:"type"`
	Title      string `json:"title,omitempty"`
	Author     []name `json:"author,omitempty"`
	Editor     []name `json:"editor,omitempty"`
	Translator []name `json:"translator,omitempty"`
	Issued     *date  `json:"issued,omitempty"`
	Accessed   *date  `json:"accessed,omitempty"`
	Container  string `json:"container-title,omitempty"`
	Series     string `json:"collection-title,omitempty"`
	Publisher  string `json:"publisher,omitempty"`
	Place      string `json:"publisher-place,omitempty"`
	Event      string `json:"event-title,omitempty"`
	Genre      string `json:"genre,omitempty"`
	Volume     text   `json:"volume,omitempty"`
	Issue      text   `json:"issue,omitempty"`
	Page       text   `json:"page,omitempty"`
	Number     text   `json:"number,omitempty"`
	Edition    text   `json:"edition,omitempty"`
	DOI        string `json:"DOI,omitempty"`
	ISBN       string `json:"ISBN,omitempty"`
	ISSN       string `json:"ISSN,omitempty"`
	URL        string `json:"URL,omitempty"`
	Language   string `json:"language,omitempty"`
	Abstract   string `json:"abstract,omitempty"`
	Keyword    string `json:"keyword,omitempty"`
	Note       string `json:"note,omitempty"`
}

// A text is a string that some programs write as a number.
type text string

// UnmarshalJSON takes a string or a number.
func (t *text) UnmarshalJSON(data []byte) error {
	var s string
	if err := json.Unmarshal(data, &s); err == nil {
		*t = text(s)
		return nil
	}
	var n json.Number
	if err := json.Unmarshal(data, &n); err != nil {
		return err
	}
	*t = text(n.String())
	return nil
}

type name struct {
	Family      string `json:"family,omitempty"`
	Given       string `json:"given,omitempty"`
	Dropping    string `json:"dropping-particle,omitempty"`
	NonDropping string `json:"non-dropping-particle,omitempty"`
	Suffix      string `json:"suffix,omitempty"`
	Literal     string `json:"literal,omitempty"`
}

type date struct {
	Parts   [][]text `json:"date-parts,omitempty"`
	Raw     string   `json:"raw,omitempty"`
	Literal string   `json:"literal,omitempty"`
}

// MarshalJSON writes the parts as numbers.
func (d date) MarshalJSON() ([]byte, error) {
	var parts []json.Number
	for _, p := range d.Parts[0] {
		parts = append(parts, json.Number(strings.TrimLeft(string(p), "0")))
	}
	return json.Marshal(map[string]any{"date-parts": [][]json.Number{parts}})
}

// Write gives the works as a CSL-JSON array.
func Write(works []library.Work) ([]byte, error) {
	items := make([]item, len(works))
	for i, w := range works {
		items[i] = fromWork(w)
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(items); err != nil {
		return nil, fmt.Errorf("csljson: %w", err)
	}
	return b.Bytes(), nil
}

func fromWork(w library.Work) item {
	kind := string(w.Type)
	if kind == "" {
		kind = "document"
	}
	return item{ID: text(w.ID), Type: kind, Title: w.Title, Author: fromNames(w.Authors), Editor: fromNames(w.Editors), Translator: fromNames(w.Translators),
		Issued: fromDate(w.Date), Accessed: fromDate(w.Accessed), Container: w.Container, Series: w.Series, Publisher: w.Publisher, Place: w.Place, Event: w.Event,
		Genre: w.Genre, Volume: text(w.Volume), Issue: text(w.Issue), Page: text(w.Pages), Number: text(w.Number), Edition: text(w.Printing),
		DOI: w.Identifiers.DOI, ISBN: w.Identifiers.ISBN, ISSN: w.Identifiers.ISSN, URL: w.URL(), Language: string(w.Language),
		Abstract: w.AbstractText(), Keyword: strings.Join(w.Topics, ", ")}
}

func fromNames(names []library.Name) []name {
	var out []name
	for _, n := range names {
		out = append(out, name{Family: n.Family, Given: n.Given, NonDropping: n.Particle, Suffix: n.Suffix, Literal: n.Literal})
	}
	return out
}

func fromDate(d library.Date) *date {
	if !d.Valid() {
		return nil
	}
	parts := []text{}
	for p := range strings.SplitSeq(string(d), "-") {
		parts = append(parts, text(p))
	}
	return &date{Parts: [][]text{parts}}
}
