package ddi

import (
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/encoding/htmlindex"

	"sojourn/dataset"
	"sojourn/format/labelled"
	"sojourn/study"
)

// undetermined is the language of words that do not tell theirs (BCP 47).
const undetermined study.Lang = "und"

// Read reads the study's description and the variables of a document, also
// one inside the answer of an OAI-PMH server, in any version and namespace. It
// holds one variable at a time of the document. Elements of a variable that
// are not understood are named in a warning. A document that is something else
// is refused with the reason.
func Read(r io.Reader) (Codebook, study.Problems, error) {
	d := xml.NewDecoder(r)
	d.Strict = false
	d.Entity = xml.HTMLEntity
	d.CharsetReader = func(label string, input io.Reader) (io.Reader, error) {
		encoding, err := htmlindex.Get(label)
		if err != nil {
			return nil, err
		}
		return encoding.NewDecoder().Reader(input), nil
	}
	in := reader{decoder: d, passed: map[string]int{}}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return in.finish()
		}
		if err != nil {
			return Codebook{}, nil, in.damaged(err)
		}
		if start, ok := token.(xml.StartElement); ok {
			if err := in.element(start); err != nil {
				return Codebook{}, nil, err
			}
		}
	}
}

// A reader goes through a document.
type reader struct {
	decoder  *xml.Decoder
	root     string // name of the outermost element
	inside   bool   // the codebook
	lang     study.Lang
	codebook Codebook
	passed   map[string]int // elements that are not understood
}

func (r *reader) element(start xml.StartElement) error {
	name := start.Name.Local
	r.root = cmp.Or(r.root, name)
	if name == "codeBook" {
		if r.inside {
			return refusal("it holds several codebooks", "read them one by one")
		}
		r.inside, r.lang = true, langOf(start, undetermined)
		return nil
	}
	if !r.inside {
		return nil
	}
	switch name {
	case "docDscr":
		return r.skip()
	case "stdyDscr":
		var in readStudy
		if err := r.decoder.DecodeElement(&in, &start); err != nil {
			return r.damaged(err)
		}
		if r.codebook.Study.ID == "" && len(r.codebook.Study.Title) == 0 {
			r.codebook.Study = r.study(in)
		}
	case "var":
		var in readVar
		if err := r.decoder.DecodeElement(&in, &start); err != nil {
			return r.damaged(err)
		}
		r.codebook.Variables = append(r.codebook.Variables, r.variable(in))
	case "fileName":
		var in prose
		if err := r.decoder.DecodeElement(&in, &start); err != nil {
			return r.damaged(err)
		}
		r.codebook.File.Name = cmp.Or(r.codebook.File.Name, in.Text)
	}
	return nil
}

func (r *reader) skip() error {
	if err := r.decoder.Skip(); err != nil {
		return r.damaged(err)
	}
	return nil
}

func (r *reader) damaged(err error) error {
	var syntax *xml.SyntaxError
	if errors.As(err, &syntax) {
		return refusal(fmt.Sprintf("line %d is no well-formed XML", syntax.Line), "ask for the file again; it is damaged")
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return refusal("the file ends before its end", "ask for the file again; it is damaged")
	}
	return fmt.Errorf("ddi: reading: %w", err)
}

func refusal(what, do string) error {
	return study.Problem{Severity: study.Error, Code: "ddi-read", Where: "DDI document", What: what, Do: do}
}

func (r *reader) finish() (Codebook, study.Problems, error) {
	switch {
	case r.root == "":
		return Codebook{}, nil, refusal("it is empty or no XML", "choose a DDI-Codebook document")
	case r.root == "DDIInstance" || r.root == "FragmentInstance":
		return Codebook{}, nil, refusal("it is DDI-Lifecycle, which is another standard", "ask the archive for DDI-Codebook")
	case !r.inside:
		return Codebook{}, nil, refusal(fmt.Sprintf("it is no DDI codebook but <%s>", r.root), "choose a document whose outermost element is codeBook")
	}
	var ps study.Problems
	if len(r.codebook.Variables) == 0 {
		ps = append(ps, study.Problem{Severity: study.Warning, Code: "ddi-read", Where: "DDI document", What: "it describes the study and no variables", Do: "ask the archive for the description of the variables"})
	}
	if len(r.passed) > 0 {
		var names []string
		for _, name := range slices.Sorted(maps.Keys(r.passed)) {
			names = append(names, fmt.Sprintf("%s (%d)", name, r.passed[name]))
		}
		ps = append(ps, study.Problem{Severity: study.Warning, Code: "ddi-read", Where: "DDI document", What: "these elements of variables are passed over: " + strings.Join(names, ", ")})
	}
	return r.codebook, ps, nil
}

