package system

import (
	"encoding/csv"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"testing"

	model "sojourn/estimate/model/rds"
	"sojourn/format/rds"
	"sojourn/internal/judge"
	"sojourn/panel/snowball"
)

// rdsLibrary gives R the package RDS: the installed one, or one built from the
// source to which SOJOURN_RDS points. The package imports others for its
// drawings and its simulations of networks; the copy that is built goes without.
func rdsLibrary(t *testing.T) string {
	t.Helper()
	if exec.Command(judge.R(t), "-e", "library(RDS)").Run() == nil {
		return os.Getenv("R_LIBS")
	}
	source := os.Getenv("SOJOURN_RDS")
	if source == "" {
		t.Skip("skipped: the R package RDS is not installed, and SOJOURN_RDS does not name a folder with its source")
	}
	copied, library := t.TempDir(), t.TempDir()
	for _, part := range []string{"R", "src"} {
		if err := os.CopyFS(filepath.Join(copied, part), os.DirFS(filepath.Join(source, part))); err != nil {
			t.Fatalf("SOJOURN_RDS: %v", err)
		}
	}
	without := func(name string, lines *regexp.Regexp) {
		text, err := os.ReadFile(filepath.Join(source, name))
		if err != nil {
			t.Fatalf("SOJOURN_RDS: %v", err)
		}
		write(t, copied, map[string]string{name: lines.ReplaceAllString(string(text), "")})
	}
	without("DESCRIPTION", regexp.MustCompile(`(?m)^Imports:.*\n([ \t].*\n)*`))
	without("NAMESPACE", regexp.MustCompile(`(?m)^import(From)?\((ergm|ggplot2|gridExtra|network|reshape2|Hmisc|igraph|scales)\b.*\n`))
	if out, err := exec.Command("R", "CMD", "INSTALL", "--no-docs", "--no-test-load", "--library="+library, copied).CombinedOutput(); err != nil {
		t.Fatalf("building the package RDS: %v\n%s", err, out)
	}
	return library
}

// A judgement is what the package RDS makes of an exported sample.
type judgement struct {
	tree map[string][]string // by person: recruiter, how many they know, wave, seed, recruits
	said map[string]string
}

func (j judgement) number(t *testing.T, name string) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(j.said[name], 64)
	if err != nil {
		t.Errorf("the package does not say %q but %v", name, j.said)
	}
	return x
}

// judgedByRDS has the package read a folder of "sojourn snowball rds".
func judgedByRDS(t *testing.T, library, dir, item string, population int) judgement {
	t.Helper()
	script, err := filepath.Abs("testdata/rds-judge.R")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("Rscript", script, item, strconv.Itoa(population))
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "R_LIBS="+library)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	j := judgement{map[string][]string{}, map[string]string{}}
	for _, l := range tableIn(t, filepath.Join(dir, "tree.csv"), ',')[1:] {
		j.tree[l[0]] = l[1:]
	}
	for _, l := range tableIn(t, filepath.Join(dir, "said.tsv"), '\t') {
		j.said[l[0]] = l[1]
	}
	return j
}

