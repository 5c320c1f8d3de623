package words

import (
	"cmp"
	"math"
	"slices"

	"sojourn/library"
)

// A Corpus knows which stems are rare among the works of a library.
type Corpus struct {
	works    []library.Work
	stems    [][]string         // of each work, once each
	postings map[string][]int32 // works in which a stem stands
}

// NewCorpus takes the titles, topics, countries and abstracts of works apart.
func NewCorpus(works []library.Work) *Corpus {
	c := &Corpus{works: works, stems: make([][]string, len(works)), postings: map[string][]int32{}}
	for i, w := range works {
		seen := map[string]bool{}
		add := func(s string) {
			if !seen[s] {
				seen[s] = true
				c.stems[i] = append(c.stems[i], s)
				c.postings[s] = append(c.postings[s], int32(i))
			}
		}
		for _, topic := range w.Topics {
			add("topic " + Stems(topic))
		}
		for _, country := range w.Countries {
			add("country " + country)
		}
		for _, a := range w.Authors {
			add("author " + Stems(a.Full()))
		}
		text := w.Title
		for _, lang := range w.Languages() {
			text += " " + w.Abstract[lang]
		}
		for _, t := range Tokens(text) {
			if !idle(text[t.Start:t.End]) {
				add(t.Stem)
			}
		}
	}
	return c
}

// common is the number of works beyond which sharing a stem says little.
const common = 400

// Similar lists up to limit works that share the most telling words with work i,
// nearest first. A shared stem counts log(N/n), N being all works and n those it
// stands in (Sparck Jones 1972, Journal of Documentation 28(1)), and the sum is
// divided by the root of the other's number of stems, so that long abstracts do
// not win by length. Works that share only one stem are not similar.
func (c *Corpus) Similar(i, limit int) []library.ID {
	score, shared := map[int32]float64{}, map[int32]int{}
	for _, stem := range c.stems[i] {
		in := c.postings[stem]
		if len(in) > common || len(in) < 2 {
			continue
		}
		weight := math.Log(float64(len(c.works)+1) / float64(len(in)))
		for _, other := range in {
			score[other] += weight
			shared[other]++
		}
	}
	delete(score, int32(i))
	var order []int32
	for other := range score {
		if shared[other] > 1 {
			score[other] /= math.Sqrt(float64(len(c.stems[other])))
			order = append(order, other)
		}
	}
	slices.SortFunc(order, func(a, b int32) int {
		return cmp.Or(cmp.Compare(score[b], score[a]), cmp.Compare(c.works[a].ID, c.works[b].ID))
	})
	var ids []library.ID
	for _, other := range order[:min(limit, len(order))] {
		ids = append(ids, c.works[other].ID)
	}
	return ids
}
