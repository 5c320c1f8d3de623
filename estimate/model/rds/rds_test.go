package rds

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestInverseDegreeWeightsAreThoseOfVolzAndHeckathorn(t *testing.T) {
	n, err := New([]float64{1, 2, 4}, []int32{-1, 0, 0})
	if err != nil {
		t.Fatal(err)
	}
	w := n.Inverse()
	for i, want := range []float64{12.0 / 7, 6.0 / 7, 3.0 / 7} {
		if math.Abs(w[i]-want) > 1e-12 {
			t.Errorf("person %d weighs %v, want %v", i, w[i], want)
		}
	}
	shares, err := Shares(w, []int32{0, 1, 1}, 2)
	if err != nil || math.Abs(shares[0]-4.0/7) > 1e-12 {
		t.Errorf("the share is %v, %v, want 4/7", shares, err)
	}
}

func TestSuccessiveSamplingLiesBetweenEqualAndInverseWeights(t *testing.T) {
	n := chain(200, 1)
	inverse := n.Inverse()
	large, err := n.Successive(1e9)
	if err != nil {
		t.Fatal(err)
	}
	for i := range inverse {
		if math.Abs(large[i]/inverse[i]-1) > 1e-5 {
			t.Fatalf("in a huge population person %d weighs %v, by inverse degree %v", i, large[i], inverse[i])
		}
	}
	whole, err := n.Successive(200)
	if err != nil || slices.Max(whole) != 1 || slices.Min(whole) != 1 {
		t.Errorf("with everybody in the sample the weights are %v, %v", whole, err)
	}
	some, err := n.Successive(400)
	if err != nil {
		t.Fatal(err)
	}
	if spreadOf(some) >= spreadOf(inverse) || spreadOf(some) <= 0 {
		t.Errorf("the spread of weights is %v with half the population and %v by inverse degree", spreadOf(some), spreadOf(inverse))
	}
	if _, err := n.Successive(100); err == nil {
		t.Error("a population smaller than the sample was taken")
	}
}

func spreadOf(w []float64) float64 { return slices.Max(w) - slices.Min(w) }

// TestInclusionProbabilitiesAreThoseOfDrawing draws one person after the other
// from a population whose degrees are known.
func TestInclusionProbabilitiesAreThoseOfDrawing(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 3))
	kinds, count := []float64{1, 3, 10}, []float64{300, 200, 100}
	const size, rounds = 250, 400
	taken := make([]float64, 3)
	for range rounds {
		left := slices.Clone(count)
		for range size {
			mass := []float64{left[0] * kinds[0], left[1] * kinds[1], left[2] * kinds[2]}
			j := choose(mass, random)
			left[j]--
			taken[j]++
		}
	}
	var degree []float64 // the sample as expected
	for j, d := range kinds {
		degree = append(degree, slices.Repeat([]float64{d}, int(math.Round(taken[j]/rounds)))...)
	}
	w, err := successive(degree, 600)
	if err != nil {
		t.Fatal(err)
	}
	for j, d := range kinds {
		got := w[slices.Index(degree, d)] * 600 / float64(len(degree)) // people each stands for
		want := count[j] * rounds / taken[j]
		if math.Abs(got/want-1) > .02 {
			t.Errorf("whoever knows %v stands for %v people, by drawing %v", d, got, want)
		}
	}
}

// chain makes n people who recruit each other along binary trees.
func chain(n int, seed uint64) *Network {
	random := rand.New(rand.NewPCG(seed, 1))
	degree, recruiter := make([]float64, n), make([]int32, n)
	for i := range degree {
		degree[i] = float64(1 + random.IntN(20))
		recruiter[i] = int32((i-4)/2 - 1)
		if i < 6 {
			recruiter[i] = -1
		}
	}
	network, err := New(degree, recruiter)
	if err != nil {
		panic(err)
	}
	return network
}

