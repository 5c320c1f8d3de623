package ddi

import (
	"encoding/xml"
	"fmt"
	"io"
	"strconv"

	"sojourn/dataset"
	"sojourn/study"
)

const fileID = "F1"

// places are the namespaces and schemas of the versions.
var places = map[Version][2]string{
	V25: {"ddi:codebook:2_5", "https://ddialliance.org/Specification/DDI-Codebook/2.5/XMLSchema/codebook.xsd"},
	V26: {"ddi:codebook:2_6", "https://ddialliance.org/Specification/DDI-Codebook/2.6/XMLSchema/codebook.xsd"},
}

// The controlled vocabularies of the DDI Alliance, by the names that the
// CESSDA profile wants.
var (
	unitVocabulary     = [2]string{"DDI Analysis Unit", "http://rdf-vocabulary.ddialliance.org/cv/AnalysisUnit/"}
	timeVocabulary     = [2]string{"DDI Time Method", "http://rdf-vocabulary.ddialliance.org/cv/TimeMethod/"}
	samplingVocabulary = [2]string{"DDI Sampling Procedure", "http://rdf-vocabulary.ddialliance.org/cv/SamplingProcedure/"}
	modeVocabulary     = [2]string{"DDI Mode of Collection", "http://rdf-vocabulary.ddialliance.org/cv/ModeOfCollection/"}
)

// Write writes the document in the given version, [V25] if none. What the
// CESSDA profile requires and the codebook lacks comes back as
// [study.Problems], and nothing is written.
func Write(w io.Writer, c Codebook, v Version) error {
	if v == "" {
		v = V25
	}
	place, ok := places[v]
	if !ok {
		return study.Problem{Severity: study.Error, Code: "ddi-version", Where: "DDI", What: fmt.Sprintf("version %q is not written", v), Do: "choose 2.5 or 2.6"}
	}
	if err := c.check().Err(); err != nil {
		return err
	}
	s := c.Study
	doc := codeBook{Namespace: place[0], XSI: "http://www.w3.org/2001/XMLSchema-instance", SchemaLocation: place[0] + " " + place[1],
		Version: string(v), Lang: string(s.Languages[0]), Study: s.document()}
	doc.Document.Citation.Titles = s.titles()
	doc.Document.Citation.Software.Text = "Sojourn"
	if c.File.Name != "" {
		doc.File = &fileDscr{ID: fileID, FileTxt: fileTxt{Name: text{string(s.Languages[0]), c.File.Name}, Cases: c.File.Cases, Variables: len(c.Variables)}}
	}
	if len(c.Variables) > 0 {
		doc.Data = &dataDscr{}
		for i, v := range c.Variables {
			doc.Data.Variables = append(doc.Data.Variables, s.variable(i, v, doc.File != nil))
		}
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return fmt.Errorf("ddi: writing: %w", err)
	}
	out := xml.NewEncoder(w)
	out.Indent("", "  ")
	if err := out.Encode(doc); err != nil {
		return fmt.Errorf("ddi: writing: %w", err)
	}
	if _, err := io.WriteString(w, "\n"); err != nil {
		return fmt.Errorf("ddi: writing: %w", err)
	}
	return nil
}

// texts gives an element for each language of the text.
func (s Study) texts(t study.Text) []text {
	var out []text
	for _, lang := range s.ordered(t) {
		out = append(out, text{string(lang), t[lang]})
	}
	return out
}

// titles puts the title of the first language first; the schema allows one.
func (s Study) titles() titlStmt {
	all := s.texts(s.Title)
	return titlStmt{Title: all[0], Parallel: all[1:], ID: []idNo{{s.Agency, s.ID}}}
}

func (s Study) document() stdyDscr {
	d := stdyDscr{Citation: s.citation()}
	d.Info.Abstract = s.texts(s.Abstract)
	d.Info.Summary = s.summary()
	if len(s.Keywords)+len(s.Topics) > 0 {
		d.Info.Subject = &subject{Keywords: s.terms(s.Keywords), Topics: s.terms(s.Topics)}
	}
	d.Method.Collection = dataColl{
		Time:     s.concept(s.Time, timeVocabulary),
		Sampling: s.concept(s.Sampling, samplingVocabulary),
		Mode:     s.concept(s.Mode, modeVocabulary),
		Weight:   s.texts(s.Weighting),
		Cleaning: s.texts(s.Cleaning),
	}
	if len(s.Restriction)+len(s.Conditions) > 0 {
		d.Access = &useStmt{Restrictions: s.texts(s.Restriction), Conditions: s.texts(s.Conditions)}
	}
	return d
}

