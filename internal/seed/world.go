package seed

import (
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"sojourn/instrument"
)

// A member is somebody who answers, before there are answers.
type member struct {
	in     [Waves + 1]bool // by wave, counted from 1
	stands standing
	traits [traits]float64 // standard normal: what makes answers hang together
}

// A standing says whether somebody belongs to the analysed population.
type standing uint8

const (
	analysed standing = iota
	earlier           // left before 24 February 2022, or has not left
	inside            // left and is in Russia again
)

// Traits behind the scales.
const (
	mood = iota
	faith
	politics
	ties
	means
	traits
)

// Special values of a cell.
const (
	blank   = -1 // asked and not answered
	unasked = -2
)

// A column is the answers to one item in one wave, a value a member: a
// category's place, a number, or, for many, a bit set with one[i] zero where
// there is an answer.
type column struct {
	item *instrument.Item
	wave int
	one  []int
	many []uint64

	values [][]string // the answer that each category makes, shared by all who give it
}

// A world is the members and their answers in the making.
type world struct {
	number  uint64
	forms   []*instrument.Instrument
	members []member
	columns map[string]*column
	targets []Target
}

// rng is a stream of chance of its own for each use, so that a change to one
// item leaves the others as they were.
func (w *world) rng(use string) *rand.Rand {
	h := fnv.New64a()
	h.Write([]byte(use))
	return rand.New(rand.NewPCG(w.number, h.Sum64()))
}

func at(item string, wave int) string { return item + "@" + strconv.Itoa(wave) }

// column returns the answers to an item in a wave, none yet at first; nil if
// the wave does not ask it.
func (w *world) column(item string, wave int) *column {
	if c, ok := w.columns[at(item, wave)]; ok {
		return c
	}
	i, _ := w.forms[wave-1].Item(item)
	if i == nil {
		return nil
	}
	c := &column{item: i, wave: wave, one: make([]int, len(w.members)), many: make([]uint64, len(w.members))}
	if i.Codes != nil {
		for _, category := range i.Codes.Categories {
			c.values = append(c.values, []string{category.Code})
		}
	}
	for m := range c.one {
		c.one[m] = unasked
	}
	w.columns[at(item, wave)] = c
	return c
}

// has reports whether a member's answer is, or contains, one of the codes.
func (c *column) has(m int, codes []string) bool {
	if c == nil || c.one[m] < 0 {
		return false
	}
	for _, code := range codes {
		if c.item.Type == instrument.SelectMultiple {
			if k := c.item.Codes.Index(code); k >= 0 && c.many[m]&(1<<k) != 0 {
				return true
			}
			continue
		}
		own := c.item.Codes.Categories[c.one[m]].Code
		if own == code || strings.HasPrefix(code, "!") && !slices.Contains(codes, "!"+own) {
			return true
		}
	}
	return false
}

// answered reports whether there is an answer.
func (c *column) answered(m int) bool { return c != nil && c.one[m] >= 0 }

// people lists the analysed members of a wave.
func (w *world) people(wave int) []int {
	return w.where(func(m int) bool { return w.members[m].stands == analysed && w.members[m].in[wave] })
}

func (w *world) where(keep func(m int) bool) []int {
	var all []int
	for m := range w.members {
		if keep(m) {
			all = append(all, m)
		}
	}
	return all
}

// belongs reports whether a member is in the sample and group of a target.
func (w *world) belongs(t *Target, m int) bool {
	who := w.members[m]
	if t.Sample == "returned" {
		return who.stands == inside && who.in[2]
	}
	if who.stands != analysed {
		return false
	}
	for _, wave := range sampleWaves[t.Sample] {
		if !who.in[wave] {
			return false
		}
	}
	if t.Sample == "ready" && w.column("ready_learn", 1).has(m, []string{"nothing"}) {
		return false
	}
	return w.inGroup(t.Group, t.Wave, m)
}

var sampleWaves = map[string][]int{
	"w1": {1}, "ready": {1}, "c2": {2}, "c3": {3}, "p12": {1, 2}, "p13": {1, 3}, "p23": {2, 3}, "p123": {1, 2, 3},
}

// inGroup reports whether a member is in the published group of a wave.
func (w *world) inGroup(group string, wave, m int) bool {
	if country, ok := strings.CutPrefix(group, "country="); ok {
		c := w.column("country_now", 3)
		switch country {
		case "other":
			return c.has(m, []string{"!IL", "!RS", "!DE", "!AM", "!KZ", "!GE", "!TR"})
		case "other_incl_KZ":
			return c.has(m, []string{"!IL", "!RS", "!DE", "!AM", "!GE", "!TR"})
		}
		return c.has(m, []string{country})
	}
	switch {
	case group == "before_mobilization":
		return w.column("left_when", 3).has(m, []string{"feb"})
	case group == "after_mobilization":
		return w.column("left_when", 3).has(m, []string{"sep"})
	case strings.HasSuffix(group, ",woman"):
		return w.column("gender", wave).has(m, []string{"woman"})
	case strings.HasSuffix(group, ",man"):
		return w.column("gender", wave).has(m, []string{"man"})
	}
	return true
}

// goals turns the targets on an item into goals over its answers; see [goal].
// Of a select_multiple only those on the given code are taken.
func (w *world) goals(item string, waves []int, index func(t *Target) uint64) []goal {
	var goals []goal
	for k := range w.targets {
		t := &w.targets[k]
		if t.Item != item || t.Kind != "share" || t.To != "" || t.Sample == "returned" || !slices.Contains(waves, t.Wave) {
			continue
		}
		cats := index(t)
		if cats == 0 {
			continue
		}
		goals = append(goals, goal{share: t.Share, within: t.Within, cats: cats, of: func(m int) bool { return w.belongs(t, m) }})
	}
	return goals
}

// mask is the set of an item's categories that a target counts.
func mask(i *instrument.Item, codes []string) uint64 {
	var set uint64
	for k, c := range i.Codes.Categories {
		for _, code := range codes {
			if code == c.Code || strings.HasPrefix(code, "!") && !slices.Contains(codes, "!"+c.Code) {
				set |= 1 << k
			}
		}
	}
	return set
}
