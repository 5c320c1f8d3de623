package codebook

import (
	"bytes"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"sojourn/dataset"
	"sojourn/format/ddi"
	"sojourn/instrument"
	"sojourn/instrument/expr"
	"sojourn/internal/judge"
	"sojourn/study"
)

var update = flag.Bool("update", false, "write the golden files anew")

func parsed(t testing.TB, source string) *expr.Expr {
	t.Helper()
	e, err := expr.Parse(source)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// exile is a study of two waves with 200 people, all in wave 1 and every
// second in wave 2.
func exile(t testing.TB) Source {
	t.Helper()
	work := &dataset.CodeList{Name: "work", Categories: []dataset.Category{
		{Code: "ru", Label: study.Text{"en": "Russian <company>", "ru": "Российская компания"}}, {Code: "free", Label: study.Text{"en": "freelance", "ru": "фриланс"}},
		{Code: "none", Label: study.Text{"en": "not working", "ru": "не работаю"}}, {Code: "army", Label: study.Text{"en": "army", "ru": "армия"}}}}
	s := &study.Study{ID: "exile", Title: study.Text{"en": "Exile", "ru": "Изгнание"}, Languages: []study.Lang{"en", "ru"}, Synthetic: true,
		Population: study.Text{"en": "People who left", "ru": "Уехавшие"}, Sampling: study.Text{"en": "Volunteers", "ru": "Добровольцы"},
		Disclosure: study.Disclosure{MinCell: 10, MinBase: 30},
		Waves: []study.Wave{
			{Number: 1, Title: study.Text{"en": "March", "ru": "Март"}, Doors: []study.Door{{Kind: study.OpenDoor, Opens: "2022-03-20", Closes: "2022-04-04"}}},
			{Number: 2, Title: study.Text{"en": "September", "ru": "Сентябрь"}, Doors: []study.Door{{Kind: study.PanelDoor, Opens: "2022-09-01", Closes: "2022-09-20"}}}}}
	age := &instrument.Item{Name: "age", Type: instrument.Integer, Label: study.Text{"en": "How old are you?", "ru": "Сколько вам лет?"}, Required: true}
	job := &instrument.Item{Name: "work", Type: instrument.SelectOne, Codes: work, Label: study.Text{"en": "Where do you work?", "ru": "Где вы работаете?"},
		Relevance: parsed(t, "${age} >= 18"), Reference: study.Text{"en": "now"}}
	why := &instrument.Item{Name: "why", Type: instrument.SelectMultiple, Codes: work, Label: study.Text{"en": "Why?", "ru": "Почему?"}, Sensitive: true}
	story := &instrument.Item{Name: "story", Type: instrument.Text, Label: study.Text{"en": "Tell us", "ru": "Расскажите"}}
	in := &instrument.Instrument{Pages: []*instrument.Page{{Name: "p", Title: study.Text{"en": "About you", "ru": "О вас"}, Items: []*instrument.Item{age, job, why, story}}}}
	const rows = 200
	d := dataset.New(rows)
	add := func(c *dataset.Column) {
		if err := d.Add(c); err != nil {
			t.Fatal(err)
		}
	}
	add(dataset.NewColumn(dataset.Variable{Name: "panelist", Kind: dataset.Words, Label: study.Text{"en": "Pseudonym"}}, rows, dataset.Present))
	for wave := study.WaveID(1); wave <= 2; wave++ {
		for _, i := range []*instrument.Item{age, job, why, story} {
			v := i.Variable()
			v.Name, v.Wave = dataset.InWave(i.Name, wave), wave
			c := dataset.NewColumn(v, rows, dataset.Present)
			for row := range rows {
				answer(c, row)
			}
			add(c)
		}
	}
	return Source{Study: s, Cut: "c0ffee", Data: d, Instruments: map[study.WaveID]*instrument.Instrument{1: in, 2: in}, Lineage: map[string]study.Text{"work": {"en": "A category was added", "ru": "Добавлена категория"}}}
}

// answer gives one person of 40 no answer; three work in the army in wave 1.
func answer(c *dataset.Column, row int) {
	switch {
	case c.Wave == 2 && row%2 == 1:
		c.Missing[row] = dataset.NotInWave
	case row%40 == 0:
		c.Missing[row] = dataset.Refused
	case c.Kind == dataset.Numeric:
		c.Numbers[row] = float64(20 + row%30)
	case c.Kind == dataset.Categorical:
		c.Codes[row] = uint16(row % 3)
		if row < 9 && row%3 == 2 {
			c.Codes[row] = 3
		}
	case c.Kind == dataset.Multiple:
		c.Sets[row] = uint64(1 + row%2*2)
	case c.Kind == dataset.Words:
		c.Texts[row] = "SECRET-STORY"
	}
}

func TestCountsOfTheBookAreThoseOfTheCut(t *testing.T) {
	b := New(exile(t), Team)
	if len(b.Entries) != 5 || b.Entries[2].Name != "work" || len(b.Entries[2].Variables) != 2 || b.Waves[0].People != 200 || b.Waves[1].People != 100 {
		t.Fatalf("the book has %d entries and waves %+v", len(b.Entries), b.Waves)
	}
	for _, e := range b.Entries {
		for _, v := range e.Variables {
			sum := v.People.N
			for _, g := range v.Missing {
				sum += g.Count.N
			}
			if sum != b.Rows {
				t.Errorf("%s tells of %d people of %d", v.Name, sum, b.Rows)
			}
			if v.Kind != dataset.Categorical {
				continue
			}
			for _, c := range v.Categories {
				sum -= c.Count.N
			}
			if want := b.Rows - v.People.N; sum != want {
				t.Errorf("the categories of %s hold %d people too few", v.Name, sum-want)
			}
		}
	}
	work := b.Entries[2].Variables[0]
	if work.Categories[3].Count.N != 3 || work.Question.Routing[0] != "${age} >= 18" || work.Asked().N != 200 {
		t.Errorf("the variable is told as %+v", work)
	}
	age := b.Entries[1].Variables[0].Summary
	if age.Min != 21 && age.Min != 20 || age.Max != 49 || age.Median < 30 || age.Median > 40 {
		t.Errorf("ages are told as %+v", age)
	}
}

func TestThePublishedBookHidesSmallGroups(t *testing.T) {
	b := New(exile(t), Published)
	work := b.Entries[2].Variables[0]
	army := work.Categories[3].Count
	if !army.Hidden || army.N != 0 {
		t.Errorf("three people in the army are told of: %+v", army)
	}
	if len(work.Missing) != 7 || slices.ContainsFunc(work.Missing, func(g Gap) bool { return !g.Count.Hidden }) || !work.Asked().Hidden {
		t.Errorf("why five people have no value is told: %+v", work.Missing)
	}
	age := b.Entries[1].Variables[0]
	if age.People.N != 195 || age.Summary == nil || age.Summary.Extremes || age.Summary.Max != 0 {
		t.Errorf("of ages is told: %+v, %+v", age.People, age.Summary)
	}
}

// TestNothingHiddenFollowsFromTheRest plays an attacker who knows how many
// people are in the wave and every number that is shown.
func TestNothingHiddenFollowsFromTheRest(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	d := study.Disclosure{MinCell: 10, MinBase: 30}
	for range 20000 {
		v := Variable{Kind: dataset.Categorical}
		var truth []int // of the categories, then of the gaps
		for range 1 + rng.IntN(5) {
			n := rng.IntN(40)
			v.Categories = append(v.Categories, Category{Count: Count{N: n}})
			v.People.N += n
			truth = append(truth, n)
		}
		for m := range rng.IntN(4) {
			n := 1 + rng.IntN(25)
			v.Missing = append(v.Missing, Gap{dataset.Missing(m + 1), Count{N: n}})
			truth = append(truth, n)
		}
		told, people, notAsked := describeCounts(v), v.People.N, v.notAsked()
		k := len(v.Categories)
		v.protect(d)
		line := v.line(true, true)
		nothing := v.People.Hidden && !slices.ContainsFunc(line, func(c *Count) bool { return !c.Hidden })
		switch {
		case nothing: // noughts are hidden as well, so that nobody knows which cells hold the people
			continue
		case people < d.MinBase:
			t.Fatalf("%s: something of too small a base is shown", told)
		case notAsked > 0 && notAsked < d.MinCell:
			follows(t, told+"and the people in the wave", line, truth, d.MinCell)
			if v.People.Hidden {
				continue
			}
		}
		for i, c := range line[:k] {
			if !c.Hidden && people-truth[i] < d.MinCell {
				t.Fatalf("%s: nearly all answered the same, and it is shown", told)
			}
		}
		follows(t, told+"and the people with a value", line[:k], truth[:k], d.MinCell)
		if len(v.Missing) == 6 && !slices.ContainsFunc(line[k:], func(c *Count) bool { return !c.Hidden }) {
			continue // every reason that there can be is hidden
		}
		follows(t, told+"and the people without a value", line[k:], truth[k:], d.MinCell)
	}
}

// follows fails if a small group is shown, or if what is hidden can be worked
// out from the sum of the line.
func follows(t *testing.T, from string, line []*Count, truth []int, minCell int) {
	t.Helper()
	hidden, sum := 0, 0
	for i, c := range line {
		switch {
		case !c.Hidden && truth[i] > 0 && truth[i] < minCell:
			t.Fatalf("%s: a group of %d is shown", from, truth[i])
		case c.Hidden && truth[i] > 0:
			hidden, sum = hidden+1, sum+truth[i]
		}
	}
	if hidden == 1 || hidden > 1 && sum < minCell {
		t.Fatalf("%s: %d cells with %d people are hidden and follow", from, hidden, sum)
	}
}

func describeCounts(v Variable) string {
	var b strings.Builder
	for _, c := range v.Categories {
		fmt.Fprintf(&b, "%d ", c.Count.N)
	}
	for _, g := range v.Missing {
		fmt.Fprintf(&b, "(%d) ", g.Count.N)
	}
	return b.String()
}

func page(t *testing.T, b *Book, lang study.Lang) string {
	t.Helper()
	var out bytes.Buffer
	if err := b.WritePage(&out, lang); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestThePageTellsEverythingInBothLanguages(t *testing.T) {
	for lang, wants := range map[study.Lang][]string{
		"en": {"Where do you work?", "Где вы работаете?", "${age} &gt;= 18", "Russian &lt;company&gt;", "A category was added", "Prefer not to say", "ordinal", "codebook-ru.html", "Made-up"},
		"ru": {"Где вы работаете?", "Where do you work?", "Задавался, только если", "Добавлена категория", "Отказ от ответа", "Сентябрь", "codebook-en.html", "вымышлены"},
	} {
		s := exile(t)
		for _, c := range s.Data.Columns {
			if c.Item == "work" {
				c.Scale = dataset.Ordinal
			}
		}
		got := page(t, New(s, Team), lang)
		for _, want := range wants {
			if !strings.Contains(got, want) {
				t.Errorf("the page in %s does not have %q", lang, want)
			}
		}
		if strings.Contains(got, "SECRET-STORY") || strings.Contains(got, "[") && strings.Contains(got, "[missing.") {
			t.Errorf("the page in %s has what it should not", lang)
		}
		if strings.Contains(got, "<script") || strings.Contains(got, "http://") || strings.Contains(got, "https://") {
			t.Errorf("the page in %s is not alone", lang)
		}
		wellFormed(t, got)
	}
}

// wellFormed checks that every link within the page leads somewhere and that
// no id stands twice.
func wellFormed(t *testing.T, text string) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	ids, links := map[string]int{}, []string{}
	for n := range doc.Descendants() {
		for _, a := range n.Attr {
			if a.Key == "id" {
				ids[a.Val]++
			}
			if a.Key == "href" && strings.HasPrefix(a.Val, "#") {
				links = append(links, a.Val[1:])
			}
		}
	}
	for id, n := range ids {
		if n > 1 {
			t.Errorf("the id %s stands %d times", id, n)
		}
	}
	for _, to := range links {
		if ids[to] == 0 {
			t.Errorf("a link leads to %s, which is not there", to)
		}
	}
}

func TestThePublishedPageLooksAsItDid(t *testing.T) {
	got := page(t, New(exile(t), Published), "en")
	_, got, _ = strings.Cut(got, "</style>") // the look is a matter of another package
	const golden = "testdata/published.html"
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != got {
		t.Error("it looks otherwise; look at it, and if that is wanted, run with -update")
	}
}

func TestAnArchiveGetsAWaveAsAValidDocument(t *testing.T) {
	b := New(exile(t), Published)
	c, err := b.DDI(1, ddi.Study{ID: "10.1234/exile-1", Agency: "DOI", URI: "https://doi.org/10.1234/exile-1", Abstract: study.Text{"en": "People who left."},
		Distributor: study.Text{"en": "An archive"}}, "exile-1.csv")
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := ddi.Write(&out, c, ddi.V25); err != nil {
		t.Fatal(err)
	}
	text := out.String()
	for _, want := range []string{"Exile, March", "Longitudinal.Panel", "Nonprobability.Availability", "<caseQnty>200</caseQnty>", `name="work_w1"`, "<backward>${age} &gt;= 18</backward>", `missType="refused"`} {
		if !strings.Contains(text, want) {
			t.Errorf("the document does not have %q", want)
		}
	}
	if strings.Contains(text, "work_w2") || strings.Contains(text, `<catStat type="freq">3</catStat>`) {
		t.Error("the document has another wave, or a group of three people")
	}
	schema := judge.Standards.Need(t, "schemas", "ddi-codebook-2.5", "ddi_codebook_2_5.xsd")
	cmd := exec.Command(judge.Program(t, "xmllint"), "--noout", "--nonet", "--schema", schema, "-")
	cmd.Stdin = &out
	if told, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, told)
	}
}

