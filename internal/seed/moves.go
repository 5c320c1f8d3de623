package seed

import (
	"math/rand/v2"
	"slices"
)

// A move is from one category to another.
type move struct{ from, to string }

// A matrix is published counts of moves.
type matrix struct {
	from, to []string
	counts   [][]int
}

// work is the main occupation before departure (asked in wave 1) and the
// occupation in wave 3 of 494 people; language is learning the local language
// in waves 2 and 3 of 1,102. See method.md section 3, A and B.
var (
	work = matrix{
		[]string{"ru", "int", "ngo", "free", "study", "unemp"},
		[]string{"ru", "int", "ngo", "free", "study", "unemp", "local"},
		[][]int{
			{53, 50, 10, 36, 6, 19, 29},
			{10, 66, 0, 17, 2, 9, 8},
			{1, 4, 8, 6, 2, 3, 4},
			{7, 11, 3, 72, 6, 13, 8},
			{0, 1, 0, 2, 4, 3, 1},
			{0, 2, 0, 5, 5, 8, 0},
		},
	}
	language = matrix{
		[]string{"speak", "no", "learn"},
		[]string{"speak", "no", "irregular", "effort"},
		[][]int{
			{57, 2, 5, 9},
			{17, 261, 145, 37},
			{30, 58, 307, 174},
		},
	}
)

// moves lists every move of the matrix as often as it is counted, in an order
// of chance.
func (m matrix) moves(rng *rand.Rand) []move {
	var all []move
	for i, row := range m.counts {
		for j, n := range row {
			for range n {
				all = append(all, move{m.from[i], m.to[j]})
			}
		}
	}
	rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all
}

// set writes a code into a column.
func (c *column) set(m int, code string) { c.one[m] = c.item.Codes.Index(code) }

// works fills the main occupations of waves 1 to 3: the 494 of waves 1 and 3
// by the matrix, then the 611 of waves 1 and 2 by figure 2, in which people
// keep their wave-3 occupation where the figure leaves room for it.
func (w *world) works() {
	rng := w.rng("work")
	before, second, third := w.column("work_main", 1), w.column("work_now", 2), w.column("work_now", 3)
	origin := map[int]string{}
	both := w.where(func(m int) bool { return w.belongs(&Target{Sample: "p13"}, m) })
	for i, mv := range work.moves(rng) {
		origin[both[i]] = mv.from
		third.set(both[i], mv.to)
	}
	panel := w.where(func(m int) bool { return w.belongs(&Target{Sample: "p12"}, m) })
	queue := w.workMoves(rng, len(panel))
	for _, from := range work.from {
		w.workRow(rng, panel, from, queue[from], origin, second, third)
	}
	for _, m := range slices.Concat(both, panel) {
		before.set(m, w.mainWork(rng, origin[m]))
	}
	w.mainOccupations(before)
	w.choose("work_now", 2, w.people(2))
	w.choose("work_now", 3, w.people(3))
	w.workBefore(rng)
}

// workMoves fits figure 2 in whole people and returns where those of each
// origin went.
func (w *world) workMoves(rng *rand.Rand, n int) map[string][]string {
	f := fitting{people: make([]int, n)}
	for range work.from {
		for range work.to {
			f.prior = append(f.prior, 0.01)
		}
	}
	for _, t := range w.targets {
		if t.Source != "w2" || t.Figure != "2" {
			continue
		}
		var cats uint64
		for i, from := range work.from {
			for j, to := range work.to {
				isFrom, isTo := slices.Contains(t.Codes, from), slices.Contains(t.Codes, to)
				if t.To != "" {
					isTo = slices.Contains(t.Into, to)
				}
				if t.To != "" && isFrom && isTo || t.To == "" && (t.Wave == 1 && isFrom || t.Wave == 2 && isTo) {
					cats |= 1 << (i*len(work.to) + j)
				}
			}
		}
		f.goals = append(f.goals, goal{share: t.Share, within: t.Within, cats: cats, of: everybody})
	}
	queue := map[string][]string{}
	for _, k := range shuffled(rng, f.run(rng)) {
		from := work.from[k/len(work.to)]
		queue[from] = append(queue[from], work.to[k%len(work.to)])
	}
	return queue
}

// workRow hands the wave-2 occupations of one origin to those of the panel who
// have it, and makes up the origin with people of waves 1 and 2 only.
func (w *world) workRow(rng *rand.Rand, panel []int, from string, queue []string, origin map[int]string, second, third *column) {
	var row []int
	for _, m := range panel {
		if origin[m] == from {
			row = append(row, m)
		}
	}
	for _, m := range panel {
		if _, known := origin[m]; !known && !w.members[m].in[3] && len(row) < len(queue) {
			origin[m] = from
			row = append(row, m)
		}
	}
	previous := map[int]int{}
	for _, m := range row {
		if third.one[m] >= 0 {
			previous[m] = second.item.Codes.Index(third.item.Codes.Categories[third.one[m]].Code)
		}
	}
	var codes []int
	for _, to := range queue {
		codes = append(codes, second.item.Codes.Index(to))
	}
	sticky(rng, row, codes, previous, 0.8, second)
}