// A prose is the words of an element and of whatever markup is in it.
type prose struct {
	Lang study.Lang
	Text string
}

// UnmarshalXML gathers the words.
func (p *prose) UnmarshalXML(d *xml.Decoder, start xml.StartElement) error {
	p.Lang = langOf(start, "")
	var b strings.Builder
	for depth := 0; ; {
		token, err := d.Token()
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.CharData:
			b.Write(t)
		case xml.StartElement:
			depth++
			b.WriteByte(' ')
		case xml.EndElement:
			if depth == 0 {
				p.Text = strings.Join(strings.Fields(b.String()), " ")
				return nil
			}
			depth--
			b.WriteByte(' ')
		}
	}
}

func langOf(start xml.StartElement, otherwise study.Lang) study.Lang {
	for _, a := range start.Attr {
		if (a.Name.Local == "lang" || a.Name.Local == "xml-lang") && a.Value != "" {
			return study.Lang(strings.ToLower(a.Value))
		}
	}
	return otherwise
}

// words puts elements of several languages together; where a language comes
// twice, the first stands.
func (r *reader) words(elements ...prose) study.Text {
	t := study.Text{}
	for _, p := range elements {
		if lang := cmp.Or(p.Lang, r.lang); p.Text != "" && t[lang] == "" {
			t[lang] = p.Text
		}
	}
	return t
}

type readStudy struct {
	Citation []struct { // archives repeat it in each language
		Title    []prose `xml:"titlStmt>titl"`
		Parallel []prose `xml:"titlStmt>parTitl"`
		ID       []struct {
			Agency string `xml:"agency,attr"`
			Text   string `xml:",chardata"`
		} `xml:"titlStmt>IDNo"`
		Distributors []prose `xml:"distStmt>distrbtr"`
		Series       []prose `xml:"serStmt>serName"`
		Holdings     []struct {
			URI string `xml:"URI,attr"`
		} `xml:"holdings"`
	} `xml:"citation"`
	Abstract []prose `xml:"stdyInfo>abstract"`
	Universe []prose `xml:"stdyInfo>sumDscr>universe"`
	Cycles   []struct {
		Cycle string `xml:"cycle,attr"`
	} `xml:"stdyInfo>sumDscr>collDate"`
}

func (r *reader) study(in readStudy) Study {
	s := Study{Abstract: r.words(in.Abstract...), Universe: r.words(in.Universe...)}
	var titles, distributors, series []prose
	for _, c := range in.Citation {
		titles = append(append(titles, c.Title...), c.Parallel...)
		distributors, series = append(distributors, c.Distributors...), append(series, c.Series...)
		for _, id := range c.ID {
			if s.ID == "" {
				s.ID, s.Agency = strings.TrimSpace(id.Text), id.Agency
			}
		}
		for _, h := range c.Holdings {
			s.URI = cmp.Or(s.URI, h.URI)
		}
	}
	s.Title, s.Distributor, s.Series = r.words(titles...), r.words(distributors...), r.words(series...)
	for _, c := range in.Cycles {
		if n, err := strconv.Atoi(c.Cycle); err == nil && n > 0 {
			s.Wave = study.WaveID(n)
		}
	}
	for _, p := range titles {
		if lang := cmp.Or(p.Lang, r.lang); p.Text != "" && !slices.Contains(s.Languages, lang) {
			s.Languages = append(s.Languages, lang)
		}
	}
	return s
}