func TestSearchFindsWordsWhereverTheyStand(t *testing.T) {
	b := New(exile(t), Team)
	for words, want := range map[string]string{"": "panelist age work why story", "WORK": "work why", "работаете": "work", "фриланс": "work why", "category added": "work", "age 18": "work", "how old": "age", "about you": "age work why story",
		"freelance old": "", "nothing of the kind": ""} {
		var names []string
		for _, hit := range b.Search(words) {
			names = append(names, hit.Entry.Name)
			if len(hit.Texts) > maxTexts {
				t.Errorf("%q: %d texts are shown", words, len(hit.Texts))
			}
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("%q finds %q, want %q", words, got, want)
		}
	}
}

func TestWhatAReleaseWithholdsIsTold(t *testing.T) {
	s := exile(t)
	c, err := s.Data.Column("work_w1")
	if err != nil {
		t.Fatal(err)
	}
	for i := range 40 {
		c.Missing[i] = dataset.Withheld
	}
	b := New(s, Team)
	work := b.Entries[2].Variables[0]
	if at := slices.IndexFunc(work.Missing, func(g Gap) bool { return g.Why == dataset.Withheld }); at < 0 || work.Missing[at].Count.N != 40 || work.Asked().N != 160 {
		t.Errorf("40 withheld answers are told as %+v, %d asked", work.Missing, work.Asked().N)
	}
	if got := page(t, b, "ru"); !strings.Contains(got, "Скрыто") {
		t.Error("the Russian page does not say it")
	}
}
