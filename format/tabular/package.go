package tabular

import (
	"encoding/json"
	"fmt"
	"io"

	"sojourn/dataset"
	"sojourn/format/labelled"
	"sojourn/study"
)

// A Package is what is said about the files in a datapackage.json beside the
// description of the variables.
type Package struct {
	Name        string // small letters, digits, hyphens
	Title       string
	Description string
	Version     string
	Licences    []Licence
	Lang        study.Lang // of the titles
	Data        File
	Labels      File
	Options     Options // with which the data were written
}

// A Licence is one under which the files may be used.
type Licence struct {
	Name  string `json:"name"` // as in the SPDX list, such as CC-BY-4.0
	Title string `json:"title,omitempty"`
	Path  string `json:"path,omitempty"`
}

// A File is one of the files of a package.
type File struct {
	Name  string // path within the package
	Bytes int64
	Hash  string // "sha256:" and hexadecimal digits
}

type packageJSON struct {
	Schema      string         `json:"$schema"`
	Name        string         `json:"name"`
	Title       string         `json:"title,omitempty"`
	Description string         `json:"description,omitempty"`
	Version     string         `json:"version,omitempty"`
	Licenses    []Licence      `json:"licenses,omitempty"`
	Resources   []resourceJSON `json:"resources"`
}

type resourceJSON struct {
	Name      string      `json:"name"`
	Type      string      `json:"type"`
	Path      string      `json:"path"`
	Format    string      `json:"format"`
	MediaType string      `json:"mediatype"`
	Encoding  string      `json:"encoding"`
	Bytes     int64       `json:"bytes,omitempty"`
	Hash      string      `json:"hash,omitempty"`
	Dialect   dialectJSON `json:"dialect"`
	Schema    schemaJSON  `json:"schema"`
}

type dialectJSON struct {
	Delimiter      string `json:"delimiter"`
	LineTerminator string `json:"lineTerminator"`
	DoubleQuote    bool   `json:"doubleQuote"`
	Header         bool   `json:"header"`
}

type schemaJSON struct {
	Fields        []fieldJSON `json:"fields"`
	MissingValues []string    `json:"missingValues"`
}

type fieldJSON struct {
	Name       string         `json:"name"`
	Type       string         `json:"type"`
	Title      string         `json:"title,omitempty"`
	Categories []categoryJSON `json:"categories,omitempty"`
	Ordered    bool           `json:"categoriesOrdered,omitempty"`
	Labels     study.Text     `json:"labels,omitempty"`
}

type categoryJSON struct {
	Value  string     `json:"value"`
	Label  string     `json:"label,omitempty"`
	Labels study.Text `json:"labels,omitempty"`
}

// WritePackage writes a datapackage.json in the manner of Frictionless Data
// Package 2.0: both files with the type, title and categories of each column.
// Under "labels", a property of ours, the wordings stand in every language.
func WritePackage(w io.Writer, d *dataset.Dataset, p Package) error {
	fields, err := layout(d)
	if err != nil {
		return err
	}
	data := p.resource("data", p.Data)
	for _, f := range fields {
		data.Schema.Fields = append(data.Schema.Fields, p.field(f))
	}
	labels := p.resource("labels", p.Labels)
	for _, name := range labelRecords(d, p.Options.Profile == Guarded)[0] {
		labels.Schema.Fields = append(labels.Schema.Fields, fieldJSON{Name: name, Type: "string"})
	}
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	err = out.Encode(packageJSON{Schema: "https://datapackage.org/profiles/2.0/datapackage.json", Name: p.Name, Title: p.Title,
		Description: p.Description, Version: p.Version, Licenses: p.Licences, Resources: []resourceJSON{data, labels}})
	if err != nil {
		return fmt.Errorf("tabular: writing datapackage.json: %w", err)
	}
	return nil
}

func (p Package) resource(name string, f File) resourceJSON {
	return resourceJSON{Name: name, Type: "table", Path: f.Name, Format: "csv", MediaType: "text/csv", Encoding: "utf-8", Bytes: f.Bytes, Hash: f.Hash,
		Dialect: dialectJSON{Delimiter: separator, LineTerminator: "\r\n", DoubleQuote: true, Header: true},
		Schema:  schemaJSON{MissingValues: []string{""}}}
}

func (p Package) field(f field) fieldJSON {
	c := f.of
	out := fieldJSON{Name: f.name, Type: "string", Title: c.Label.In(p.Lang), Labels: c.Label}
	switch {
	case f.role == reason:
		for _, m := range reasons(c) {
			label := labelled.ReasonText(m)
			out.Categories = append(out.Categories, categoryJSON{m.String(), label.In(p.Lang), label})
		}
	case f.role == indicator:
		out.Type = "integer"
		out.Title, out.Labels = both(c.Label, c.Variable.Codes.Categories[f.category].Label).In(p.Lang), nil
	case c.Kind == dataset.Numeric:
		out.Type = "number"
	case c.Kind == dataset.Categorical:
		out.Ordered = c.Scale == dataset.Ordinal
		for _, category := range c.Variable.Codes.Categories {
			out.Categories = append(out.Categories, categoryJSON{category.Code, category.Label.In(p.Lang), category.Label})
		}
	}
	return out
}

// both is the label of a category of several: that of the variable and its own.
func both(variable, category study.Text) study.Text {
	t := study.Text{}
	for _, lang := range languages([]dataset.Variable{{Label: variable, Codes: &dataset.CodeList{Categories: []dataset.Category{{Label: category}}}}}) {
		t[lang] = variable.In(lang) + ": " + category.In(lang)
	}
	return t
}
