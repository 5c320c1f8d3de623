// Package fieldwork runs a wave: people come in by a door, answer page by
// page, leave and come back, and end with a receipt.
//
// It decides what a step does to a draft and what is sealed at each step. It
// can read a draft only while the respondent's own secret is at hand, that is
// during a request, and it cannot open an envelope at all. It does not render
// pages (see respond) and does not store anything itself (see store).
package fieldwork

import (
	"time"

	"sojourn/instrument"
	"sojourn/panel"
	"sojourn/study"
)

// A Response is one person's filled questionnaire in one wave: what stands
// inside a sealed envelope.
type Response struct {
	Study     study.ID           `json:"study"`
	Wave      study.WaveID       `json:"wave"`
	Form      string             `json:"form"`
	Version   string             `json:"version"`
	Panelist  panel.ID           `json:"panelist"`
	Language  study.Lang         `json:"language"`
	Channel   string             `json:"channel,omitempty"`
	Consent   int                `json:"consent"`            // version of the consent text agreed to
	Consents  []ConsentLine      `json:"consents,omitempty"` // what was said to each text, in the order of saying
	Seed      uint64             `json:"seed,omitempty"`     // decided what was left to chance, such as the order of choices
	Day       study.Day          `json:"day"`                // of this saving; nothing finer is kept
	Finished  bool               `json:"finished"`
	Out       string             `json:"out,omitempty"`     // exit by which an ineligible person was led out; then there are no answers
	Reached   string             `json:"reached,omitempty"` // name of the last page saved
	Answers   instrument.Answers `json:"answers"`
	Shown     []Showing          `json:"shown,omitempty"` // of what others answered
	Paradata  Paradata           `json:"paradata"`
	Synthetic bool               `json:"synthetic,omitempty"`

	// By whom people came, and the code by which they are recognised, stand here
	// and nowhere else.
	Coupon      string   `json:"coupon,omitempty"`      // by whose referral link, see [seal.Coupon.ID]
	Coupons     []string `json:"coupons,omitempty"`     // of the links that the person may pass on
	Recognition []string `json:"recognition,omitempty"` // see [seal.Recognition]
}

// sitting is what surrounds the answers at the given time.
func (r *Response) sitting(now time.Time) instrument.Sitting {
	return instrument.Sitting{Now: now, Seed: r.Seed}
}

// Paradata is data about how the response came about. It exists only inside
// the sealed body.
type Paradata struct {
	Seconds map[string]int `json:"seconds,omitempty"` // by page, summed over visits
	Breaks  int            `json:"breaks,omitempty"`  // pages that lay open for half an hour or longer, and times somebody chose to continue later
	Width   Width          `json:"width,omitempty"`
	Signals Signals        `json:"signals,omitzero"`
}

// Total is the time spent on all pages, in seconds.
func (p Paradata) Total() int {
	sum := 0
	for _, s := range p.Seconds {
		sum += s
	}
	return sum
}
