package seed

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"

	"sojourn/dataset"
	"sojourn/instrument"
	"sojourn/study"
)

// How many responses are spoilt, and how.
const (
	copiedPeople   = 60
	hurriedPeople  = 80
	underagePeople = 12
	straightPeople = 25
	brokePanelists = 103 // of wave 1, invited again, who left wave 2 before the middle
	brokeOthers    = 90
)

// spoil adds the layer of faults: people whose responses the cleaning rules
// must find. It takes nothing from the sound ones.
func (w *world) spoil(people []Person) ([]Person, error) {
	rng := w.rng("faults")
	sound := len(people)
	add := func(n int, fault Fault, change func(v *Visit, wave int) error) error {
		for range n {
			wave := 1 + rng.IntN(Waves)
			v := model(rng, people[:sound], wave)
			v.Fault = fault
			if v.Channel == "" {
				v.Channel = "friends" // nobody of a layer was invited
				v.Day = max(v.Day, study.DayOf(seasons[wave].open))
			}
			if err := change(&v, wave); err != nil {
				return err
			}
			people = append(people, Person{Secret: secret(w.number, len(people)), Visits: []Visit{v}})
		}
		return nil
	}
	for _, layer := range w.layers(rng, people[:sound]) {
		if err := add(layer.n, layer.fault, layer.change); err != nil {
			return nil, err
		}
	}
	return people, w.breakOffPanelists(rng, people[:sound])
}

// A layer is one kind of fault and what it does to the copy of a response.
type layer struct {
	n      int
	fault  Fault
	change func(v *Visit, wave int) error
}

func (w *world) layers(rng *rand.Rand, sound []Person) []layer {
	return []layer{
		{copiedPeople, Copied, func(v *Visit, wave int) error {
			v.Day = study.DayOf(seasons[wave].close.AddDate(0, 0, 1))
			return nil
		}},
		{hurriedPeople, Hurried, func(v *Visit, wave int) error {
			w.mix(rng, sound, v, wave)
			for _, p := range slices.Sorted(maps.Keys(v.Seconds)) {
				v.Seconds[p] = 1 + rng.IntN(4)
			}
			return nil
		}},
		{underagePeople, Underage, func(v *Visit, wave int) error {
			w.mix(rng, sound, v, wave)
			v.Answers["age"] = instrument.Answer{Values: []string{strconv.Itoa(1 + rng.IntN(17))}}
			return nil
		}},
		{straightPeople, Straight, func(v *Visit, wave int) error {
			w.mix(rng, sound, v, wave)
			w.straighten(rng, v, wave)
			return nil
		}},
		{brokeOthers, BrokeOff, func(v *Visit, wave int) error {
			w.mix(rng, sound, v, wave)
			return w.breakOff(rng, v, wave)
		}},
	}
}

// model is a copy of the response of somebody analysed.
func model(rng *rand.Rand, people []Person, wave int) Visit {
	for {
		p := &people[rng.IntN(len(people))]
		if v := p.Visit(study.WaveID(wave)); p.Analysed && v != nil && v.Fault == "" {
			clone := *v
			clone.Answers, clone.Seconds = maps.Clone(v.Answers), maps.Clone(v.Seconds)
			return clone
		}
	}
}

// mix takes some answers from another response, so that the visit is nobody's
// copy. Only items that everybody is asked are exchanged.
func (w *world) mix(rng *rand.Rand, people []Person, v *Visit, wave int) {
	other := model(rng, people, wave)
	for _, i := range w.scales(wave) {
		if a, b := v.Answers[i.Name], other.Answers[i.Name]; a.Missing != dataset.NotAsked && b.Missing != dataset.NotAsked && conditions[i.Name] == nil {
			v.Answers[i.Name] = b
		}
	}
	v.Answers["comment"] = instrument.Answer{Missing: dataset.Skipped}
}

// scales are the items of a wave that are answered on a numbered scale.
func (w *world) scales(wave int) []*instrument.Item {
	var scales []*instrument.Item
	for _, p := range w.forms[wave-1].Pages {
		for _, i := range p.Items {
			if i.Type == instrument.SelectOne && i.Codes.Scores() != nil && i.Name != "children_minor" {
				scales = append(scales, i)
			}
		}
	}
	return scales
}

// straighten puts every scale on the same place.
func (w *world) straighten(rng *rand.Rand, v *Visit, wave int) {
	code := strconv.Itoa(1 + rng.IntN(4))
	for _, i := range w.scales(wave) {
		if v.Answers[i.Name].Missing != dataset.NotAsked && i.Codes.Index(code) >= 0 {
			v.Answers[i.Name] = instrument.Answer{Values: []string{code}}
		}
	}
}

// breakOff cuts a visit short at a page before half of its items.
func (w *world) breakOff(rng *rand.Rand, v *Visit, wave int) error {
	in := w.forms[wave-1]
	limit := 0.1 + 0.35*rng.Float64()
	kept := instrument.Answers{}
	seconds := map[string]int{}
	for _, p := range in.Pages {
		trial := maps.Clone(kept)
		for _, i := range p.Items {
			if a, ok := v.Answers[i.Name]; ok {
				trial[i.Name] = a
			}
		}
		route, err := in.Route(trial, seasons[wave].close)
		if err != nil {
			return err
		}
		if route.Share() > limit && len(kept) > 0 {
			break
		}
		kept, v.Reached = trial, p.Name
		if s, ok := v.Seconds[p.Name]; ok {
			seconds[p.Name] = s
		}
	}
	v.Answers, v.Seconds, v.Finished, v.Fault = kept, seconds, false, BrokeOff
	return nil
}

// breakOffPanelists gives people of wave 1 who may be invited again, and did
// not come back, a wave 2 that they left before the middle.
func (w *world) breakOffPanelists(rng *rand.Rand, people []Person) error {
	var invited []int
	for m := range people {
		if who := w.members[m]; who.stands == analysed && who.in[1] && !w.cameBack(m, 1) && w.column("recontact", 1).has(m, []string{"yes"}) {
			invited = append(invited, m)
		}
	}
	for _, m := range slices.Sorted(slices.Values(shuffled(rng, invited)[:brokePanelists])) {
		v := model(rng, people, 2)
		w.mix(rng, people, &v, 2)
		if err := w.breakOff(rng, &v, 2); err != nil {
			return err
		}
		v.Channel, v.Language = "", people[m].Visits[0].Language
		people[m].Visits = append(people[m].Visits, v)
	}
	return nil
}
