package desk

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"sojourn/clean"
	"sojourn/dataset"
	"sojourn/estimate"
	"sojourn/fieldwork"
	"sojourn/instrument"
	"sojourn/instrument/expr"
	"sojourn/panel"
	"sojourn/release"
	"sojourn/report"
	"sojourn/study"
	"sojourn/weight"
)

const (
	earlierCut = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

	host    = "127.0.0.1:8090"
	token   = "tTtTtT"
	hostile = `<script>alert(1)</script>"><img src=x onerror=alert(2)>`
	secret  = "words of somebody's own"
)

// A fake is a small study of two waves: 240 people in the first, of whom 160
// came back. Its numbers are computed by the real engine.
type fake struct {
	drawings
	grownUp
	alike
	study      *study.Study
	ins        map[study.WaveID]*instrument.Instrument
	cut        *clean.Cut
	rules      []clean.Rule
	specs      []estimate.Spec
	figures    []report.Figure
	sets       map[string]weight.Set
	engine     *estimate.Engine
	received   []Received
	reports    map[string]report.Input
	recuts     int
	stale      []clean.Change
	decisions  []clean.Decision
	difference clean.Difference
	cutFault   error
	specFault  error
	explode    string // panic of Received
	roles      string // release.yaml
	builds     []release.Profile
}

func both(en, ru string) study.Text { return study.Text{"en": en, "ru": ru} }

func choices(name string, categories ...string) *dataset.CodeList {
	l := &dataset.CodeList{Name: name}
	for _, c := range categories {
		l.Categories = append(l.Categories, dataset.Category{Code: c, Label: both("is "+c, "это "+c)})
	}
	return l
}

// questionnaire asks the same in both waves but for the wording of one item
// and the categories of another.
func questionnaire(t testing.TB, wave study.WaveID) *instrument.Instrument {
	t.Helper()
	condition, err := expr.Parse("${sex} = 'f' or ${sex} = 'm'")
	if err != nil {
		t.Fatal(err)
	}
	work := choices("work", "home", "host", "none")
	if wave == 2 {
		work = choices("work", "home", "host", "none", "study")
	}
	item := func(name string, kind instrument.Type, label study.Text, codes *dataset.CodeList) *instrument.Item {
		return &instrument.Item{Name: name, Type: kind, Label: label, Codes: codes}
	}
	about := &instrument.Page{Name: "about", Title: both("About you", "О вас"), Items: []*instrument.Item{
		item("sex", instrument.SelectOne, both("Your sex?", "Ваш пол?"), choices("sex", "f", "m")),
		item("age", instrument.Integer, both("Your age?", "Ваш возраст?"), nil),
		item("story", instrument.Text, both("In your own words?", "Своими словами?"), nil),
	}}
	life := &instrument.Page{Name: "life", Title: both("Life", "Жизнь"), Relevance: condition, Items: []*instrument.Item{
		item("work", instrument.SelectOne, both(fmt.Sprintf("Work in wave %d?", wave), "Работа?"), work),
		item("mood", instrument.SelectOne, both("Mood?", "Настроение?"), choices("mood", "1", "2", "3", "4", "5")),
		item("trust", instrument.SelectOne, study.Text{"en": hostile, "ru": hostile}, choices("trust", "yes", "no")),
		item("worry", instrument.SelectMultiple, both("Worries?", "Заботы?"), choices("worry", "money", "war", "papers")),
	}}
	life.Items[2].Codes.Categories[0].Label = study.Text{"en": hostile}
	life.Items[0].NonAnswers = []dataset.Missing{dataset.Refused}
	return &instrument.Instrument{Form: fmt.Sprintf("wave%d", wave), Version: "1", Languages: []study.Lang{"en", "ru"}, Pages: []*instrument.Page{about, life}}
}

