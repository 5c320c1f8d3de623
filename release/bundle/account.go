package bundle

import (
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"slices"

	"sojourn/dataset"
	"sojourn/look"
	"sojourn/release"
	"sojourn/study"
	"sojourn/study/phrasebook"
)

// manifestName is the name of the file from which a program knows what the
// release promises.
const manifestName = "release.json"

// A Manifest is what the release promises, in a form that a program reads.
type Manifest struct {
	Release   string                    `json:"release"`
	Study     study.ID                  `json:"study"`
	Title     study.Text                `json:"title"`
	Synthetic bool                      `json:"synthetic"`
	Profile   release.Profile           `json:"profile"`
	K         int                       `json:"k"`
	L         int                       `json:"l"`
	People    int                       `json:"people"`
	LeftOut   int                       `json:"left_out"`
	Keys      []string                  `json:"quasi_identifiers"`
	Asked     map[string][]string       `json:"asked_because_of,omitempty"` // who was asked these tells of a quasi-identifier, and counts as one
	Sensitive map[string][]string       `json:"sensitive"`                  // by column: the codes that may become known
	Tables    map[string][]dataset.Time `json:"linked_tables,omitempty"`    // by table: for each time, the column of the data by that of the table; how often something was put to somebody counts as a quasi-identifier
	Joins     string                    `json:"joins,omitempty"`
	Collected release.Risk              `json:"as_collected"`
	Coarsened release.Risk              `json:"after_coarsening"`
	Released  release.Risk              `json:"as_released"`
	Source    string                    `json:"population_source,omitempty"`
	Variables []release.Fate            `json:"variables"`
	Diversity []release.Diversity       `json:"diversity"`
	Weights   []release.WeightFate      `json:"weights,omitempty"`
}

// account writes the manifest and, in each language, what was done to protect
// people and how the study was made.
func (m *maker) account() error {
	o := m.Outcome
	manifest := Manifest{Release: o.ID, Study: m.Study.ID, Title: m.Study.Title, Synthetic: m.Study.Synthetic, Profile: o.Profile, K: o.Settings.K, L: o.Settings.L,
		People: o.Data.Rows, LeftOut: o.LeftOut, Keys: o.Keys, Asked: o.Asked, Sensitive: o.Sensitive, Collected: o.Collected, Coarsened: o.Coarsened, Released: o.Released,
		Source: o.Source, Joins: o.Settings.Joins, Variables: o.Variables, Diversity: o.Diversity, Weights: o.Weights}
	for _, t := range o.Tables {
		if manifest.Tables == nil {
			manifest.Tables = map[string][]dataset.Time{}
		}
		manifest.Tables[t.Name] = t.Times
	}
	text, err := json.MarshalIndent(manifest, "", " ")
	if err != nil {
		return fmt.Errorf("bundle: %w", err)
	}
	m.put(manifestName, append(text, '\n'))
	for _, lang := range languages() {
		name := "protection." + string(lang) + ".html"
		if err := m.write(name, func(w io.Writer) error { return m.page(w, lang) }); err != nil {
			return err
		}
		m.put("method."+string(lang)+".md", []byte(m.method(lang)))
	}
	return nil
}

//go:embed page.html page.css
var pages embed.FS

// A view is everything that the page about the protection may show.
type view struct {
	phrasebook.Voice
	words   phrasebook.Voice // of the release package
	Study   *study.Study
	Outcome *release.Outcome
	Style   template.CSS
}

// page writes what was done to protect people.
func (m *maker) page(w io.Writer, lang study.Lang) error {
	css, err := pages.ReadFile("page.css")
	if err != nil {
		return err
	}
	v := view{book.In(lang), release.In(lang), m.Study, m.Outcome, template.CSS(look.Base + string(css))}
	t, err := template.New("page.html").Funcs(template.FuncMap{"t": v.Say}).ParseFS(pages, "page.html")
	if err != nil {
		return err
	}
	return t.Execute(w, v)
}

// Language is that of the page's own words.
func (v view) Language() study.Lang { return v.Lang }

// Text gives a wording of the study.
func (v view) Text(t study.Text) string { return t.In(v.Lang, v.Study.Default()) }

// Word gives a word of the release package.
func (v view) Word(key string, args ...any) string { return v.words.Say(key, args...) }

// A Line is a row of numbers under a heading.
type Line struct {
	Head  string
	Cells []string
}

// Stages are the risks as collected, coarsened and released.
func (v view) Stages() []Line { return Stages(v.Outcome, v.words) }

// Stages sets the risk of the three stages beside each other, a line for each
// measure of it.
func Stages(o *release.Outcome, words phrasebook.Voice) []Line {
	risks := []release.Risk{o.Collected, o.Coarsened, o.Released}
	of := func(key string, arg any, write func(release.Risk) string) Line {
		l := Line{Head: words.Say("risk."+key, arg)}
		for _, r := range risks {
			l.Cells = append(l.Cells, write(r))
		}
		return l
	}
	count := func(n func(release.Risk) int) func(release.Risk) string {
		return func(r release.Risk) string { return words.Count(n(r)) }
	}
	lines := []Line{
		of("people", 0, count(func(r release.Risk) int { return r.People })),
		of("classes", 0, count(func(r release.Risk) int { return r.Classes })),
		of("uniques", 0, count(func(r release.Risk) int { return r.Uniques })),
		of("small", o.Settings.K, count(func(r release.Risk) int { return r.Small })),
		of("least", 0, count(func(r release.Risk) int { return r.Least })),
		of("highest", 0, func(r release.Risk) string { return words.Percent(r.Highest, 1) }),
		of("average", 0, func(r release.Risk) string { return words.Percent(r.Average, 1) }),
	}
	if o.Released.Expected != nil {
		lines = append(lines, of("expected", 0, func(r release.Risk) string { return words.Number(*r.Expected, 1) }))
	}
	return lines
}

// Waves are the waves with the people who would be alone in each.
func (v view) Waves() []Line {
	var lines []Line
	for _, w := range v.Outcome.Waves {
		wave, _ := v.Study.Wave(w.Wave)
		lines = append(lines, Line{v.Text(wave.Title), []string{v.Count(w.Risk.People), v.Count(w.Risk.Uniques), v.Count(w.Risk.Small)}})
	}
	return append(lines, Line{v.Say("together"), []string{v.Count(v.Outcome.Collected.People), v.Count(v.Outcome.Collected.Uniques), v.Count(v.Outcome.Collected.Small)}})
}

// A fate is what became of a variable, worded.
type fate struct {
	release.Fate
	What         string
	Blank, Shift string
}

// Fates lists the variables to which anything was done, those others may know first.
func (v view) Fates() []fate {
	var all []fate
	for _, f := range v.Outcome.Variables {
		one := fate{Fate: f, What: Measures(f, v.words)}
		if f.To > 0 {
			one.Blank, one.Shift = v.Percent(f.Blank, 0), v.Percent(f.Shift, 1)
		}
		if len(f.Measures) > 0 {
			all = append(all, one)
		}
	}
	order := []release.Role{release.Quasi, release.Sensitive, release.Free, release.Direct}
	slices.SortStableFunc(all, func(a, b fate) int { return slices.Index(order, a.Role) - slices.Index(order, b.Role) })
	return all
}

// Measures words what was done to a variable.
func Measures(f release.Fate, words phrasebook.Voice) string {
	text := ""
	for i, m := range f.Measures {
		if i > 0 {
			text += ", "
		}
		text += words.Say("measure." + string(m))
	}
	return text
}
