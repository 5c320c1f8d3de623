package seed

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"flag"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sojourn/clean"
	"sojourn/dataset"
	"sojourn/instrument"
	"sojourn/panel"
	"sojourn/study"
)

var update = flag.Bool("update", false, "write golden files anew")

func (d desk) count(in func(row int) bool) int {
	n := 0
	for row := range d.cut.Data.Rows {
		if in(row) {
			n++
		}
	}
	return n
}

func TestSizesAreThePublishedOnes(t *testing.T) {
	d := open(t)
	waves := func(row int) int {
		n := 0
		for wave := 1; wave <= Waves; wave++ {
			if d.responded(row, wave) {
				n++
			}
		}
		return n
	}
	got := map[string]int{
		"two or more waves": d.count(func(row int) bool { return waves(row) >= 2 }),
		"one or more waves": d.count(func(row int) bool { return waves(row) >= 1 }),
		"three waves":       d.count(func(row int) bool { return waves(row) == 3 }),
	}
	for _, sample := range []string{"w1", "c2", "c3", "p12", "p13", "p23", "p123"} {
		got[sample] = d.count(func(row int) bool { return d.in(sample, row) })
	}
	want := map[string]int{"w1": 1680, "c2": 2176, "c3": 5697, "p12": 611, "p13": 494, "p23": 1465, "p123": 470,
		"two or more waves": 2170, "one or more waves": 10871, "three waves": 470}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestTheFunnelIsThePublishedOne(t *testing.T) {
	d := open(t)
	agreed := func(row int) bool { return d.in("w1", row) && d.column("recontact", 1).CodeAt(row) == "yes" }
	outcome := func(row int) string { return d.column("disposition", 2).CodeAt(row) }
	got := []int{
		d.count(agreed),
		d.count(func(row int) bool { return agreed(row) && d.in("c2", row) }),
		d.count(func(row int) bool { return agreed(row) && outcome(row) == panel.BreakOff.String() }),
	}
	if want := []int{1032, 611, 103}; !slices.Equal(got, want) {
		t.Errorf("agreed, came back, broke off: %v, published %v", got, want)
	}
}

func TestPeopleLiveInAsManyCountriesAsPublished(t *testing.T) {
	d := open(t)
	everywhere := map[string]bool{}
	for wave, more := range map[int]int{2: 60, 3: 60} {
		here := map[string]bool{}
		for row := range d.cut.Data.Rows {
			if country := d.column("country_now", wave).CodeAt(row); country != "" && d.in("c"+strconv.Itoa(wave), row) {
				here[country], everywhere[country] = true, true
			}
		}
		if len(here) <= more {
			t.Errorf("wave %d is in %d countries, published are more than %d", wave, len(here), more)
		}
	}
	if len(everywhere) <= 100 {
		t.Errorf("the waves are in %d countries, published are more than 100", len(everywhere))
	}
}

// The tables as printed, from to the left and to at the top.
const (
	printedWork = `
		      ru  int  ngo  free  study  unemp  local
		ru    53  50   10   36    6      19     29
		int   10  66   0    17    2      9      8
		ngo   1   4    8    6     2      3      4
		free  7   11   3    72    6      13     8
		study 0   1    0    2     4      3      1
		unemp 0   2    0    5     5      8      0`
	printedLanguage = `
		      speak  no   irregular  effort
		speak 57     2    5          9
		no    17     261  145        37
		learn 30     58   307        174`
)

func TestTransitionsAreCellForCellThePublishedOnes(t *testing.T) {
	d := open(t)
	merge := map[string]string{"own": "free", "leave": "unemp"}
	for _, c := range []struct {
		from, to      string
		first, second int
		printed       string
		n             int
	}{
		{"work_main", "work_now", 1, 3, printedWork, 494},
		{"learn_lang", "learn_lang", 2, 3, printedLanguage, 1102},
	} {
		got := map[move]int{}
		n := 0
		for row := range d.cut.Data.Rows {
			m := move{d.column(c.from, c.first).CodeAt(row), d.column(c.to, c.second).CodeAt(row)}
			if m.from == "" || m.to == "" || !d.population(row, c.first) || !d.population(row, c.second) {
				continue
			}
			if merged := merge[m.from]; merged != "" {
				m.from = merged
			}
			got[m]++
			n++
		}
		if diff := cmp.Diff(cells(t, c.printed), got, cmp.AllowUnexported(move{})); diff != "" {
			t.Errorf("%s to %s:\n%s", c.from, c.to, diff)
		}
		if n != c.n {
			t.Errorf("%s to %s rests on %d people, published %d", c.from, c.to, n, c.n)
		}
	}
}

// cells reads a printed table; moves that nobody made are left out.
func cells(t *testing.T, printed string) map[move]int {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(printed), "\n")
	to := strings.Fields(lines[0])
	all := map[move]int{}
	for _, line := range lines[1:] {
		fields := strings.Fields(line)
		for j, field := range fields[1:] {
			n, err := strconv.Atoi(field)
			if err != nil {
				t.Fatal(err)
			}
			if n > 0 {
				all[move{fields[0], to[j]}] = n
			}
		}
	}
	return all
}

// A kind is what the truth table counts by.
type kind struct {
	wave  study.WaveID
	fault Fault
}

// truthOf counts the responses of each wave by fault; those without one are
// sound.
func truthOf(people []Person) map[kind]int {
	truth := map[kind]int{}
	for i := range people {
		for _, v := range people[i].Visits {
			truth[kind{v.Wave, v.Fault}]++
		}
	}
	return truth
}