// answers are those of the person of a number, the same every time.
func answers(i int, wave study.WaveID) instrument.Answers {
	pick := func(n int, of ...string) instrument.Answer { return instrument.Answer{Values: []string{of[n%len(of)]}} }
	work := pick(i/3, "home", "home", "host", "none")
	if wave == 2 {
		work = pick(i/3+i/7, "home", "host", "host", "none", "study")
	}
	a := instrument.Answers{"sex": pick(i, "f", "m"), "age": pick(i, "23", "31", "38", "44", "57"), "work": work,
		"mood": pick(i/2+int(wave), "1", "2", "3", "3", "4", "4", "5"), "trust": pick(i/5, "no", "no", "no", "yes"),
		"story": {Values: []string{secret}}, "worry": {Values: []string{"money", "war"}}}
	if i%40 == 0 {
		a["work"] = instrument.Answer{Missing: dataset.Refused}
	}
	return a
}

func newFake(t testing.TB) *fake {
	t.Helper()
	f := &fake{study: exile(), ins: map[study.WaveID]*instrument.Instrument{}, received: []Received{
		{Wave: 1, Finished: 240, Opened: 240}, {Wave: 2, Finished: 160, Partial: 3, Opened: 162, Refused: []string{"envelope 7: sealed to another key"}, Breaks: []string{"after envelope 12"}}}}
	f.rules = []clean.Rule{{Name: "too_incomplete", Kind: clean.Completion, Share: .5, Reason: both("Too little answered", "Отвечено слишком мало")},
		{Name: "young", Kind: clean.Range, Item: "age", Min: new(18.0), Reason: study.Text{"en": hostile}, Waves: []study.WaveID{2}}}
	var waves []clean.Wave
	for w := study.WaveID(1); w <= 2; w++ {
		f.ins[w] = questionnaire(t, w)
		var rows []fieldwork.Row
		for i := range 240 - int(w-1)*80 {
			rows = append(rows, fieldwork.Row{Key: fmt.Sprintf("r%03d", i), Response: fieldwork.Response{Study: "exile", Wave: w, Form: f.ins[w].Form, Version: "1",
				Panelist: panel.ID(fmt.Sprintf("p%03d", i)), Language: "ru", Channel: "friends", Day: "2022-04-01", Finished: true, Answers: answers(i, w), Synthetic: true}})
		}
		table, err := fieldwork.Tabulate(f.ins[w], rows)
		if err != nil {
			t.Fatal(err)
		}
		waves = append(waves, clean.Wave{Number: w, Table: table, Invitations: f.invitations(w)})
	}
	var err error
	if f.cut, err = (clean.Recipe{Rules: f.rules, Completion: f.study.Completion}).Cut(strings.Repeat("ab", 32), waves); err != nil {
		t.Fatal(err)
	}
	var ps study.Problems
	if f.sets, ps = estimate.Weigh([]weight.Recipe{{Name: "even", Sample: "first", Wave: 1,
		Margins: []weight.Margin{{Item: "sex", Targets: map[string]float64{"f": .6, "m": .4}, Source: "made up"}}}}, f.study, f.cut.Data); len(ps) > 0 {
		t.Fatal(ps)
	}
	f.engine = estimate.New(f.study, f.cut.Hash, f.cut.Data, f.sets)
	f.name()
	f.roles = fakePlan
	return f
}

// invitations to the second wave went to the first 200 people: the 160 who came
// back, 25 who never opened theirs, and 15 whose address does not work.
func (f *fake) invitations(w study.WaveID) map[string]panel.Disposition {
	if w == 1 {
		return nil
	}
	all := map[string]panel.Disposition{}
	for i := range 200 {
		d := panel.NonContact
		if i >= 185 {
			d = panel.Undelivered
		}
		all[fmt.Sprintf("p%03d", i)] = d
	}
	return all
}

