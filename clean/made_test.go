package clean

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"sojourn/dataset"
	"sojourn/study"
)

// A crowd is honest people with opinions of their own: answers hang together
// within a person through five traits that share a common part, every item has
// its own thresholds, some are worded the other way round, a block is asked of
// two people in five, and some people avoid the ends of every scale.
type crowd struct {
	rng   *rand.Rand
	table *dataset.Dataset
	items []*dataset.Column
	draw  []func(p *person) (code int, why dataset.Missing)
}

// A person is what makes somebody's answers hang together.
type person struct {
	traits [5]float64
	style  float64 // below 1: keeps to the middle of scales
	skips  float64
	routed bool
}

const (
	likert = 48
	facts  = 14
)

func newCrowd(t testing.TB, rows int) *crowd {
	t.Helper()
	c := &crowd{rng: rand.New(rand.NewPCG(7, 1)), table: dataset.New(rows)}
	for _, v := range []dataset.Variable{{Name: ResponseColumn, Kind: dataset.Words}, {Name: PanelistColumn, Kind: dataset.Words}, {Name: LanguageColumn, Kind: dataset.Words},
		{Name: VersionColumn, Kind: dataset.Words}, {Name: ShareColumn, Kind: dataset.Numeric}, {Name: SecondsColumn, Kind: dataset.Numeric}} {
		if err := c.table.Add(dataset.NewColumn(v, rows, dataset.Present)); err != nil {
			t.Fatal(err)
		}
	}
	for k := range likert {
		c.add(t, fmt.Sprintf("scale%d", k), 5, c.opinion(k))
	}
	for k := range facts {
		c.add(t, fmt.Sprintf("fact%d", k), 3+k, c.fact(3+k))
	}
	for row := range rows {
		c.answer(row)
	}
	return c
}

func (c *crowd) add(t testing.TB, name string, categories int, draw func(*person) (int, dataset.Missing)) {
	list := &dataset.CodeList{Name: name}
	for k := range categories {
		list.Categories = append(list.Categories, dataset.Category{Code: fmt.Sprint(k + 1)})
	}
	item := dataset.NewColumn(dataset.Variable{Name: name, Item: name, Kind: dataset.Categorical, Codes: list}, c.table.Rows, dataset.Skipped)
	if err := c.table.Add(item); err != nil {
		t.Fatal(err)
	}
	c.items, c.draw = append(c.items, item), append(c.draw, draw)
}

// opinion is an item of five steps that loads on a trait.
func (c *crowd) opinion(k int) func(*person) (int, dataset.Missing) {
	load := 0.5 + 0.35*c.rng.Float64()
	if k%3 == 2 {
		load = -load
	}
	middle := 0.8 * c.rng.NormFloat64()
	return func(p *person) (int, dataset.Missing) {
		if k >= 40 && !p.routed {
			return 0, dataset.NotAsked
		}
		y := p.style * (load*p.traits[k%5] + math.Sqrt(1-load*load)*c.rng.NormFloat64() + middle)
		return min(4, max(0, int(math.Floor(y/0.8+2.5)))), dataset.Present
	}
}

// fact is an item whose categories are far from equally frequent.
func (c *crowd) fact(categories int) func(*person) (int, dataset.Missing) {
	return func(p *person) (int, dataset.Missing) {
		k := int(math.Abs(c.rng.NormFloat64()+0.5*p.traits[0]) * float64(categories) / 3)
		return min(categories-1, k), dataset.Present
	}
}

// answer fills a row with an honest response.
func (c *crowd) answer(row int) {
	common := c.rng.NormFloat64()
	p := &person{style: 1, skips: 0.06 * c.rng.Float64(), routed: c.rng.Float64() < 0.4}
	for i := range p.traits {
		p.traits[i] = 0.55*common + math.Sqrt(1-0.55*0.55)*c.rng.NormFloat64()
	}
	if c.rng.Float64() < 0.08 {
		p.style = 0.55
	}
	for i, item := range c.items {
		code, why := c.draw[i](p)
		if why == dataset.Present && c.rng.Float64() < p.skips {
			why = dataset.Skipped
		}
		item.Codes[row], item.Missing[row] = uint16(code), why
	}
	lang, pace := "ru", 700.0
	if c.rng.Float64() < 0.3 {
		lang, pace = "en", 550
	}
	c.text(PanelistColumn).Texts[row], c.text(ResponseColumn).Texts[row] = fmt.Sprint("p", row), fmt.Sprint("r", row)
	c.text(LanguageColumn).Texts[row], c.text(VersionColumn).Texts[row] = lang, "1"
	c.text(ShareColumn).Numbers[row] = 1
	c.text(SecondsColumn).Numbers[row] = pace * math.Exp(0.38*c.rng.NormFloat64())
}

func (c *crowd) text(name string) *dataset.Column {
	column, _ := c.table.Column(name)
	return column
}

// copyOf puts the answers of a row into another, each changed with a chance.
func (c *crowd) copyOf(from, to int, change float64) {
	for _, item := range c.items {
		item.Copy(to, item, from)
		if item.Missing[to] == dataset.Present && c.rng.Float64() < change {
			item.Codes[to] = uint16(c.rng.IntN(len(item.Variable.Codes.Categories)))
		}
	}
}