type readVar struct {
	Name     string  `xml:"name,attr"`
	Interval string  `xml:"intrvl,attr"`
	Nature   string  `xml:"nature,attr"`
	Label    []prose `xml:"labl"`
	Question []struct {
		Lang        study.Lang `xml:"lang,attr"`
		Text        string     `xml:",chardata"`
		Intro       []prose    `xml:"preQTxt"`
		Literal     []prose    `xml:"qstnLit"`
		Routing     []prose    `xml:"backward"`
		Instruction []prose    `xml:"ivuInstr"`
	} `xml:"qstn"`
	Universe   []prose `xml:"universe"`
	Statistics []struct {
		Type string `xml:"type,attr"`
		Text string `xml:",chardata"`
	} `xml:"sumStat"`
	Categories []readCategory `xml:"catgry"`
	Format     struct {
		Type string `xml:"type,attr"`
	} `xml:"varFormat"`
	Notes  []prose `xml:"notes"`
	Others []struct {
		XMLName xml.Name
	} `xml:",any"`
}

type readCategory struct {
	Missing   string  `xml:"missing,attr"`
	MissType  string  `xml:"missType,attr"`
	Exclusive string  `xml:"excls,attr"`
	Value     prose   `xml:"catValu"`
	Label     []prose `xml:"labl"`
	Frequency []struct {
		Type     string `xml:"type,attr"`
		Weighted string `xml:"wgtd,attr"`
		Text     string `xml:",chardata"`
	} `xml:"catStat"`
}

func (r *reader) variable(in readVar) Variable {
	v := Variable{Name: strings.TrimSpace(in.Name), Label: r.words(in.Label...), Universe: r.words(in.Universe...), Notes: r.words(in.Notes...)}
	var intro, literal, instruction []prose
	for _, q := range in.Question {
		intro, literal, instruction = append(intro, q.Intro...), append(literal, q.Literal...), append(instruction, q.Instruction...)
		if bare := strings.Join(strings.Fields(q.Text), " "); bare != "" && len(q.Literal) == 0 {
			literal = append(literal, prose{q.Lang, bare})
		}
		for _, route := range q.Routing {
			v.Routing = cmp.Or(v.Routing, route.Text)
		}
	}
	v.Intro, v.Question, v.Instruction = r.words(intro...), r.words(literal...), r.words(instruction...)
	several := false
	for _, c := range in.Categories {
		several = several || c.Exclusive == "false"
		v.Categories = append(v.Categories, r.category(c))
	}
	v.Kind, v.Scale = in.kind(v.Categories, several)
	for _, s := range in.Statistics {
		switch s.Type {
		case "vald":
			v.Valid = whole(s.Text)
		case "invd":
			v.Invalid = whole(s.Text)
		default:
			r.passed["sumStat "+s.Type]++
		}
	}
	for _, other := range in.Others {
		r.passed[other.XMLName.Local]++
	}
	return v
}

// category reads a category. A reason for missing that the document does not
// tell in our words is looked for in its label.
func (r *reader) category(in readCategory) Category {
	c := Category{Value: in.Value.Text, Label: r.words(in.Label...)}
	if in.Missing == "Y" {
		why, err := dataset.ParseMissing(in.MissType)
		if err != nil || why == dataset.Present {
			why = dataset.Unknown
			for _, label := range c.Label {
				if told, ok := labelled.ReasonIn(label); ok {
					why = told
				}
			}
		}
		c.Missing = why
	}
	for _, f := range in.Frequency {
		if (f.Type == "freq" || f.Type == "") && f.Weighted != "wgtd" {
			c.Count = whole(f.Text)
		}
	}
	return c
}

// kind tells what a variable holds by what the document says of it.
func (in readVar) kind(categories []Category, several bool) (dataset.Kind, dataset.Scale) {
	scale := dataset.Nominal
	switch in.Nature {
	case "ordinal":
		scale = dataset.Ordinal
	case "interval", "ratio":
		scale = dataset.Interval
	}
	valued := slices.ContainsFunc(categories, func(c Category) bool { return c.Missing == dataset.Present })
	switch {
	case several:
		return dataset.Multiple, scale
	case in.Interval == "contin" || scale == dataset.Interval:
		return dataset.Numeric, dataset.Interval
	case valued:
		return dataset.Categorical, scale
	case in.Format.Type == "numeric":
		return dataset.Numeric, dataset.Interval
	}
	return dataset.Words, scale
}

func whole(s string) *int {
	x, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
	if n := int(x); err == nil && x >= 0 && x < 1e15 && float64(n) == x {
		return &n
	}
	return nil
}