// sticky hands codes to people: each gets their previous one with the given
// chance while there are any left, and the others what remains.
func sticky(rng *rand.Rand, people, codes []int, previous map[int]int, chance float64, c *column) {
	left := map[int]int{}
	for _, k := range codes {
		left[k]++
	}
	var waiting []int
	for _, m := range shuffled(rng, people) {
		k, known := previous[m]
		if known && left[k] > 0 && rng.Float64() < chance {
			c.one[m] = k
			left[k]--
			continue
		}
		waiting = append(waiting, m)
	}
	i := 0
	for _, k := range codes {
		if left[k] > 0 && i < len(waiting) {
			c.one[waiting[i]] = k
			left[k]--
			i++
		}
	}
}

// mainWork undoes the merging of own business with freelance and of parental
// leave with unemployment.
func (w *world) mainWork(rng *rand.Rand, merged string) string {
	switch {
	case merged == "free" && rng.Float64() < 0.33:
		return "own"
	case merged == "unemp" && rng.Float64() < 0.37:
		return "leave"
	}
	return merged
}

// mainOccupations fills the main occupation of wave 1 so that none is main
// more often than it is named at all.
func (w *world) mainOccupations(c *column) {
	var further []goal
	for k, share := range priors["work_main"] {
		further = append(further, goal{share: share, within: 0.0005, cats: 1 << k, of: everybody})
	}
	people := w.people(1)
	w.ask(c, people)
	w.fill(c, w.answering("work_main", 1, people), []int{1}, further...)
}

// workBefore adds side occupations to the main one until each is named as
// often as published.
func (w *world) workBefore(rng *rand.Rand) {
	main, all := w.column("work_main", 1), w.column("work_before", 1)
	var people []int
	for _, m := range w.people(1) {
		all.one[m] = blank
		if main.answered(m) {
			all.one[m], all.many[m] = 0, 1<<main.one[m]
			people = append(people, m)
		} else {
			main.one[m] = unasked
		}
	}
	idle := uint64(1)<<all.item.Codes.Index("unemp") | 1<<all.item.Codes.Index("leave")
	for k, category := range all.item.Codes.Categories {
		need := 0
		for _, t := range w.targets {
			if t.Item == "work_before" && t.Codes[0] == category.Code {
				need = int(t.Share*float64(len(people)) + 0.5)
			}
		}
		for _, m := range people {
			if all.many[m]&(1<<k) != 0 {
				need--
			}
		}
		for _, m := range shuffled(rng, people) {
			if need > 0 && all.many[m]&(idle|1<<k) == 0 {
				all.many[m] |= 1 << k
				need--
			}
		}
	}
}

// languages fills learning the local language: the 1,102 of the published
// matrix, and of the others of waves 2 and 3 half in one wave and half in the
// other, so that the base stays what it is.
func (w *world) languages() {
	rng := w.rng("language")
	second, third := w.column("learn_lang", 2), w.column("learn_lang", 3)
	both := shuffled(rng, w.where(func(m int) bool { return w.belongs(&Target{Sample: "p23"}, m) }))
	moves := language.moves(rng)
	for i, mv := range moves {
		second.set(both[i], mv.from)
		third.set(both[i], mv.to)
	}
	rest := both[len(moves):]
	w.without(second, rest[:len(rest)/2])
	w.without(third, rest[len(rest)/2:])
}

// without fills a column for everybody of its wave but some, who skip it.
func (w *world) without(c *column, skip []int) {
	people := w.people(c.wave)
	w.ask(c, people)
	w.fill(c, slices.DeleteFunc(people, func(m int) bool { return slices.Contains(skip, m) }), []int{c.wave})
}

// incomes fills the income ladder before departure and in wave 2 of the 611 by
// figure 1, and then everybody else's.
func (w *world) incomes() {
	rng := w.rng("income")
	before, now := w.column("income_before", 1), w.column("income_now", 2)
	panel := w.where(func(m int) bool { return w.belongs(&Target{Sample: "p12"}, m) })
	steps := len(before.item.Codes.Categories)
	f := fitting{people: panel, prior: make([]float64, steps*steps)}
	for _, t := range w.targets {
		if t.Source != "w2" || t.Figure != "1" {
			continue
		}
		var cats uint64
		for k := range steps * steps {
			from, to := before.item.Codes.Categories[k/steps].Code, before.item.Codes.Categories[k%steps].Code
			switch {
			case t.To != "" && slices.Contains(t.Codes, from) && slices.Contains(t.Into, to):
				f.prior[k] = t.Share
				cats |= 1 << k
			case t.To == "" && (t.Wave == 1 && slices.Contains(t.Codes, from) || t.Wave == 2 && slices.Contains(t.Codes, to)):
				cats |= 1 << k
			}
		}
		f.goals = append(f.goals, goal{share: t.Share, within: t.Within, cats: cats, of: everybody})
	}
	f.score = func(m int) float64 { return 2 * w.members[m].traits[means] }
	for i, k := range f.run(rng) {
		before.one[panel[i]], now.one[panel[i]] = k/steps, k%steps
	}
	w.last("income_before")
	w.choose("income_now", 2, w.people(2))
	w.choose("income_now", 3, w.people(3))
}
