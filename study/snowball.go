package study

import (
	"cmp"
	"fmt"
)

// A Snowball says how respondents pass the survey on: each may take a few
// referral links, and who came by whom is known at the desk alone. It is off
// unless it says otherwise.
type Snowball struct {
	On      bool   `yaml:"on"`
	Coupons int    `yaml:"coupons"`        // links that one person may pass on
	Uses    int    `yaml:"uses,omitempty"` // people who may come by one link; 1 if zero
	Days    int    `yaml:"days,omitempty"` // for which a link works; 30 if zero
	Network string `yaml:"network"`        // item that asks how many people of the population somebody knows
}

// Limit is how many people may come by one link.
func (s Snowball) Limit() int { return cmp.Or(s.Uses, 1) }

// Until is the last day of a link that was given on a day of the wave.
func (s Snowball) Until(given Day, w Wave) Day {
	const usual = 30
	return min(DayOf(given.Time().AddDate(0, 0, cmp.Or(s.Days, usual))), w.Closes())
}

// mostCoupons is more than any study hands out: with many links a few people
// fill a sample with their own circle.
const mostCoupons = 12

func (s *Study) checkSnowball(add func(column, what, do string)) {
	b := s.Snowball
	if !b.On {
		return
	}
	if b.Coupons < 1 || b.Coupons > mostCoupons {
		add("snowball.coupons", fmt.Sprintf("everybody would get %d links", b.Coupons), fmt.Sprintf("give from 1 to %d; 3 is usual", mostCoupons))
	}
	if b.Uses < 0 || b.Days < 0 {
		add("snowball", "uses and days are numbers above zero", "correct them, or leave them out")
	}
	if s.Field == "" {
		add("snowball", "a link that is passed on needs the address of the field, and there is none", "fill in field")
	}
}
