package seed

import "slices"

// build makes the world: who takes part, and what each analysed member and
// then everybody else answers.
func build(number uint64) (*world, error) {
	w := &world{number: number, columns: map[string]*column{}}
	var err error
	if w.forms, err = Instruments(); err != nil {
		return nil, err
	}
	if w.targets, err = Targets(); err != nil {
		return nil, err
	}
	w.members = skeleton(w.rng("skeleton"))
	w.screening()
	w.countries()
	for _, item := range lasting {
		w.last(item)
	}
	w.ages()
	w.works()
	w.incomes()
	w.languages()
	w.agreements()
	for wave := 1; wave <= Waves; wave++ {
		w.others(wave)
	}
	w.returnees()
	w.outside()
	return w, w.bend()
}

// departedLate and departureUnknown are the people of wave 3 who left after
// mobilization was announced, and who do not say when they left. Published are
// about 2,000 after and 3,400 before of 5,697.
const (
	departedLate     = 1860
	departureUnknown = 257
)

// screening fills residence and departure of the analysed.
func (w *world) screening() {
	for wave := 1; wave <= Waves; wave++ {
		citizen, left, there := w.column("elig_citizen", wave), w.column("left_when", wave), w.column("in_russia_now", wave)
		for _, m := range w.people(wave) {
			citizen.set(m, "yes")
			left.set(m, "feb")
			if there != nil {
				there.set(m, "no")
			}
		}
	}
	left := w.column("left_when", 3)
	late := shuffled(w.rng("departure"), w.where(func(m int) bool {
		who := w.members[m]
		return who.stands == analysed && who.in[3] && !who.in[1] && !who.in[2]
	}))
	for i, m := range late[:departedLate+departureUnknown] {
		left.set(m, "sep")
		if i >= departedLate {
			left.one[m] = blank
		}
	}
}

// contacts is the number of people of wave 1 who may be invited again.
const contacts = 1032

// agreements fills who may be invited again: in wave 1 everybody who came back
// and others up to the published number.
func (w *world) agreements() {
	for wave := 1; wave <= Waves; wave++ {
		rng := w.rng(at("agreements", wave))
		again, talk := w.column("recontact", wave), w.column("interview", wave)
		yes := 0
		var open []int
		for _, m := range w.people(wave) {
			if w.cameBack(m, wave) {
				again.set(m, "yes")
				yes++
			} else {
				open = append(open, m)
			}
		}
		more := contacts - yes
		if wave > 1 {
			more = len(open) * 6 / 10
		}
		for i, m := range shuffled(rng, open) {
			switch {
			case i < more:
				again.set(m, "yes")
			case i < len(open)-len(open)/40:
				again.set(m, "no")
			default:
				again.one[m] = blank
			}
		}
		w.choose(talk.item.Name, wave, w.where(func(m int) bool {
			return w.members[m].stands == analysed && w.members[m].in[wave] && again.has(m, []string{"yes"})
		}))
	}
}

// cameBack reports whether a member took part in a later wave.
func (w *world) cameBack(m, wave int) bool {
	return slices.Contains(w.members[m].in[wave+1:], true)
}

// others fills every item of a wave that has no answers yet.
func (w *world) others(wave int) {
	for _, p := range w.forms[wave-1].Pages {
		for _, i := range p.Items {
			if i.Codes == nil || w.columns[at(i.Name, wave)] != nil || p.Name == "page_return" {
				continue
			}
			people := w.people(wave)
			if applies := conditions[i.Name]; applies != nil {
				people = slices.DeleteFunc(people, func(m int) bool { return !applies(w, wave, m) })
			}
			if i.Type == "select_multiple" {
				w.tick(i.Name, wave, people)
			} else {
				w.choose(i.Name, wave, people)
			}
		}
	}
}

// conditions say in short to whom items are put that not everybody is asked;
// the instruments say it in full, and a test holds the two together.
var conditions = map[string]func(w *world, wave, m int) bool{
	"sector":           func(w *world, _, m int) bool { return !w.before(m, "unemp") },
	"study_field":      func(w *world, _, m int) bool { return w.before(m, "study") },
	"has_subordinates": employed,
	"continue_job":     employed,
	"lose_job":         employed,
}

func employed(w *world, _, m int) bool { return w.before(m, "ru", "int", "own", "free", "ngo") }

func (w *world) before(m int, codes ...string) bool { return w.column("work_before", 1).has(m, codes) }
