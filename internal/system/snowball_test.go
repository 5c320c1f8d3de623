package system

import (
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"sojourn/fieldwork/scenario"
	"sojourn/instrument"
	"sojourn/study"
)

const snowballSettings = `
field: https://field.example
crowd: {ask: nothing}
snowball: {on: true, coupons: 3, days: 30, network: number}
`

const chainEstimates = `estimates:
  - {name: place, measure: recruitment, item: place, waves: [1], sample: all, recruitment: {person: panelist, recruiter: recruiter, degree: number, replicates: 50}}
  - {name: place_of_many, measure: recruitment, item: place, waves: [1], sample: all, recruitment: {person: panelist, recruiter: recruiter, degree: number, population: 500, replicates: 50}}
`

// TestASnowballIsPlayedCountedAndHandedToR plays a sample that grows by links,
// over the pages alone, and finds at the desk the very tree that was played.
func TestASnowballIsPlayedCountedAndHandedToR(t *testing.T) {
	const people, seeds = 60, 4
	root := t.TempDir()
	studyDir, data := filepath.Join(root, "study"), filepath.Join(root, "data")
	key := prepare(t, root, studyDir)
	with(t, studyDir, "study.yaml", snowballSettings)
	write(t, studyDir, map[string]string{"estimates.yaml": chainEstimates})
	s := serve(t, studyDir, data, root)
	random := rand.New(rand.NewPCG(23, 7))
	places, knows := make([]string, people), make([]int, people)
	player := &scenario.Player{Base: s.pages, Transport: &http.Transport{}}
	by, err := player.Grow(t.Context(), scenario.Chain{Seeds: seeds, People: people, Random: random, Script: func(i, recruiter int) scenario.Script {
		places[i], knows[i] = []string{"here", "other"}[random.IntN(2)], 1+random.IntN(20)
		if recruiter >= 0 && random.IntN(10) < 7 {
			places[i] = places[recruiter]
		}
		return scenario.Script{Language: []study.Lang{"en", "ru"}[i%2], Answers: chainAnswers(i, places[i], knows[i])}
	}})
	if err != nil {
		t.Fatal(err)
	}
	sojourn(t, "sync", studyDir, "--field", s.sync, "--token", filepath.Join(data, "sync-token"), "--key", key)
	s.stop(t)
	sojourn(t, "cut", studyDir)

	tree := sojourn(t, "snowball", "tree", studyDir, "--wave", "1", "--by", "place")
	if want := fmt.Sprintf("%d people; how many of them came by themselves is held back", people); !strings.Contains(tree, want) || strings.Contains(tree, fmt.Sprint(people-seeds)) {
		t.Errorf("want %q, and nothing from which the %d seeds follow, in\n%s", want, seeds, tree)
	}
	nobodyIsFew(t, tree, people, by)
	if out, err := exec.Command(program, "snowball", "tree", studyDir, "--wave", "1", "--by", "place,nonsense").Output(); err == nil || len(out) > 0 {
		t.Errorf("an item that there is not is refused after this was printed (%v):\n%s", err, out)
	}

	out := filepath.Join(root, "rds")
	sojourn(t, "snowball", "rds", studyDir, "--wave", "1", "--items", "place", "--out", out)
	byInverse := sameTree(t, filepath.Join(out, "rds.csv"), by, places, knows)
	estimates := sojourn(t, "estimate", studyDir)
	if !strings.Contains(estimates, "place_of_many") || strings.Contains(estimates, "refused") {
		t.Errorf("the estimate by successive sampling is not there:\n%s", estimates)
	}
	if want := fmt.Sprintf("%.1f", 100*byInverse); !strings.Contains(estimates, want) {
		t.Errorf("RDS-II gives %s %% here, and the estimates say\n%s", want, estimates)
	}
	t.Run("the desk", func(t *testing.T) {
		pagesOfTheDesk(t, studyDir, "/panel/snowball?by=place", "/panel/codes", "/panel")
	})
	t.Run("R", func(t *testing.T) { judgeByR(t, out, byInverse) })
}

