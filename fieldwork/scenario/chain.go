package scenario

import (
	"context"
	"fmt"
	"math/rand/v2"
)

// A Chain plays a made-up sample that grows by referral links: seeds come by
// the open link, and everybody else by a link that somebody before them had
// left, drawn at random.
type Chain struct {
	Seeds  int
	People int // the seeds included
	Random *rand.Rand
	// Script is what a person does who came by recruiter, both counted from 0;
	// -1: by themselves.
	Script func(person, recruiter int) Script
}

// Grow plays the chain and returns by whom each person came. A field that
// hands out no links lets it end early, which is an error.
func (p *Player) Grow(ctx context.Context, c Chain) (recruiters []int, err error) {
	type link struct {
		of    int
		token string
	}
	var open []link
	for i := range c.People {
		by, coupon := -1, ""
		if i >= c.Seeds {
			if len(open) == 0 {
				return recruiters, fmt.Errorf("scenario: nobody has a link left for person %d", i+1)
			}
			at := c.Random.IntN(len(open))
			by, coupon = open[at].of, open[at].token
			open = append(open[:at], open[at+1:]...)
		}
		s := c.Script(i, by)
		s.Coupon, s.PassOn = coupon, true
		out, err := p.Play(ctx, s)
		if err != nil {
			return recruiters, fmt.Errorf("person %d: %w", i+1, err)
		}
		for _, token := range out.Links {
			open = append(open, link{i, token})
		}
		recruiters = append(recruiters, by)
	}
	return recruiters, nil
}