func TestRulesFindThePlantedFaultsAndNothingElse(t *testing.T) {
	d := open(t)
	rules := map[Fault]string{Copied: "duplicate", Hurried: "speeder", Underage: "age", Straight: "straight_line", BrokeOff: "too_incomplete"}
	truth := truthOf(d.people)
	for _, log := range d.cut.Logs {
		if sound := truth[kind{wave: log.Wave}]; log.Clean != sound {
			t.Errorf("wave %d: %d responses are clean, %d are sound", log.Wave, log.Clean, sound)
		}
		for fault, rule := range rules {
			i := slices.IndexFunc(log.Tallies, func(x clean.Tally) bool { return x.Rule == rule })
			if planted := truth[kind{log.Wave, fault}]; log.Tallies[i].Removed != planted {
				t.Errorf("wave %d: rule %s removed %d, planted are %d %s", log.Wave, rule, log.Tallies[i].Removed, planted, fault)
			}
		}
	}
	total := map[Fault]int{}
	for k, n := range truth {
		total[k.fault] += n
	}
	delete(total, "")
	want := map[Fault]int{Copied: 60, Hurried: 80, Underage: 12, Straight: 25, BrokeOff: 193}
	if diff := cmp.Diff(want, total); diff != "" {
		t.Error(diff)
	}
}

func TestAnswersAreThoseThatTheInstrumentAsksFor(t *testing.T) {
	d := open(t)
	all, err := Instruments()
	if err != nil {
		t.Fatal(err)
	}
	for i := range d.people {
		for _, v := range d.people[i].Visits {
			checkCodes(t, all[v.Wave-1], v.Answers)
		}
	}
}

// What is not asked is blanked in the end, which would hide a share that was
// fitted to the wrong people.
func TestWhoIsAnsweredForIsWhoIsAsked(t *testing.T) {
	w, err := build(Number)
	if err != nil {
		t.Fatal(err)
	}
	for wave := 1; wave <= Waves; wave++ {
		for _, m := range w.people(wave) {
			answers := instrument.Answers{}
			for _, p := range w.forms[wave-1].Pages {
				for _, i := range p.Items {
					if a, ok := w.answer(w.rng("any"), i, wave, m, "ru"); ok {
						answers[i.Name] = a
					}
				}
			}
			route, err := w.forms[wave-1].Route(answers, time.Time{})
			if err != nil {
				t.Fatal(err)
			}
			for name, a := range answers {
				if i, _ := w.forms[wave-1].Item(name); i.Codes != nil && route.Answers[name].Missing == dataset.NotAsked {
					t.Fatalf("wave %d: %s is filled with %v for somebody who is not asked", wave, name, a)
				}
			}
			for _, s := range route.Steps {
				for _, i := range s.Items {
					if _, filled := answers[i.Name]; i.Codes != nil && !filled {
						t.Fatalf("wave %d: %s is asked of somebody for whom it is not filled", wave, i.Name)
					}
				}
			}
		}
	}
}

func checkCodes(t *testing.T, in *instrument.Instrument, answers instrument.Answers) {
	t.Helper()
	for name, a := range answers {
		i, _ := in.Item(name)
		if i == nil && strings.HasSuffix(name, "_other") {
			continue // the wording of a category
		}
		if i == nil {
			t.Fatalf("there is no item %s", name)
		}
		for _, code := range a.Values {
			if _, ok := i.Category(code); i.Codes != nil && !ok {
				t.Fatalf("%s has no code %q", name, code)
			}
			if slices.Contains(i.Exclusive, code) && len(a.Values) > 1 {
				t.Fatalf("%s: %s is exclusive and stands with others", name, code)
			}
		}
	}
}

func TestHalfOfTheInterviewsTakeTwelveMinutes(t *testing.T) {
	d := open(t)
	var seconds []int
	for i := range d.people {
		for _, v := range d.people[i].Visits {
			if v.Fault == "" {
				sum := 0
				for _, s := range v.Seconds {
					sum += s
				}
				seconds = append(seconds, sum)
			}
		}
	}
	slices.Sort(seconds)
	if m := seconds[len(seconds)/2]; m < 11*60 || m > 13*60 {
		t.Errorf("the median interview takes %d seconds", m)
	}
}

// made is the hash of everybody's responses for [Number]. A change of it
// is a change of the synthetic study, and of every figure made of it.
const made = "c32fbb0150489d470e2ad156482f4bd6"

func TestTheSameNumberMakesTheSamePeople(t *testing.T) {
	if got := fingerprint(t, open(t).people); got != made {
		t.Errorf("the people have changed: their hash is %s", got)
	}
}

func TestAnotherNumberMakesOtherPeopleOfTheSameKind(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: a second study takes a while")
	}
	other, err := People(Number + 1)
	if err != nil {
		t.Fatal(err)
	}
	if fingerprint(t, other) == made {
		t.Error("another number makes the same people")
	}
	if first := open(t).people; len(other) != len(first) {
		t.Errorf("there are %d people, and otherwise %d", len(other), len(first))
	}
}

func fingerprint(t *testing.T, people []Person) string {
	t.Helper()
	forms, err := Instruments()
	if err != nil {
		t.Fatal(err)
	}
	h := sha256.New()
	for i := range people {
		for k := range people[i].Visits {
			v := &people[i].Visits[k]
			text, err := json.Marshal(people[i].Response(v, forms[v.Wave-1]))
			if err != nil {
				t.Fatal(err)
			}
			h.Write(bytes.Join([][]byte{text, []byte(people[i].Secret.Token())}, []byte("\n")))
		}
	}
	return hex.EncodeToString(h.Sum(nil))[:32]
}

func BenchmarkPeople(b *testing.B) {
	for b.Loop() {
		if _, err := People(Number); err != nil {
			b.Fatal(err)
		}
	}
}