// name fills what the study folder names.
func (f *fake) name() {
	f.specs = []estimate.Spec{
		{Name: "funnel", Title: both("Who stays", "Кто остаётся"), Measure: estimate.Funnel, Sample: "first", Steps: []estimate.Step{
			{Name: "first", Title: both("answered wave 1", "ответили в волне 1"), Where: "${disposition_w1} = 'complete'"},
			{Name: "second", Title: both("came back", "вернулись"), Where: "${disposition_w2} = 'complete'"}}},
		{Name: "mood_w1", Measure: estimate.Share, Item: "mood", Waves: []study.WaveID{1}, Sample: "first"},
		{Name: "mood_mean", Measure: estimate.Mean, Item: "mood", Waves: []study.WaveID{1, 2}, Sample: "panel"},
		{Name: "trust_w1", Measure: estimate.Share, Item: "trust", Waves: []study.WaveID{1}, Sample: "first"},
		{Name: "mood_change", Title: both("Good mood: difference", "Хорошее настроение: разность"), Measure: estimate.Difference, Item: "mood", Categories: []string{"4", "5"}, Waves: []study.WaveID{1, 2}, Sample: "panel"},
		{Name: "few", Title: both("A few people", "Несколько человек"), Measure: estimate.Share, Item: "mood", Categories: []string{"4", "5"}, By: "work", Waves: []study.WaveID{1}, Sample: "first"},
		{Name: "worry_w1", Measure: estimate.Share, Item: "worry", Waves: []study.WaveID{1}, Sample: "first"},
		{Name: "work_w1_w2", Title: both("Work before and after", "Работа до и после"), Measure: estimate.Transition,
			From: &estimate.Point{Item: "work", Wave: 1}, To: &estimate.Point{Item: "work", Wave: 2}, Sample: "panel"},
	}
	f.figures = []report.Figure{{Name: "mood", Kind: report.Bars, Estimate: "mood_w1"}, {Name: "moves", Kind: report.Alluvial, Estimate: "work_w1_w2"},
		{Name: "broken", Kind: report.Bars, Estimate: "nowhere"}}
	f.reports = map[string]report.Input{"memo": {Name: "memo", Study: f.study,
		Report:   report.Report{Title: both("A memo "+hostile, "Записка"), Authors: []report.Author{{Name: both("The team", "Команда")}}, Date: "2024-01-31", Editions: []study.Lang{"en", "ru"}},
		Editions: map[study.Lang][]byte{"en": []byte("The mood is {{mood_mean wave=1}}, and 86 others say so.\n\n{{figure mood}}\n"), "ru": []byte("Настроение {{mood_mean wave=1}}.\n\n{{figure mood}}\n")}}}
}

func exile() *study.Study {
	wave := func(n study.WaveID, en, ru string, opens, closes study.Day) study.Wave {
		return study.Wave{Number: n, Title: both(en, ru), Doors: []study.Door{{Kind: study.OpenDoor, Opens: opens, Closes: closes}}}
	}
	return &study.Study{ID: "exile", Title: study.Text{"en": "Exile " + hostile, "ru": "Изгнание"}, Synthetic: true, Channels: []study.Channel{{Name: "friends", Title: both("Friends", "Знакомые")}}, Languages: []study.Lang{"en", "ru"},
		Population: both("People who left", "Уехавшие"), Sampling: study.Text{"en": "Volunteers"},
		Waves: []study.Wave{wave(1, "March 2022", "Март 2022", "2022-03-27", "2022-04-04"), wave(2, "September 2022", "Сентябрь 2022", "2022-08-23", "2022-09-25")},
		Samples: []study.Sample{{Name: "first", Title: both("first wave", "первая волна"), Waves: []study.WaveID{1}, Min: 1},
			{Name: "panel", Title: both("panel sample", "панельная выборка"), Waves: []study.WaveID{1, 2}, Min: 2},
			{Name: "any", Title: both("everybody", "все"), Waves: []study.WaveID{1, 2}, Min: 1, Where: "${age_w1} > 18 or ${age_w2} > 18"}},
		Completion: study.Completion{Partial: .5, Complete: .8}, Disclosure: study.Disclosure{MinCell: 10, MinBase: 30}}
}

func (f *fake) Study() *study.Study                                  { return f.study }
func (f *fake) Instruments() map[study.WaveID]*instrument.Instrument { return f.ins }
func (f *fake) Rules() ([]clean.Rule, error)                         { return f.rules, nil }
func (f *fake) Specs() ([]estimate.Spec, error)                      { return f.specs, f.specFault }
func (f *fake) Figures() ([]report.Figure, error)                    { return f.figures, nil }

func (f *fake) Received() ([]Received, error) {
	if f.explode != "" {
		panic(f.explode)
	}
	return f.received, nil
}

func (f *fake) Cut() (*clean.Cut, time.Time, error) {
	if f.cut == nil {
		return nil, time.Time{}, study.ErrNotFound
	}
	return f.cut, time.Date(2024, time.January, 31, 9, 5, 0, 0, time.UTC), f.cutFault
}