// nobodyIsFew reads the steps from a printed tree: no count is below what the
// study lets anybody see, and all sum to the people.
func nobodyIsFew(t *testing.T, tree string, people int, by []int) {
	t.Helper()
	const least = 10
	alone := 0
	for i := range by {
		if !slices.Contains(by, i) {
			alone++ // recruited nobody
		}
	}
	sums := map[string]int{}
	block := ""
	for line := range strings.Lines(tree) {
		words := strings.Fields(line)
		if len(words) == 0 {
			block = ""
			continue
		}
		if words[len(words)-1] == "people" {
			block = words[0]
			continue
		}
		if n, err := strconv.Atoi(words[len(words)-1]); err == nil && block != "" {
			sums[block] += n
			if n < least {
				t.Errorf("%d people are told of: %s", n, line)
			}
		}
	}
	if sums["steps"] != people || sums["recruited"] != people || !strings.Contains(tree, fmt.Sprintf("%20d   %6d\n", 0, alone)) {
		t.Errorf("of %d people, %d of whom recruited nobody, the tree tells of %v:\n%s", people, alone, sums, tree)
	}
}

// with adds text to a file of a folder.
func with(t testing.TB, dir, name, text string) {
	t.Helper()
	before, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	write(t, dir, map[string]string{name: string(before) + text})
}

func chainAnswers(i int, place string, knows int) instrument.Answers {
	a := story(i)
	a["number"], a["place"] = instrument.Answer{Values: []string{strconv.Itoa(knows)}}, instrument.Answer{Values: []string{place}}
	a["last"] = instrument.Answer{Values: []string{"…"}}
	if place == "other" {
		a["place_other"] = instrument.Answer{Values: []string{"elsewhere"}}
	}
	return a
}

// sameTree compares the table for R with what was played, person by person as
// far as they can be told apart, and gives the RDS-II share of "here".
func sameTree(t *testing.T, name string, by []int, places []string, knows []int) float64 {
	t.Helper()
	lines := tableIn(t, name, ',')
	if len(lines) != len(by)+1 {
		t.Fatalf("%d lines", len(lines))
	}
	edge := func(recruiterPlace, recruiterKnows, place, knows string) string {
		return strings.Join([]string{recruiterPlace, recruiterKnows, place, knows}, " ")
	}
	played := map[string]int{}
	here, all := 0.0, 0.0
	for i, r := range by {
		from, of := "seed", ""
		if r >= 0 {
			from, of = places[r], strconv.Itoa(knows[r])
		}
		played[edge(from, of, places[i], strconv.Itoa(knows[i]))]++
		if all += 1 / float64(knows[i]); places[i] == "here" {
			here += 1 / float64(knows[i])
		}
	}
	for _, l := range lines[1:] {
		from, of := "seed", ""
		if r, err := strconv.Atoi(l[1]); err == nil {
			from, of = lines[r][3], lines[r][2]
		}
		played[edge(from, of, l[3], l[2])]--
	}
	for what, n := range played {
		if n != 0 {
			t.Errorf("the recruitment %q was played %+d times more than is written", what, n)
		}
	}
	return here / all
}

// judgeByR has the R package RDS read the files and compute the same share. The
// script says what to do where the package is not there.
func judgeByR(t *testing.T, dir string, want float64) {
	if _, err := exec.LookPath("Rscript"); err == nil && exec.Command("Rscript", "-e", "library(RDS)").Run() != nil {
		cmd := exec.Command("Rscript", "rds.R")
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err == nil || !strings.Contains(string(out), `install.packages("RDS")`) {
			t.Errorf("without the package the script ends with %v:\n%s", err, out)
		}
	}
	j := judgedByRDS(t, rdsLibrary(t), dir, "place", 500)
	if got := j.number(t, "inverse here"); math.Abs(got-want) > 1e-12 {
		t.Errorf("the package gives %v, want %v", got, want)
	}
	if got := j.number(t, "coupons"); got != 3 {
		t.Errorf("the package reads %v coupons, everybody had 3", got)
	}
	for _, l := range tableIn(t, filepath.Join(dir, "rds.csv"), ',')[1:] {
		if read := j.tree[l[0]]; len(read) < 2 || read[0] != l[1] || read[1] != l[2] {
			t.Errorf("person %s came by %s and knows %s, the package says %q", l[0], l[1], l[2], read)
		}
	}
}