func (s Study) citation() citation {
	c := citation{Titles: s.titles(), Distributor: distStmt{Distributors: s.texts(s.Distributor)}, Holdings: []holdings{{s.URI}}}
	if len(s.Authors) > 0 {
		c.Responsible = &rspStmt{}
		for _, a := range s.Authors {
			c.Responsible.Authors = append(c.Responsible.Authors, author{a.Affiliation, a.Name})
		}
	}
	if len(s.Funder) > 0 {
		c.Production = &prodStmt{Funders: s.texts(s.Funder)}
	}
	if s.Published != "" {
		c.Distributor.Date = &dated{string(s.Published), string(s.Published)}
	}
	for _, name := range s.texts(s.Series) {
		series := serStmt{Lang: name.Lang, Name: name}
		if info := s.SeriesInfo[study.Lang(name.Lang)]; info != "" {
			series.Info = []text{{name.Lang, info}}
		}
		c.Series = append(c.Series, series)
	}
	if s.Version != "" {
		c.Version = &verStmt{dated{string(s.Published), s.Version}}
	}
	return c
}

func (s Study) summary() sumDscr {
	out := sumDscr{Universe: s.texts(s.Universe), Kind: s.texts(s.Kind), Unit: s.concept(s.Unit, unitVocabulary)}
	cycle := waveText(s.Wave)
	if s.Opens != "" {
		out.Collected = append(out.Collected, collDate{"start", string(s.Opens), cycle, string(s.Opens)})
	}
	if s.Closes != "" {
		out.Collected = append(out.Collected, collDate{"end", string(s.Closes), cycle, string(s.Closes)})
	}
	for _, n := range s.Nations {
		for _, name := range s.texts(n.Name) {
			out.Nations = append(out.Nations, nation{name.Lang, n.Code, name.Text})
		}
	}
	return out
}

func waveText(w study.WaveID) string {
	if w == 0 {
		return ""
	}
	return strconv.Itoa(int(w))
}

func (s Study) terms(ts []Term) []term {
	var out []term
	for _, t := range ts {
		for _, word := range s.texts(t.Text) {
			out = append(out, term{word.Lang, t.Vocabulary, t.VocabularyURI, word.Text})
		}
	}
	return out
}

// concept gives the element for each language, the term in each of them.
func (s Study) concept(c Concept, vocabulary [2]string) []conceptual {
	if c.Code == "" && len(c.Text) == 0 {
		return nil
	}
	var t *term
	if c.Code != "" {
		t = &term{Vocabulary: vocabulary[0], VocabularyURI: vocabulary[1], Text: c.Code}
	}
	var out []conceptual
	for _, words := range s.texts(c.Text) {
		out = append(out, conceptual{words.Lang, t, words.Text})
	}
	if out == nil {
		out = []conceptual{{Lang: string(s.Languages[0]), Concept: t}}
	}
	return out
}

// natures are the words of the standard for levels of measurement.
var natures = map[dataset.Scale]string{dataset.Nominal: "nominal", dataset.Ordinal: "ordinal", dataset.Interval: "interval"}

func (s Study) variable(i int, v Variable, inFile bool) variable {
	out := variable{ID: "V" + strconv.Itoa(i+1), Name: v.Name, Interval: "discrete", Nature: natures[v.Scale],
		Label: s.texts(v.Label), Universe: s.texts(v.Universe), Notes: s.texts(v.Notes), Format: &varFormat{"character"}}
	if inFile {
		out.Files = fileID
	}
	if v.Kind == dataset.Numeric {
		out.Interval = "contin"
	}
	if v.numeric() {
		out.Format.Type = "numeric"
	}
	out.Question = s.question(v)
	for _, count := range []struct {
		kind string
		n    *int
	}{{"vald", v.Valid}, {"invd", v.Invalid}} {
		if count.n != nil {
			out.Statistics = append(out.Statistics, sumStat{count.kind, *count.n})
		}
	}
	for _, c := range v.Categories {
		category := catgry{Value: c.Value, Label: s.texts(c.Label)}
		if c.Missing != dataset.Present {
			category.Missing, category.MissType = "Y", c.Missing.String()
		} else if v.Kind == dataset.Multiple {
			category.Exclusive = "false"
		}
		if c.Count != nil {
			category.Frequency = &catStat{"freq", *c.Count}
		}
		out.Categories = append(out.Categories, category)
	}
	return out
}

// domains are the words of the standard for what an answer is.
var domains = map[dataset.Kind]string{dataset.Categorical: "category", dataset.Multiple: "multiple", dataset.Numeric: "numeric", dataset.Words: "text"}

func (s Study) question(v Variable) *qstn {
	if len(s.ordered(v.Question)) == 0 {
		return nil
	}
	q := &qstn{Domain: domains[v.Kind], Intro: s.texts(v.Intro), Literal: s.texts(v.Question), Instruction: s.texts(v.Instruction)}
	if v.Routing != "" {
		q.Routing = []text{{Text: v.Routing}}
	}
	return q
}