func (f *fake) Recut() error {
	f.recuts++
	return f.cutFault
}

func (f *fake) Stale() ([]clean.Change, error) { return f.stale, nil }

func (f *fake) Cuts() ([]ListedCut, error) {
	if f.cut == nil {
		return nil, nil
	}
	made := time.Date(2024, time.January, 31, 9, 5, 0, 0, time.UTC)
	return []ListedCut{{Hash: f.cut.Hash, Made: made, Latest: true, Rows: 240, Rules: 2}, {Hash: earlierCut, Names: []string{"report-2024"}, Made: made, Rows: 239, Rules: 1},
		{Hash: strings.Repeat("0", 64), Names: []string{"old"}, Made: made, Dropped: true}}, nil
}

func (f *fake) Compare(from, to string) (clean.Difference, error) {
	if from == to {
		return clean.Difference{}, nil
	}
	return f.difference, nil
}

func (f *fake) Sensitivity(names []string) (Sensitivity, error) {
	s := Sensitivity{Cut: f.cut.Hash, Rules: []string{"young", ""}, Back: []int{3, 12}, Without: make([][]estimate.Estimate, 2)}
	for _, spec := range f.specs {
		if !slices.Contains(names, spec.Name) {
			continue
		}
		e, err := f.Estimate(spec)
		if err != nil {
			return s, err
		}
		moved := e
		moved.Cells = slices.Clone(e.Cells)
		for i := range moved.Cells {
			moved.Cells[i].N += 3
			moved.Cells[i].Value += moved.Cells[i].SE / 2
		}
		s.Base = append(s.Base, e)
		s.Without[0] = append(s.Without[0], e)
		s.Without[1] = append(s.Without[1], moved)
	}
	return s, nil
}

func (f *fake) Decide(d clean.Decision) error {
	f.decisions = append(f.decisions, d)
	return f.cutFault
}

func (f *fake) WeightSets() ([]weight.Set, error) {
	var all []weight.Set
	for _, s := range f.sets {
		all = append(all, s)
	}
	return all, nil
}

func (f *fake) Estimate(s estimate.Spec) (estimate.Estimate, error) { return f.engine.Estimate(s) }

func (f *fake) Reports() []string {
	if len(f.reports) == 0 {
		return nil
	}
	return []string{"memo"}
}

func (f *fake) Report(name string) (report.Built, error) {
	in, ok := f.reports[name]
	if !ok {
		return report.Built{}, study.ErrNotFound
	}
	in.Figures, in.SampleN = f.figures, map[string]int{"first": 240, "panel": 160, "any": 240}
	for _, s := range f.specs {
		e, err := f.Estimate(s)
		if err == nil {
			in.Estimates = append(in.Estimates, e)
		} else if !errors.As(err, new(study.Problems)) {
			return report.Built{}, err
		}
	}
	return report.Build(in)
}

// A browser sends requests to the pages as one would, its cookies with them.
type browser struct {
	t     testing.TB
	pages http.Handler
	jar   map[string]string
}

func pagesOf(f *fake) http.Handler {
	return New(f, Options{Token: token, Host: host, Log: slog.New(slog.DiscardHandler),
		Clock: func() time.Time { return time.Date(2022, time.September, 6, 12, 0, 0, 0, time.UTC) }})
}

// visit opens the address of the terminal.
func visit(t testing.TB, f *fake) browser {
	t.Helper()
	b := browser{t, pagesOf(f), map[string]string{}}
	if w := b.get("/?token=" + token); w.Code != http.StatusSeeOther {
		t.Fatalf("the address of the terminal is answered %d", w.Code)
	}
	return b
}

func (b browser) send(r *http.Request) *httptest.ResponseRecorder {
	if r.Host == "example.com" { // what httptest writes
		r.Host = host
	}
	for name, value := range b.jar {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	w := httptest.NewRecorder()
	b.pages.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		b.jar[c.Name] = c.Value
	}
	return w
}

func (b browser) get(address string) *httptest.ResponseRecorder {
	return b.send(httptest.NewRequest(http.MethodGet, address, nil))
}

// ours marks a form as one of the pages' own, as browsers do.
func ours(r *http.Request) *http.Request {
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.Header.Set("Origin", "http://"+host)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r
}
