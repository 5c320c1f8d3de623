package bundle

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"sojourn/codebook"
	"sojourn/format/datacite"
	"sojourn/format/ddi"
	"sojourn/release"
	"sojourn/study"
)

// documents writes the codebook in every language of the program that the
// study speaks too, or in English.
func (m *maker) documents() error {
	for _, lang := range languages() {
		err := m.write("codebook/"+codebook.FileName(lang), func(w io.Writer) error { return m.book.WritePage(w, lang) })
		if err != nil {
			return err
		}
	}
	return nil
}

// catalogues writes what archives and search engines read. What they would
// refuse is not written, and it is told what is lacking: a DOI often comes
// only once the data lie in the archive.
func (m *maker) catalogues() error {
	for _, w := range m.book.Waves {
		about := m.ddi(w.Number)
		c, err := m.book.DDI(w.Number, about, csvName)
		if err != nil {
			return err
		}
		name := fmt.Sprintf("metadata/ddi-wave%d.xml", w.Number)
		if err := m.describe(name, func(w io.Writer) error { return ddi.Write(w, c, ddi.V25) }); err != nil {
			return err
		}
	}
	r := m.datacite()
	if err := m.describe("metadata/datacite.xml", func(w io.Writer) error { return datacite.WriteXML(w, r) }); err != nil {
		return err
	}
	return m.describe("metadata/schema.jsonld", func(w io.Writer) error { return datacite.WriteJSONLD(w, r) })
}

// describe puts what a writer writes, unless the writer refuses because the
// study folder lacks something.
func (m *maker) describe(name string, by func(io.Writer) error) error {
	err := m.write(name, by)
	if m.lacking(name, err) {
		return nil
	}
	return err
}

// lacking notes that a file is not written because the study folder lacks
// something.
func (m *maker) lacking(name string, err error) bool {
	var ps study.Problems
	if !errors.As(err, &ps) {
		return false
	}
	var what []string
	for _, p := range ps {
		what = append(what, p.What)
	}
	m.warnings = append(m.warnings, study.Problem{Severity: study.Warning, Code: "release-about", Where: study.File, Column: "about",
		What: name + " is not in the bundle: " + strings.Join(what, "; "), Do: "fill in about in " + study.File})
	return true
}

// ddi is what the study folder says for the description of a wave.
func (m *maker) ddi(wave study.WaveID) ddi.Study {
	s := codebook.About(m.Study, wave)
	s.Restriction, s.Cleaning = say("profile."+string(m.Outcome.Profile)+".about"), study.Text{}
	return s
}

// say gives words of the release package in every language.
func say(key string) study.Text {
	t := study.Text{}
	for _, lang := range languages() {
		t[lang] = release.In(lang).Say(key)
	}
	return t
}

// datacite is what the study folder says for DataCite and schema.org.
func (m *maker) datacite() datacite.Release {
	st, a := m.Study, m.Study.About
	r := datacite.Release{DOI: a.DOI, URL: a.URL, Languages: st.Languages, Title: st.Title, Description: a.Abstract, Publisher: a.Publisher, Published: a.Published,
		Specific: "Survey data", Version: a.Version, Subjects: a.Keywords}
	for _, x := range a.Authors {
		r.Creators = append(r.Creators, datacite.Creator(x))
	}
	for _, x := range a.Rights {
		r.Licences = append(r.Licences, datacite.Licence(x))
	}
	for _, x := range a.Funders {
		r.Funders = append(r.Funders, datacite.Funder(x))
	}
	for _, x := range a.Related {
		r.Related = append(r.Related, datacite.Related(x))
	}
	for _, x := range a.Nations {
		r.Countries = append(r.Countries, x.Name)
	}
	for _, w := range m.book.Waves {
		if len(w.Doors) == 0 { // collected elsewhere, nobody says when
			continue
		}
		if r.From == "" {
			r.From = w.Opens()
		}
		r.To = max(r.To, w.Closes())
	}
	for _, c := range m.Outcome.Data.Columns {
		r.Variables = append(r.Variables, datacite.Variable{Name: c.Name, Label: c.Label})
	}
	return r
}
