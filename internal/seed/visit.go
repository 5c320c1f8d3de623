package seed

import (
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"sojourn/dataset"
	"sojourn/instrument"
	"sojourn/study"
)

// A season is when a wave was in the field.
type season struct {
	open, close time.Time // of the open door
	panel       time.Time // from when invited people come
}

func day(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 12, 0, 0, 0, time.UTC) }

var seasons = [Waves + 1]season{
	1: {open: day(2022, 3, 27), close: day(2022, 4, 3)},
	2: {open: day(2022, 9, 5), close: day(2022, 9, 24), panel: day(2022, 8, 23)},
	3: {open: day(2023, 5, 29), close: day(2023, 7, 30), panel: day(2023, 5, 15)},
}

// channelShares say by which links people came; the rest passed it on.
var channelShares = []struct {
	name  string
	share float64
}{
	{"politics", 0.22}, {"media", 0.15}, {"relocation-ge", 0.13}, {"relocation-tr", 0.10}, {"relocation-am", 0.09},
	{"relocation-eu", 0.09}, {"city-chats", 0.07}, {"job-groups", 0.04}, {"ngo", 0.03},
}

// person turns a member's answers into responses.
func (w *world) person(m int) (Person, error) {
	rng := w.rng("person " + strconv.Itoa(m))
	who := w.members[m]
	p := Person{Secret: secret(w.number, m), Analysed: who.stands == analysed}
	language := study.Lang("ru")
	if rng.IntN(16) == 0 {
		language = "en"
	}
	pace := math.Exp(0.28 * min(max(rng.NormFloat64(), -2), 2.5))
	for wave := 1; wave <= Waves; wave++ {
		if !who.in[wave] {
			continue
		}
		v, err := w.visit(rng, m, wave, language)
		if err != nil {
			return p, err
		}
		own := pace
		if w.column("left_when", wave).has(m, []string{"not_left"}) || w.column("in_russia_now", wave).has(m, []string{"yes"}) {
			own = max(pace, 1.5) // a shorter questionnaire must not look hurried
		}
		v.Seconds = w.seconds(rng, wave, v.Answers, own)
		p.Visits = append(p.Visits, v)
	}
	return p, nil
}

func (w *world) visit(rng *rand.Rand, m, wave int, language study.Lang) (Visit, error) {
	in := w.forms[wave-1]
	v := Visit{Wave: study.WaveID(wave), Language: language, Finished: true, Reached: in.Pages[len(in.Pages)-1].Name}
	invited := false
	for earlier := 1; earlier < wave; earlier++ {
		invited = invited || w.members[m].in[earlier]
	}
	v.Day, v.Channel = arrival(rng, wave, invited)
	answers := instrument.Answers{}
	for _, p := range in.Pages {
		for _, i := range p.Items {
			if a, ok := w.answer(rng, i, wave, m, language); ok {
				answers[i.Name] = a
			}
		}
	}
	route, err := in.Route(answers, seasons[wave].close)
	if err != nil {
		return v, err
	}
	v.Answers = leaveBlanks(route)
	return v, nil
}

// arrival is the day and the link by which somebody came.
func arrival(rng *rand.Rand, wave int, invited bool) (study.Day, string) {
	s := seasons[wave]
	if invited {
		// Most answer an invitation soon.
		days := int(min(rng.ExpFloat64()*5, s.close.Sub(s.panel).Hours()/24))
		return study.DayOf(s.panel.AddDate(0, 0, days)), ""
	}
	days := int(min(rng.ExpFloat64()*4, s.close.Sub(s.open).Hours()/24))
	channel, x := "friends", rng.Float64()
	for _, c := range channelShares {
		if x < c.share {
			channel = c.name
			break
		}
		x -= c.share
	}
	return study.DayOf(s.open.AddDate(0, 0, days)), channel
}

// answer is a member's answer to an item; false if there is none.
func (w *world) answer(rng *rand.Rand, i *instrument.Item, wave, m int, language study.Lang) (instrument.Answer, bool) {
	switch i.Type {
	case instrument.Hidden:
		return instrument.Answer{Values: []string{[]string{"control", "treatment"}[rng.IntN(2)]}}, true
	case instrument.Text:
		return w.words(rng, i.Name, wave, m, language)
	}
	c := w.columns[at(i.Name, wave)]
	if c == nil || c.one[m] == unasked {
		return instrument.Answer{}, false
	}
	if c.one[m] == blank {
		if len(i.NonAnswers) > 0 && rng.IntN(2) == 0 {
			return instrument.Answer{Missing: i.NonAnswers[rng.IntN(len(i.NonAnswers))]}, true
		}
		return instrument.Answer{Missing: dataset.Skipped}, true
	}
	switch i.Type {
	case instrument.SelectMultiple:
		var codes []string
		for k, category := range i.Codes.Categories {
			if c.many[m]&(1<<k) != 0 {
				codes = append(codes, category.Code)
			}
		}
		return instrument.Answer{Values: codes}, len(codes) > 0
	case instrument.Integer:
		return instrument.Answer{Values: []string{strconv.Itoa(c.one[m])}}, true
	}
	return instrument.Answer{Values: c.values[c.one[m]]}, true
}

// leaveBlanks are the answers that count, with Skipped where an item was put
// and not answered.
func leaveBlanks(r instrument.Route) instrument.Answers {
	for _, s := range r.Steps {
		for _, i := range s.Items {
			if _, given := r.Answers[i.Name]; i.Asks() && !given {
				r.Answers[i.Name] = instrument.Answer{Missing: dataset.Skipped}
			}
		}
	}
	return r.Answers
}

// seconds are the times on the pages: about ten for an item, by the person's
// pace, so that half of the interviews are done in twelve minutes.
func (w *world) seconds(rng *rand.Rand, wave int, answers instrument.Answers, pace float64) map[string]int {
	const interview = 720
	in := w.forms[wave-1]
	asking := 0
	for _, p := range in.Pages {
		asking += len(p.Items)
	}
	seconds := map[string]int{}
	for _, p := range in.Pages {
		put := slices.IndexFunc(p.Items, func(i *instrument.Item) bool {
			a, ok := answers[i.Name]
			return ok && a.Missing != dataset.NotAsked
		})
		if put < 0 {
			continue
		}
		share := float64(len(p.Items)) / float64(asking)
		seconds[p.Name] = max(3, int(interview*share*pace*(0.8+0.4*rng.Float64())))
	}
	return seconds
}