// A fault is what is wrong with a planted row.
type fault string

// plant spoils 150 rows of each kind and says which. Copies come after what
// they were copied from.
func (c *crowd) plant() map[int]fault {
	planted := map[int]fault{}
	spoil := func(f fault, change func(row int)) {
		for range 150 {
			row := c.table.Rows/2 + c.rng.IntN(c.table.Rows/2)
			if planted[row] == "" {
				planted[row] = f
				change(row)
			}
		}
	}
	spoil("copy", func(row int) { c.copyOf(c.rng.IntN(c.table.Rows/2), row, 0) })
	spoil("near copy", func(row int) { c.copyOf(c.rng.IntN(c.table.Rows/2), row, 0.02+0.06*c.rng.Float64()) })
	spoil("speeder", func(row int) { c.text(SecondsColumn).Numbers[row] *= 0.03 + 0.12*c.rng.Float64() })
	spoil("straight line", func(row int) {
		code := uint16(c.rng.IntN(5))
		for _, item := range c.items[:likert] {
			if item.Missing[row] == dataset.Present {
				item.Codes[row] = code
			}
		}
	})
	return planted
}

// grids are the scales in batteries of eight.
func grids() [][]string {
	var all [][]string
	for k := range likert {
		if k%8 == 0 {
			all = append(all, nil)
		}
		all[len(all)-1] = append(all[len(all)-1], fmt.Sprintf("scale%d", k))
	}
	return all
}

var plantedRules = []Rule{
	{Name: "fast", Kind: Speeder, Share: 0.35, Reason: study.Text{"en": "too fast"}},
	{Name: "line", Kind: StraightLine, Grids: grids(), Straight: 3, Least: 5, Reason: study.Text{"en": "straight line"}},
	{Name: "copy", Kind: Duplicate, Least: 20, Reason: study.Text{"en": "copy"}},
	{Name: "near", Kind: Similar, Share: 0.85, Least: 20, Reason: study.Text{"en": "near copy"}},
}

// TestPlantedFaultsAreFlaggedAndHonestPeopleAreNot plants 600 faults among
// 6,000 responses: of each kind at least 95 % must be flagged, and of the
// honest responses at most 1 %.
func TestPlantedFaultsAreFlaggedAndHonestPeopleAreNot(t *testing.T) {
	c := newCrowd(t, 6000)
	planted := c.plant()
	flags, _, err := Apply(plantedRules, nil, Wave{Number: 1, Table: c.table})
	if err != nil {
		t.Fatal(err)
	}
	all, found := map[fault]int{}, map[fault]int{}
	for row := range flags {
		f := planted[row]
		all[f]++
		if len(flags[row]) > 0 {
			found[f]++
		}
	}
	for f, n := range all {
		share := float64(found[f]) / float64(n)
		t.Logf("%-14s %d of %d flagged, %.2f %%", f, found[f], n, 100*share)
		if f == "" && share > 0.01 || f != "" && share < 0.95 {
			t.Errorf("of %d responses with the fault %q %d are flagged", n, f, found[f])
		}
	}
}

func TestAPersonsOwnSecondResponseIsNoNearCopy(t *testing.T) {
	c := newCrowd(t, 400)
	c.copyOf(10, 300, 0.03)
	c.copyOf(11, 301, 0.03)
	c.text(PanelistColumn).Texts[300] = c.text(PanelistColumn).Texts[10]
	flags, _, err := Apply(plantedRules[3:], nil, Wave{Number: 1, Table: c.table})
	if err != nil {
		t.Fatal(err)
	}
	if len(flags[300]) != 0 || len(flags[301]) != 1 {
		t.Errorf("one's own second response is flagged %v, somebody else's near copy %v", flags[300], flags[301])
	}
}

// TestEveryPairThatIsAlikeMeets holds the sets of items against the comparison
// of all pairs.
func TestEveryPairThatIsAlikeMeets(t *testing.T) {
	c := newCrowd(t, 1500)
	for row := 1000; row < 1300; row++ {
		c.copyOf(row-1000, row, 0.12)
	}
	hit, err := plantedRules[3].similar(c.table, make(Flags, c.table.Rows))
	if err != nil {
		t.Fatal(err)
	}
	m := newMatrix(c.items, c.table.Rows)
	alike, missed := 0, 0
	for later := range c.table.Rows {
		for earlier := range later {
			if !m.alike(earlier, later, 0.85, 20) {
				continue
			}
			alike++
			if !hit[later] && !hit[earlier] {
				missed++
			}
			break
		}
	}
	t.Logf("%d of %d rows that are alike are missed", missed, alike)
	if alike < 100 || missed > 1 {
		t.Errorf("of %d rows like an earlier one %d are missed", alike, missed)
	}
}

func BenchmarkSimilar(b *testing.B) {
	for _, rows := range []int{18_000, 100_000} {
		c := newCrowd(b, rows)
		b.Run(fmt.Sprint(rows, " rows"), func(b *testing.B) {
			for b.Loop() {
				if _, err := plantedRules[3].similar(c.table, make(Flags, rows)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
