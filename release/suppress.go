package release

import (
	"cmp"
	"math"
	"slices"

	"sojourn/dataset"
)

// suppress blanks cells of the key until every combination is shared by at
// least k people, and gives the rows for which that cannot be reached, which
// must be left out. A blank counts as a value of its own, so that nobody in a
// class can be told from the others even by whoever knows why cells are blank.
//
// To blank as little as possible is hard (Meyerson and Williams 2004), so it is
// done greedily: column by column, those that cost least first, a cell is
// blanked where that alone brings the row into company. When that helps nobody
// any more, the column whose blanking brings most rows together is blanked for
// all who still stand alone, and so on. Being in a wave at all cannot be
// blanked.
func (k *key) suppress(least int, cost []int) (leftOut []int) {
	s := &suppression{key: k, least: least, cost: cost, sums: make([]uint64, k.rows), settled: map[uint64]int{}}
	for row := range k.rows {
		for c := range k.codes {
			s.sums[row] ^= s.mark(c, k.codes[c][row])
		}
		s.settled[s.sums[row]]++
	}
	for row := range k.rows {
		if s.settled[s.sums[row]] < least {
			s.alone = append(s.alone, row)
		}
	}
	for _, row := range s.alone {
		delete(s.settled, s.sums[row])
	}
	for len(s.alone) > 0 {
		before := len(s.alone)
		for _, c := range s.order() {
			s.settle(c)
		}
		if len(s.alone) == before && !s.blankOne() {
			break
		}
		s.gather()
	}
	return s.alone
}

// A suppression is one under way.
type suppression struct {
	*key
	least   int
	cost    []int          // of blanking a cell of the column
	sums    []uint64       // of each row's combination
	settled map[uint64]int // people of the classes that are large enough
	alone   []int          // rows that are in none
}

// mark is the share of one cell in the sum of its row: an arbitrary number, the
// same every time (Zobrist 1970, mixed by splitmix64). Should two combinations
// have the same sum by chance, the check at the end of [Protect] stops the
// release.
func (s *suppression) mark(column int, code int32) uint64 {
	x := uint64(column+1)*0x9e3779b97f4a7c15 ^ uint64(code+1)*0xd1342543de82ef95
	x ^= x >> 30
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 27
	x *= 0x94d049bb133111eb
	return x ^ x>>31
}

// without is the row's sum with the cell blanked; ok is false where it cannot be.
func (s *suppression) without(row, column int) (sum uint64, ok bool) {
	code := s.codes[column][row]
	if code == int32(dataset.Withheld) || code == int32(dataset.NotInWave) {
		return 0, false
	}
	return s.sums[row] ^ s.mark(column, code) ^ s.mark(column, int32(dataset.Withheld)), true
}

// company counts, for each sum that blanking the column would give, the people
// who would have it.
func (s *suppression) company(column int) map[uint64]int {
	people := map[uint64]int{}
	for _, row := range s.alone {
		if sum, ok := s.without(row, column); ok {
			people[sum]++
		}
	}
	for sum := range people {
		people[sum] += s.settled[sum]
	}
	return people
}

// order lists the columns, those first that cost least and help most people.
func (s *suppression) order() []int {
	helped := make([]int, len(s.codes))
	all := make([]int, len(s.codes))
	for c := range s.codes {
		all[c] = c
		for _, n := range s.company(c) {
			if n >= s.least {
				helped[c] += n
			}
		}
	}
	slices.SortStableFunc(all, func(a, b int) int {
		return cmp.Or(cmp.Compare(s.cost[a], s.cost[b]), cmp.Compare(helped[b], helped[a]))
	})
	return all
}

// settle blanks the column where that brings rows into a large enough class.
func (s *suppression) settle(column int) {
	people := s.company(column)
	var still []int
	for _, row := range s.alone {
		sum, ok := s.without(row, column)
		if !ok || people[sum] < s.least {
			still = append(still, row)
			continue
		}
		s.blank(row, column, sum)
		s.settled[sum] = people[sum]
	}
	s.alone = still
}

func (s *suppression) blank(row, column int, sum uint64) {
	s.codes[column][row], s.sums[row] = int32(dataset.Withheld), sum
}

// blankOne blanks one column for all who stand alone: the one that brings most
// of them together for its cost. It reports whether there was one left.
func (s *suppression) blankOne() bool {
	best, most := -1, math.Inf(-1)
	for c := range s.codes {
		together := 0.0
		people := s.company(c)
		for _, n := range people {
			together += float64(n) * float64(n)
		}
		if len(people) > 0 && together/float64(1+s.cost[c]) > most {
			best, most = c, together/float64(1+s.cost[c])
		}
	}
	if best < 0 {
		return false
	}
	for _, row := range s.alone {
		if sum, ok := s.without(row, best); ok {
			s.blank(row, best, sum)
		}
	}
	return true
}

// gather lets go the rows that have come into company without a further blank.
func (s *suppression) gather() {
	people := map[uint64]int{}
	for _, row := range s.alone {
		people[s.sums[row]]++
	}
	var still []int
	for _, row := range s.alone {
		if sum := s.sums[row]; people[sum]+s.settled[sum] < s.least {
			still = append(still, row)
		}
	}
	for _, row := range s.alone {
		if sum := s.sums[row]; people[sum] > 0 && people[sum]+s.settled[sum] >= s.least {
			s.settled[sum] += people[sum]
			people[sum] = 0
		}
	}
	s.alone = still
}
