package codebook

import (
	"fmt"
	"slices"
	"strings"

	"sojourn/dataset"
	"sojourn/format/ddi"
	"sojourn/format/labelled"
	"sojourn/study"
)

// DDI gives the codebook of a wave as an archive has it. In about stands what
// neither the cut nor the study can tell: identifier, address, distributor,
// abstract and the like. What about leaves empty is taken from the study.
// The variables are those of the wave and those of no single wave; file is the
// name of the data file.
func (b *Book) DDI(wave study.WaveID, about ddi.Study, file string) (ddi.Codebook, error) {
	w, err := b.Study.Wave(wave)
	if err != nil {
		return ddi.Codebook{}, study.Problem{Severity: study.Error, Code: "no-wave", Where: "codebook", What: "the study has no such wave", Do: "choose one that stands in " + study.File}
	}
	c := ddi.Codebook{Study: b.about(w, about), File: ddi.File{Name: file}}
	for _, x := range b.Waves {
		if x.Number == wave {
			c.File.Cases = x.People
		}
	}
	for _, e := range b.Entries {
		for _, v := range e.Variables {
			if v.Wave == wave || v.Wave == 0 {
				c.Variables = append(c.Variables, v.ddi(e))
			}
		}
	}
	return c, nil
}

// About is what study.yaml says to archives under about, in the form of DDI.
// Without a DOI the study's own name and the number of the wave identify the
// document.
func About(s *study.Study, wave study.WaveID) ddi.Study {
	a := s.About
	d := ddi.Study{ID: a.DOI, Agency: "DOI", URI: a.Address(), Abstract: a.Abstract, Published: a.Published, Version: a.Version, Distributor: study.Text{}}
	if a.DOI == "" {
		d.ID, d.Agency = fmt.Sprintf("%s-wave%d", s.ID, wave), string(s.ID)
	}
	for _, lang := range s.Languages {
		if a.Publisher != "" {
			d.Distributor[lang] = a.Publisher
		}
	}
	for _, x := range a.Authors {
		d.Authors = append(d.Authors, ddi.Author{Name: x.Name(), Affiliation: x.Affiliation})
	}
	var funders []string
	for _, f := range a.Funders {
		funders = append(funders, f.Name)
	}
	if len(funders) > 0 {
		d.Funder = study.Text{s.Default(): strings.Join(funders, "; ")}
	}
	for _, k := range a.Keywords {
		d.Keywords = append(d.Keywords, ddi.Term{Text: k})
	}
	for _, n := range a.Nations {
		d.Nations = append(d.Nations, ddi.Nation{Name: n.Name, Code: n.Code})
	}
	if len(a.Rights) > 0 {
		d.Conditions = a.Rights[len(a.Rights)-1].Name
	}
	return d
}

// about fills in what the study knows.
func (b *Book) about(w study.Wave, s ddi.Study) ddi.Study {
	st := b.Study
	s.Wave = w.Number
	if len(s.Languages) == 0 {
		s.Languages = st.Languages
	}
	if len(s.Title) == 0 {
		s.Title = joined(st.Title, w.Title)
	}
	if len(s.Universe) == 0 {
		s.Universe = st.Population
	}
	if s.Opens == "" && len(w.Doors) > 0 {
		s.Opens, s.Closes = w.Opens(), w.Closes()
	}
	if len(st.Waves) > 1 && len(s.Series) == 0 {
		s.Series, s.SeriesInfo = st.Title, everywhere("series_info")
	}
	if len(s.Kind) == 0 {
		s.Kind = everywhere("data_kind")
	}
	if len(s.Restriction) == 0 {
		s.Restriction = everywhere("restriction")
	}
	b.concepts(&s)
	return s
}

// concepts are those of an online panel of volunteers, in the codes of the DDI
// Alliance's vocabularies.
func (b *Book) concepts(s *ddi.Study) {
	if s.Unit.Code == "" {
		s.Unit.Code = "Individual"
	}
	if s.Mode.Code == "" {
		s.Mode.Code = "SelfAdministeredQuestionnaire.CAWI"
	}
	if s.Time.Code == "" && len(b.Study.Waves) > 1 {
		s.Time = ddi.Concept{Code: "Longitudinal.Panel", Text: everywhere("time_method")}
	}
	open := slices.ContainsFunc(b.Study.Waves, func(w study.Wave) bool {
		return slices.ContainsFunc(w.Doors, func(d study.Door) bool { return d.Kind == study.OpenDoor })
	})
	if s.Sampling.Code == "" && open {
		s.Sampling.Code = "Nonprobability.Availability"
	}
	if len(s.Sampling.Text) == 0 {
		s.Sampling.Text = b.Study.Sampling
	}
}

func (v Variable) ddi(e Entry) ddi.Variable {
	out := ddi.Variable{Name: v.Name, Label: v.Label, Kind: v.Kind, Scale: v.Scale, Notes: e.Lineage, Valid: v.People.told()}
	if q := v.Question; q != nil {
		out.Intro, out.Question, out.Instruction = q.Page, q.Wording, q.Hint
		if len(q.Routing) > 0 {
			out.Routing = strings.Join(q.Routing, " and ")
			out.Universe = everywhere("universe_if")
			for lang := range out.Universe {
				out.Universe[lang] += " " + out.Routing
			}
		}
	}
	if len(v.Universe) > 0 {
		out.Universe = v.Universe
	}
	for _, c := range v.Categories {
		out.Categories = append(out.Categories, ddi.Category{Value: c.Code, Label: c.Label, Count: c.Count.told()})
	}
	invalid := Count{}
	for _, g := range v.Missing {
		if g.Why == dataset.NotInWave {
			continue // the document is that of the wave
		}
		out.Categories = append(out.Categories, ddi.Category{Value: g.Why.String(), Label: labelled.ReasonText(g.Why), Missing: g.Why, Count: g.Count.told()})
		invalid.N += g.Count.N
		invalid.Hidden = invalid.Hidden || g.Count.Hidden
	}
	out.Invalid = invalid.told()
	return out
}

// told is the number, or nil where it is hidden.
func (c Count) told() *int {
	if c.Hidden {
		return nil
	}
	return &c.N
}

// everywhere gives a phrase in every language of the program.
func everywhere(key string) study.Text {
	t := study.Text{}
	for _, lang := range book.Languages() {
		t[lang] = book.In(lang).Say(key)
	}
	return t
}

// joined puts two texts together in every language that either has.
func joined(a, b study.Text) study.Text {
	t := study.Text{}
	for _, one := range []study.Text{a, b} {
		for lang := range one {
			t[lang] = strings.TrimSuffix(a.In(lang)+", "+b.In(lang), ", ")
		}
	}
	return t
}
