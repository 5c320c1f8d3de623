package release

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"sojourn/clean"
	"sojourn/dataset"
	"sojourn/study"
)

// movers are people with the countries they lived in, up to three; three of
// them have three.
func movers(t *testing.T) Source {
	t.Helper()
	const n = 300
	rng := rand.New(rand.NewPCG(7, 7))
	d := dataset.New(n)
	add := func(c *dataset.Column) *dataset.Column {
		if err := d.Add(c); err != nil {
			t.Fatal(err)
		}
		return c
	}
	who := add(dataset.NewColumn(dataset.Variable{Name: clean.PanelistColumn, Kind: dataset.Words}, n, dataset.Present))
	sex := add(dataset.NewColumn(dataset.Variable{Name: "sex_w1", Item: "sex", Wave: 1, Kind: dataset.Categorical, Codes: list("sex", "f", "m")}, n, dataset.Present))
	var places, years []*dataset.Column
	for time := 1; time <= 3; time++ {
		for _, name := range []string{"place", "year"} {
			v := dataset.Variable{Name: fmt.Sprintf("%s_%d_w1", name, time), Item: fmt.Sprintf("%s_%d", name, time), Wave: 1, Kind: dataset.Categorical, Codes: list("country", countries...),
				Repeated: &dataset.Repeated{Repeat: "stay", Time: time, Name: name}}
			if name == "year" {
				v.Kind, v.Codes = dataset.Numeric, nil
				years = append(years, add(dataset.NewColumn(v, n, dataset.NotAsked)))
			} else {
				places = append(places, add(dataset.NewColumn(v, n, dataset.NotAsked)))
			}
		}
	}
	for i := range n {
		who.Texts[i], sex.Codes[i] = fmt.Sprintf("person-%05d", i), uint16(i%2)
		times := 1 + i%2
		if i%100 == 50 {
			times = 3
		}
		for time := range times {
			places[time].Codes[i], places[time].Missing[i] = uint16(min(int(rng.ExpFloat64()*2), len(countries)-1)), dataset.Present
			years[time].Numbers[i], years[time].Missing[i] = float64(2020+rng.IntN(4)), dataset.Present
		}
	}
	return Source{Cut: "c0ffee", Data: d, Secret: []byte("kept at the desk"),
		Study: &study.Study{ID: "made-up", Languages: []study.Lang{"en", "ru"}, Waves: []study.Wave{{Number: 1}}}}
}

const movesPlan = `
scientific: {k: 5}
variables:
  - {name: sex, role: quasi}
  - {name: place_1, role: free, scientific: {rare: 20}}
  - {name: place_2, role: free, scientific: {rare: 20}}
  - {name: place_3, role: free, scientific: {withhold: true}}
  - {name: year_1, role: free}
  - {name: year_2, role: free}
  - {name: year_3, role: free}
`

func TestHowOftenSomebodyWasAskedTellsOfFewerThanKPeople(t *testing.T) {
	o := protected(t, movers(t), planned(t, movesPlan), Scientific)
	if len(o.Tables) != 1 || o.Tables[0].Name != "stay_w1" {
		t.Fatalf("the linked tables are %+v", o.Tables)
	}
	who, _ := o.Tables[0].Data.Column(clean.PanelistColumn)
	rows := map[string]int{}
	for _, name := range who.Texts {
		rows[name]++
	}
	people := map[int]int{}
	for _, n := range rows {
		people[n]++
	}
	for n, alike := range people {
		if alike < o.Settings.K {
			t.Errorf("%d people have %d rows in the linked table", alike, n)
		}
	}
	if len(people) < 2 {
		t.Errorf("everybody has as many rows: %v; nothing is proven", people)
	}
}

func TestALinkedTableOfAReleaseSaysNoMoreThanItsData(t *testing.T) {
	o := protected(t, movers(t), planned(t, movesPlan), Scientific)
	table := o.Tables[0]
	who, _ := table.Data.Column(clean.PanelistColumn)
	order, _ := table.Data.Column(dataset.OrderName)
	people, _ := o.Data.Column(clean.PanelistColumn)
	var keys []string
	merged := 0
	for row := range table.Data.Rows {
		keys = append(keys, fmt.Sprintf("%s %g", who.Texts[row], order.Numbers[row]))
		person := slices.Index(people.Texts, who.Texts[row])
		for _, c := range table.Data.Columns[2:] {
			from, err := o.Data.Column(table.Times[int(order.Numbers[row])-1][c.Name])
			if err != nil { // a time that the plan keeps here
				if c.Missing[row] != dataset.Withheld {
					t.Fatalf("%s: %s is %v where the release has no such column", keys[row], c.Name, c.Missing[row])
				}
				continue
			}
			if c.Text(row) != from.Text(person) || c.Missing[row] != from.Missing[person] {
				t.Fatalf("%s: %s is %q %v, the data have %q %v", keys[row], c.Name, c.Text(row), c.Missing[row], from.Text(person), from.Missing[person])
			}
			if strings.HasPrefix(c.Text(row), mergedCode) {
				merged++
			}
		}
	}
	if !slices.IsSorted(keys) {
		t.Error("the order of the rows tells something")
	}
	if merged == 0 {
		t.Error("no rare country is merged, so nothing is proven")
	}
}

func TestTimesThatAreMadeCoarserInDifferentWaysStayApartAndAreNamed(t *testing.T) {
	text := strings.Replace(movesPlan, "{name: year_2, role: free}", "{name: year_2, role: free, scientific: {bands: [2022]}}", 1)
	o := protected(t, movers(t), planned(t, text), Scientific)
	if _, err := o.Tables[0].Data.Column("year_2"); err != nil {
		t.Error("bands and numbers share a column")
	}
	if !slices.ContainsFunc(o.Warnings, func(p study.Problem) bool { return p.Column == "year_2" && strings.Contains(p.What, "stay_w1") }) {
		t.Errorf("nothing tells of it: %v", o.Warnings)
	}
}
