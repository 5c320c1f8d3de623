package release

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"sojourn/clean"
	"sojourn/dataset"
	"sojourn/instrument"
	"sojourn/instrument/expr"
	"sojourn/study"
)

func parsed(t testing.TB, source string) *expr.Expr {
	t.Helper()
	e, err := expr.Parse(source)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func list(name string, codes ...string) *dataset.CodeList {
	l := &dataset.CodeList{Name: name}
	for _, c := range codes {
		l.Categories = append(l.Categories, dataset.Category{Code: c, Label: study.Text{"en": "is " + c, "ru": "это " + c}})
	}
	return l
}

var countries = []string{"GE", "RS", "AM", "TR", "DE", "IL", "KZ", "PT", "AR", "TH", "MN", "IS", "KE", "XA", "other"}

// questions are those of each wave of the made-up study. Two of them are put
// only to some, and so tell of an answer elsewhere.
func questions(t testing.TB) *instrument.Instrument {
	one := func(name string, l *dataset.CodeList) *instrument.Item {
		return &instrument.Item{Name: name, Type: instrument.SelectOne, Codes: l, Label: study.Text{"en": name + "?"}}
	}
	ages := &instrument.Item{Name: "age_of_child", Type: instrument.Integer, Relevance: parsed(t, "${children} = 'yes'")}
	pension := one("pension", list("yesno", "yes", "no"))
	pension.Relevance = parsed(t, "${age} >= 55")
	vote := one("vote", list("vote", "for", "against", "none"))
	vote.Sensitive = true
	return &instrument.Instrument{Form: "made-up", Version: "1", Pages: []*instrument.Page{{Name: "all", Items: []*instrument.Item{
		{Name: "age", Type: instrument.Integer}, one("sex", list("sex", "f", "m", "x")), one("country", list("country", countries...)),
		one("children", list("yesno", "yes", "no")), ages, pension, vote, one("mood", list("mood", "1", "2", "3", "4", "5")),
		{Name: "story", Type: instrument.Text}, {Name: "came", Type: instrument.Date},
	}}}}
}

// people makes up n people who answer two waves, the second only half of them.
func people(t testing.TB, n int) Source {
	t.Helper()
	in := questions(t)
	rng := rand.New(rand.NewPCG(4, 5))
	d := dataset.New(n)
	add := func(c *dataset.Column) *dataset.Column {
		if err := d.Add(c); err != nil {
			t.Fatal(err)
		}
		return c
	}
	who := add(dataset.NewColumn(dataset.Variable{Name: clean.PanelistColumn, Kind: dataset.Words}, n, dataset.Present))
	for i := range n {
		who.Texts[i] = fmt.Sprintf("person-%05d", i)
	}
	s := Source{Cut: "c0ffee", Data: d, Secret: []byte("kept at the desk"), Study: &study.Study{ID: "made-up", Languages: []study.Lang{"en", "ru"}}}
	ages, sexes, lands, kids := make([]int, n), make([]int, n), make([]int, n), make([]int, n)
	for i := range n {
		ages[i], sexes[i], kids[i] = 18+int(rng.ExpFloat64()*14)%70, min(int(rng.ExpFloat64()*1.2), 2), rng.IntN(2)
		lands[i] = min(int(rng.ExpFloat64()*3), len(countries)-1)
	}
	for wave := study.WaveID(1); wave <= 2; wave++ {
		s.Study.Waves = append(s.Study.Waves, study.Wave{Number: wave, Title: study.Text{"en": fmt.Sprint("wave ", wave)}})
		columns := map[string]*dataset.Column{}
		for _, v := range in.Variables() {
			v.Name, v.Wave = dataset.InWave(v.Name, wave), wave
			columns[v.Item] = add(dataset.NewColumn(v, n, dataset.NotInWave))
		}
		for i := range n {
			if wave == 2 && i%2 == 1 {
				continue
			}
			if wave == 2 {
				ages[i]++
				if rng.IntN(5) == 0 {
					lands[i] = rng.IntN(len(countries))
				}
			}
			answer(columns, i, rng, ages[i], sexes[i], lands[i], kids[i])
		}
	}
	s.Depends = Dependents(map[study.WaveID]*instrument.Instrument{1: in, 2: in})
	return s
}

func answer(columns map[string]*dataset.Column, i int, rng *rand.Rand, age, sex, land, kid int) {
	for _, name := range slices.Sorted(maps.Keys(columns)) {
		c := columns[name]
		c.Missing[i] = dataset.Present
		switch name {
		case "age":
			c.Numbers[i] = float64(age)
		case "sex":
			c.Codes[i] = uint16(sex)
		case "country":
			c.Codes[i] = uint16(land)
		case "children":
			c.Codes[i] = uint16(kid)
		case "age_of_child":
			c.Numbers[i] = float64(rng.IntN(18))
			if kid == 1 {
				c.Missing[i] = dataset.NotAsked
			}
		case "pension":
			c.Codes[i] = uint16(rng.IntN(2))
			if age < 55 {
				c.Missing[i] = dataset.NotAsked
			}
		case "vote":
			c.Codes[i] = uint16(rng.IntN(3))
		case "mood":
			c.Codes[i] = uint16(rng.IntN(5))
		case "story":
			c.Texts[i] = fmt.Sprintf("SECRET-STORY-%d", i)
		case "came":
			c.Texts[i] = fmt.Sprintf("2022-%02d-%02d", 1+rng.IntN(12), 1+rng.IntN(28))
		}
		if name != "age" && name != "age_of_child" && name != "pension" && rng.IntN(40) == 0 {
			c.Missing[i] = dataset.Refused
		}
	}
}

const plan = `
variables:
  - {name: age, role: quasi, scientific: {bands: [18, 25, 35, 45, 60]}, public: {bands: [18, 30, 45, 60]}}
  - {name: sex, role: quasi}
  - {name: country, role: quasi, scientific: {rare: 30}, public: {regions: true}}
  - {name: children, role: quasi}
  - {name: age_of_child, role: free}
  - {name: pension, role: free}
  - {name: vote, role: sensitive, harmless: [none]}
  - {name: mood, role: free}
  - {name: story, role: sensitive, scientific: {screened: true}, public: {withhold: true}}
  - {name: came, role: quasi, scientific: {day: year}, public: {withhold: true}}
`

func planned(t testing.TB, text string) *Plan {
	t.Helper()
	p, err := Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func protected(t testing.TB, s Source, p *Plan, profile Profile) *Outcome {
	t.Helper()
	o, err := Protect(s, p, profile)
	if err != nil {
		t.Fatal(err)
	}
	return o
}
