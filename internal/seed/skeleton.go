package seed

import "math/rand/v2"

// A stratum is so many members who take part in the same waves.
type stratum struct {
	n      int
	waves  []int
	stands standing
}

// strata are the published wave and panel sizes taken apart: 1,680, 2,176 and
// 5,697 people analysed, 611, 494 and 1,465 of them in two waves and 470 in
// all three; and 3,418 people outside the analysed population, 540 of them in
// two waves, which makes 10,871 and 2,170.
var strata = []stratum{
	{470, []int{1, 2, 3}, analysed},
	{141, []int{1, 2}, analysed},
	{24, []int{1, 3}, analysed},
	{995, []int{2, 3}, analysed},
	{1045, []int{1}, analysed},
	{570, []int{2}, analysed},
	{4208, []int{3}, analysed},
	{120, []int{1, 2}, earlier},
	{120, []int{1, 3}, earlier},
	{200, []int{2, 3}, earlier},
	{100, []int{2, 3}, inside},
	{500, []int{1}, earlier},
	{520, []int{2}, earlier},
	{80, []int{2}, inside},
	{1500, []int{3}, earlier},
	{278, []int{3}, inside},
}

func skeleton(rng *rand.Rand) []member {
	var members []member
	for _, s := range strata {
		for range s.n {
			m := member{stands: s.stands}
			for _, wave := range s.waves {
				m.in[wave] = true
			}
			for t := range m.traits {
				m.traits[t] = rng.NormFloat64()
			}
			members = append(members, m)
		}
	}
	return members
}