func TestTheBootstrapGoesByItsSeed(t *testing.T) {
	n := chain(150, 2)
	of := make([]int32, 150)
	for i := range of {
		of[i] = int32(i % 3 / 2)
	}
	for _, population := range []float64{0, 1000} {
		run := func(seed uint64) []Spread {
			s, err := n.Bootstrap(of, 2, Options{Population: population, Replicates: 200, Level: .95, Random: rand.New(rand.NewPCG(seed, 0))})
			if err != nil {
				t.Fatal(err)
			}
			return s
		}
		once := run(1)
		if diff := cmp.Diff(once, run(1)); diff != "" {
			t.Errorf("the same seed gave another result: %s", diff)
		}
		if cmp.Equal(once, run(2)) {
			t.Error("another seed gave the same result")
		}
		w := n.Inverse()
		if population > 0 {
			w, _ = n.Successive(population)
		}
		shares, _ := Shares(w, of, 2)
		if !(once[0].Low < shares[0] && shares[0] < once[0].High) || once[0].SE < .01 || once[0].SE > .2 {
			t.Errorf("population %v: the share %v has the spread %+v", population, shares[0], once[0])
		}
		if math.Abs(once[0].SE-once[1].SE) > 1e-12 {
			t.Errorf("two groups that make up all spread differently: %v", once)
		}
	}
}

func TestASampleOfEverybodyDoesNotSpread(t *testing.T) {
	n := chain(90, 4)
	of := make([]int32, 90)
	for i := range of {
		of[i] = int32(i % 2)
	}
	s, err := n.Bootstrap(of, 2, Options{Population: 90, Replicates: 50, Level: .95, Random: rand.New(rand.NewPCG(1, 0))})
	if err != nil || s[0].SE > 1e-12 {
		t.Errorf("with everybody in the sample the share spreads: %+v, %v", s, err)
	}
}

// TestPeopleWhoRecruitTheirLikeTellLess compares chains that stay within a
// group with chains that mix.
func TestPeopleWhoRecruitTheirLikeTellLess(t *testing.T) {
	n := chain(200, 6)
	apart, mixed := make([]int32, 200), make([]int32, 200)
	for _, i := range n.order {
		apart[i], mixed[i] = i%2, i/2%2
		if r := n.recruiter[i]; r >= 0 {
			apart[i] = apart[r]
		}
	}
	for _, population := range []float64{0, 5000} {
		se := func(of []int32) float64 {
			s, err := n.Bootstrap(of, 2, Options{Population: population, Replicates: 200, Level: .95, Random: rand.New(rand.NewPCG(1, 0))})
			if err != nil {
				t.Fatal(err)
			}
			return s[0].SE
		}
		if se(apart) < 2*se(mixed) {
			t.Errorf("population %v: the error is %v where people recruit their like and %v where they mix", population, se(apart), se(mixed))
		}
	}
}

func TestNetworksThatAreRefused(t *testing.T) {
	for _, tt := range []struct {
		name      string
		degree    []float64
		recruiter []int32
		want      string
	}{
		{"nobody", nil, nil, "0 degrees"},
		{"somebody who knows nobody", []float64{1, 0}, []int32{-1, 0}, "person 2 knows 0 people"},
		{"an unknown degree", []float64{1, math.NaN()}, []int32{-1, 0}, "knows NaN"},
		{"a recruiter from outside", []float64{1, 1}, []int32{-1, 5}, "recruited by 6"},
		{"a circle", []float64{1, 1, 1}, []int32{-1, 2, 1}, "2 people are on chains that begin with no seed"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := New(tt.degree, tt.recruiter); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("the error is %v, want %q", err, tt.want)
			}
		})
	}
}

func TestBootstrapsThatAreRefused(t *testing.T) {
	n := chain(20, 5)
	random := rand.New(rand.NewPCG(1, 1))
	of := make([]int32, 20)
	unknown := slices.Clone(of)
	unknown[3] = -1
	seeds, _ := New([]float64{1, 2}, []int32{-1, -1})
	for _, tt := range []struct {
		name string
		n    *Network
		of   []int32
		o    Options
		want string
	}{
		{"an unknown group", n, unknown, Options{Replicates: 10, Level: .9, Random: random}, "needs the group"},
		{"one replicate", n, of, Options{Replicates: 1, Level: .9, Random: random}, "make no bootstrap"},
		{"no randomness", n, of, Options{Replicates: 10, Level: .9}, "make no bootstrap"},
		{"no level", n, of, Options{Replicates: 10, Random: random}, "the level is 0"},
		{"seeds alone", seeds, []int32{0, 0}, Options{Replicates: 10, Level: .9, Random: random}, "nobody was recruited"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := tt.n.Bootstrap(tt.of, 1, tt.o); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("the error is %v, want %q", err, tt.want)
			}
		})
	}
}
