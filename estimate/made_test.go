package estimate_test

import (
	"strings"
	"testing"

	"sojourn/dataset"
	"sojourn/estimate"
	"sojourn/study"
	"sojourn/weight"
)

// made is a study of three waves with the samples the tests need.
func made() *study.Study {
	waves := []study.Wave{{Number: 1, Title: study.Text{"en": "March 2022"}}, {Number: 2, Title: study.Text{"en": "September 2022"}},
		{Number: 3, Title: study.Text{"en": "Summer 2023"}}}
	return &study.Study{ID: "made-up", Languages: []study.Lang{"en", "ru"}, Synthetic: true, Waves: waves,
		Population: study.Text{"en": "people who left"},
		Samples: []study.Sample{
			{Name: "wave1", Title: study.Text{"en": "Wave 1"}, Waves: []study.WaveID{1}, Min: 1},
			{Name: "panel", Title: study.Text{"en": "Panel"}, Waves: []study.WaveID{1, 2}, Min: 2},
			{Name: "all", Title: study.Text{"en": "Everybody"}, Waves: []study.WaveID{1, 2, 3}, Min: 1},
			{Name: "women", Title: study.Text{"en": "Women"}, Waves: []study.WaveID{1, 2, 3}, Min: 1, Where: "${sex} = 'f'"},
		}}
}

// A people is a linked dataset under construction: column by column, one word
// a person. Dots are skipped answers, slashes people who were not asked, dashes people
// who were not in the wave.
type people struct {
	t *testing.T
	d *dataset.Dataset
}

func newPeople(t *testing.T, n int) *people { return &people{t, dataset.New(n)} }

// column adds a categorical column with the given categories in their order.
func (p *people) column(name, codes, words string) *people {
	p.t.Helper()
	list := &dataset.CodeList{Name: name}
	for _, code := range strings.Fields(codes) {
		list.Categories = append(list.Categories, dataset.Category{Code: code, Label: study.Text{"en": strings.ToUpper(code)}})
	}
	c := dataset.NewColumn(dataset.Variable{Name: name, Label: study.Text{"en": "About " + name}, Kind: dataset.Categorical, Codes: list}, p.d.Rows, dataset.Skipped)
	for i, word := range strings.Fields(words) {
		switch word {
		case "-":
			c.Missing[i] = dataset.NotInWave
		case "/":
			c.Missing[i] = dataset.NotAsked
		case ".":
			c.Missing[i] = dataset.Skipped
		case "?":
			c.Missing[i] = dataset.DontKnow
		default:
			c.Codes[i], c.Missing[i] = uint16(list.Index(word)), dataset.Present
		}
	}
	add(p.t, p.d, c)
	return p
}

// took adds the dispositions of a wave: x responded, o was invited in vain.
func (p *people) took(wave, words string) *people {
	p.t.Helper()
	return p.column("disposition_w"+wave, "complete noncontact", strings.NewReplacer("x", "complete", "o", "noncontact").Replace(words))
}

func (p *people) number(name string, values ...float64) *people {
	p.t.Helper()
	c := dataset.NewColumn(dataset.Variable{Name: name, Kind: dataset.Numeric}, p.d.Rows, dataset.Present)
	copy(c.Numbers, values)
	add(p.t, p.d, c)
	return p
}

// set adds a multiple variable; a person's choices are joined by "+".
func (p *people) set(name, codes, words string) *people {
	p.t.Helper()
	list := &dataset.CodeList{}
	for _, code := range strings.Fields(codes) {
		list.Categories = append(list.Categories, dataset.Category{Code: code})
	}
	c := dataset.NewColumn(dataset.Variable{Name: name, Kind: dataset.Multiple, Codes: list}, p.d.Rows, dataset.Skipped)
	for i, word := range strings.Fields(words) {
		if word == "." {
			continue
		}
		c.Missing[i] = dataset.Present
		for _, code := range strings.Split(word, "+") {
			if at := list.Index(code); at >= 0 {
				c.Sets[i] |= 1 << at
			}
		}
	}
	add(p.t, p.d, c)
	return p
}

func (p *people) estimate(s estimate.Spec) estimate.Estimate {
	p.t.Helper()
	e, err := p.engine(nil).Estimate(s)
	if err != nil {
		p.t.Fatal(err)
	}
	return e
}

func (p *people) engine(sets map[string]weight.Set) *estimate.Engine {
	return estimate.New(made(), "cut", p.d, sets)
}

// times repeats each word as often as its count says: "a*3 b" is "a a a b".
func times(counts ...any) string {
	var b strings.Builder
	for i := 0; i < len(counts); i += 2 {
		b.WriteString(strings.Repeat(counts[i].(string)+" ", counts[i+1].(int)))
	}
	return b.String()
}

// cell finds the only cell with the given keys: "wave=1", "category=yes".
func cell(t *testing.T, e estimate.Estimate, keys ...string) estimate.Cell {
	t.Helper()
	var found []estimate.Cell
	for _, c := range e.Cells {
		fits := len(c.Keys) == len(keys)
		for _, k := range keys {
			dim, value, _ := strings.Cut(k, "=")
			fits = fits && c.Key(dim) == value
		}
		if fits {
			found = append(found, c)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d cells have exactly %v", len(found), keys)
	}
	return found[0]
}

func add(t *testing.T, d *dataset.Dataset, c *dataset.Column) {
	t.Helper()
	if err := d.Add(c); err != nil {
		t.Fatal(err)
	}
}
