package seed

import (
	"math/bits"
	"math/rand/v2"
	"slices"
)

// optionPriors are the shares of options where nothing is published.
var optionPriors = map[string]map[string]float64{
	"country_reason": {"other": 0.12}, "repression": {"none": 0.5, "talks": 0.15, "activists": 0.09, "rally": 0.09, "work": 0.08, "searches": 0.03, "attacks": 0.02, "job": 0.03, "prosecution": 0.02, "forgot": 0.08},
	"reason_leave": {"moral": 0.78, "repression": 0.37, "mobilization": 0.32, "economy": 0.28, "family": 0.17, "relocation": 0.13, "other": 0.06},
	"act_digital":  {"before": 0.62, "recent": 0.45}, "act_rally": {"before": 0.45, "recent": 0.25}, "act_donate_rus": {"before": 0.6, "recent": 0.33},
	"act_donate_host": {"before": 0.03, "recent": 0.09}, "act_volunteer": {"before": 0.22, "recent": 0.16}, "act_help_emig": {"before": 0.08, "recent": 0.28}, "act_help_ukr": {"before": 0.04, "recent": 0.36},
	"languages": {"other": 0.2}, "returned_reason": {"other": 0.08}, "threats_return": {}, "moved_with": {}, "want_bring": {}, "medical": {}, "sector": {}, "ready_learn": {}, "community": {},
}

// tick fills a select_multiple for people. First the exclusive categories are
// fitted where a target speaks of them, then each option for itself among the
// rest; nobody is left who ticked nothing.
func (w *world) tick(item string, wave int, people []int) {
	c := w.column(item, wave)
	w.ask(c, people)
	answering := w.answering(item, wave, people)
	for _, m := range answering {
		c.one[m] = 0
	}
	free, fitted := w.exclusives(c, answering)
	for k, category := range c.item.Codes.Categories {
		if !slices.Contains(c.item.Exclusive, category.Code) {
			w.option(c, k, answering, free)
		}
	}
	w.nobodyEmpty(c, answering, fitted)
}

// exclusives fits the exclusive categories and returns, by place, who is free
// to tick others, and whether any target speaks of it.
func (w *world) exclusives(c *column, people []int) (free []bool, fitted bool) {
	free = make([]bool, len(people))
	// Category 0 stands for everybody who ticks something else.
	prior := []float64{1}
	place := map[int]int{} // of the exclusive categories
	for k, category := range c.item.Codes.Categories {
		if slices.Contains(c.item.Exclusive, category.Code) {
			place[k] = len(prior)
			prior = append(prior, max(optionPriors[c.item.Name][category.Code], 0.01))
		}
	}
	goals := w.goals(c.item.Name, []int{c.wave}, func(t *Target) uint64 { return among(mask(c.item, t.Codes), place) })
	for i := range free {
		free[i] = true
	}
	if len(goals) == 0 {
		return free, false
	}
	result := fitting{people: people, goals: goals, prior: prior}.run(w.rng("exclusive " + at(c.item.Name, c.wave)))
	for i, m := range people {
		free[i] = result[i] == 0
		for k, p := range place {
			if result[i] == p {
				c.many[m] = 1 << k
			}
		}
	}
	return free, true
}

// among turns a set of categories into one of the places of the exclusive
// ones. A net of most options says how many ticked any; other sets with
// options in them say nothing of the exclusive ones and become empty.
func among(set uint64, place map[int]int) uint64 {
	const net = 4
	var cats uint64
	for k, p := range place {
		if set&(1<<k) != 0 {
			cats |= 1 << p
			set &^= 1 << k
		}
	}
	switch {
	case set == 0:
		return cats
	case cats == 0 && bits.OnesCount64(set) >= net:
		return 1
	}
	return 0
}

// option fits one option among people, of whom only the free can tick it.
func (w *world) option(c *column, k int, people []int, free []bool) {
	code := c.item.Codes.Categories[k].Code
	p := optionPriors[c.item.Name][code]
	goals := w.goals(c.item.Name, []int{c.wave}, func(t *Target) uint64 {
		if len(t.Codes) == 1 && t.Codes[0] == code {
			return 2
		}
		return 0
	})
	if len(goals) > 0 && p == 0 {
		p = goals[0].share
	}
	can := 0
	for _, yes := range free {
		if yes {
			can++
		}
	}
	p = min(p*float64(len(people))/float64(max(can, 1)), 0.95)
	f := fitting{people: people, fixed: make([]int, len(people)), goals: goals, prior: []float64{1 - p, p}}
	for i := range people {
		f.fixed[i] = 0
		if free[i] {
			f.fixed[i] = blank
		}
	}
	f.score = func(m int) float64 { return w.members[m].traits[politics] }
	for i, yes := range f.run(w.rng("option " + at(c.item.Name, c.wave) + " " + code)) {
		if yes == 1 {
			c.many[people[i]] |= 1 << k
		}
	}
}

// nobodyEmpty gives those who ticked nothing the first exclusive category,
// unless the exclusive ones are fitted: then an option of somebody of the same
// groups who ticked several.
func (w *world) nobodyEmpty(c *column, people []int, fitted bool) {
	rng := w.rng("empty " + at(c.item.Name, c.wave))
	goals := w.goals(c.item.Name, []int{c.wave}, func(*Target) uint64 { return 1 })
	groups := map[int]uint64{}
	for _, m := range people {
		for g := range goals {
			if goals[g].of(m) {
				groups[m] |= 1 << g
			}
		}
	}
	none := blank
	if !fitted && len(c.item.Exclusive) > 0 {
		none = c.item.Codes.Index(c.item.Exclusive[0])
	}
	rich := map[uint64][]int{}
	for _, m := range shuffled(rng, people) {
		if several(c.many[m]) {
			rich[groups[m]] = append(rich[groups[m]], m)
		}
	}
	for _, m := range people {
		if c.many[m] != 0 {
			continue
		}
		donors := rich[groups[m]]
		switch {
		case none >= 0:
			c.many[m] = 1 << none
		case len(donors) > 0:
			donor := donors[len(donors)-1]
			bit := pick(rng, c.many[donor])
			c.many[donor] &^= bit
			c.many[m] = bit
			if !several(c.many[donor]) {
				rich[groups[m]] = donors[:len(donors)-1]
			}
		default:
			c.one[m] = blank
		}
	}
}

func several(set uint64) bool { return set&(set-1) != 0 }

// pick returns one of the bits of a set by chance.
func pick(rng *rand.Rand, set uint64) uint64 {
	for range rng.IntN(bits.OnesCount64(set)) {
		set &= set - 1
	}
	return set & -set
}