func tableIn(t *testing.T, name string, comma rune) [][]string {
	t.Helper()
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	r := csv.NewReader(file)
	r.Comma = comma
	lines, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

// TestThePackageRDSReadsTheTreeThatWeWrite hands a made-up sample of several
// steps to the package and has it say the same as we do of every person and of
// all together.
func TestThePackageRDSReadsTheTreeThatWeWrite(t *testing.T) {
	library := rdsLibrary(t)
	const population, coupons = 4000, 3
	people, groups := grownSample(900, 12, coupons)
	sample := rds.Sample{Variables: []string{"place", `odd "name", too`}, Coupons: coupons}
	for i, p := range people {
		by, _ := strconv.Atoi(p.Recruiter)
		sample.People = append(sample.People, rds.Person{Recruiter: by, Network: knows(i), Values: []string{p.Group, []string{"да", `a "b", c`, ""}[i%3]}})
	}
	dir := t.TempDir()
	file, err := os.Create(filepath.Join(dir, "rds.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := sample.Table(file); err != nil {
		t.Fatal(err)
	}
	write(t, dir, map[string]string{"rds.R": string(sample.Script("rds.csv"))})
	j := judgedByRDS(t, library, dir, "place", population)

	tree, err := snowball.Grow(people)
	if err != nil {
		t.Fatal(err)
	}
	sameInRDS(t, j, people, tree)
	if got := j.number(t, "coupons"); got != coupons || j.said["seeds called"] != rds.Seed {
		t.Errorf("%v coupons, seeds by %q", got, j.said["seeds called"])
	}
	sameSharesInRDS(t, j, people, groups, population)
	sameMixingInRDS(t, j, tree)
}

// grownSample makes people who recruit up to so many others, mostly their like.
func grownSample(people, seeds, coupons int) (all []snowball.Person, groups []string) {
	random := rand.New(rand.NewPCG(41, 1))
	groups = []string{"Armenia", "Georgia", "здесь"}
	left := map[int]int{}
	for i := range people {
		p := snowball.Person{ID: strconv.Itoa(i + 1), Group: groups[random.IntN(3)]}
		if i >= seeds {
			by := random.IntN(i)
			for left[by] == 0 {
				by = random.IntN(i)
			}
			left[by]--
			p.Recruiter = all[by].ID
			if random.IntN(3) > 0 && all[by].Group != "" {
				p.Group = all[by].Group
			}
		}
		if random.IntN(25) == 0 {
			p.Group = "" // left the question out
		}
		left[i] = random.IntN(coupons + 1)
		if i < seeds {
			left[i] = coupons
		}
		all = append(all, p)
	}
	return all, groups
}

func knows(i int) float64 { return float64(1 + (i*i+i/7)%19) }

func sameInRDS(t *testing.T, j judgement, people []snowball.Person, tree *snowball.Tree) {
	t.Helper()
	if len(j.tree) != len(people) {
		t.Fatalf("of %d people the package read %d", len(people), len(j.tree))
	}
	recruits, roots := map[string]int{}, map[string]string{}
	for _, p := range people {
		recruits[p.Recruiter]++
		roots[p.ID] = p.ID
		if p.Recruiter != "" {
			roots[p.ID] = roots[p.Recruiter] // recruiters come first in this sample
		}
	}
	deepest := 0
	for i, p := range people {
		by := p.Recruiter
		if by == "" {
			by = rds.Seed
		}
		want := []string{by, fmt.Sprint(knows(i)), strconv.Itoa(tree.Depth[i]), roots[p.ID], strconv.Itoa(recruits[p.ID])}
		if !slices.Equal(j.tree[p.ID], want) {
			t.Errorf("person %s is %q, the package says %q", p.ID, want, j.tree[p.ID])
		}
		deepest = max(deepest, tree.Depth[i])
	}
	if deepest < 4 {
		t.Errorf("the sample is only %d steps deep", deepest)
	}
	t.Logf("%d people, %d steps deep: recruiters, numbers known, waves, seeds and recruits are equal", len(people), deepest)
}

// sameSharesInRDS compares the estimates. Gile's successive sampling is
// simulated by the package and computed by us.
func sameSharesInRDS(t *testing.T, j judgement, people []snowball.Person, groups []string, population float64) {
	t.Helper()
	degree, by, of := make([]float64, len(people)), make([]int32, len(people)), make([]int32, len(people))
	for i, p := range people {
		r, _ := strconv.Atoi(p.Recruiter)
		degree[i], by[i], of[i] = knows(i), int32(r-1), int32(slices.Index(groups, p.Group))
	}
	network, err := model.New(degree, by)
	if err != nil {
		t.Fatal(err)
	}
	successive, err := network.Successive(population)
	if err != nil {
		t.Fatal(err)
	}
	for _, way := range []struct {
		name    string
		weights []float64
		within  float64
	}{{"inverse", network.Inverse(), 1e-12}, {"successive", successive, 5e-4}} {
		shares, err := model.Shares(way.weights, of, len(groups))
		if err != nil {
			t.Fatal(err)
		}
		farthest := 0.0
		for g, name := range groups {
			farthest = max(farthest, math.Abs(j.number(t, way.name+" "+name)-shares[g]))
		}
		t.Logf("%s: the farthest share differs by %.2g", way.name, farthest)
		if !(farthest <= way.within) {
			t.Errorf("%s: we compute %v, the package says %v", way.name, shares, j.said)
		}
	}
}

func sameMixingInRDS(t *testing.T, j judgement, tree *snowball.Tree) {
	t.Helper()
	m := tree.Mixing(0)
	for i, from := range m.Groups {
		for k, to := range m.Groups {
			if got := j.number(t, "passed "+from+" "+to); got != float64(m.Counts[i][k]) {
				t.Errorf("%d were recruited from %s to %s, the package says %v", m.Counts[i][k], from, to, got)
			}
		}
	}
	if got := j.number(t, "homophily"); math.Abs(got-m.Same/m.Expected) > 1e-12 {
		t.Errorf("the recruitment homophily is %v, the package says %v", m.Same/m.Expected, got)
	}
}
