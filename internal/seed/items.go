package seed

import (
	"math/rand/v2"
	"slices"

	"sojourn/instrument"
)

// A lean says which trait goes with the later categories of a scale, and how
// strongly; a negative weight means the earlier ones.
type lean struct {
	trait  int
	weight float64
}

var leans = map[string]lean{
	"income_before": {means, 1}, "income_now": {means, 1}, "cannot_support": {means, -0.8}, "lose_job": {means, -0.5}, "find_job": {means, 0.7},
	"legal_stable": {means, 0.4}, "stay_12m": {ties, 0.6}, "attach_host": {ties, 0.8}, "time_locals": {ties, 0.6}, "local_friends": {ties, 0.6},
	"trust_general": {faith, -0.8}, "trust_rus_abroad": {faith, -0.7}, "trust_rus_home": {faith, -0.6}, "trust_locals": {faith, -0.8}, "trust_host_gov": {faith, -0.7},
	"interest_rus": {politics, -0.9}, "interest_host": {politics, -0.6}, "politics_home": {politics, 0.5}, "fear_rep_rus": {politics, -0.7}, "fear_rep_host": {politics, -0.3},
	"life_sat": {mood, 1}, "felt_sad": {mood, -0.9}, "felt_happy": {mood, 0.9}, "felt_depressed": {mood, -0.9}, "felt_lonely": {mood, -0.7},
	"own_future": {mood, 0.7}, "rus_future": {mood, 0.3}, "fear_disc": {faith, 0.5}, "attach_rus": {ties, -0.6},
}

// lasting are the items whose answer stays with a person from wave to wave.
var lasting = []string{"gender", "education", "city_size_before", "marital", "children_minor"}

// priors are the shares of categories where nothing is published, in the order
// of the codes. Items that are not listed are spread evenly.
var priors = map[string][]float64{
	"gender": {0.49, 0.49, 0.02}, "education": {0.03, 0.05, 0.12, 0.70, 0.10}, "city_size_before": {0.42, 0.22, 0.20, 0.11, 0.04, 0.01},
	"marital": {0.46, 0.22, 0.22, 0.06, 0.03, 0.01}, "children_minor": {0.69, 0.17, 0.11, 0.03}, "income_before": {0.01, 0.02, 0.12, 0.42, 0.29, 0.14},
	"income_now": {0.02, 0.08, 0.28, 0.40, 0.17, 0.05}, "work_now": {0.14, 0.26, 0.12, 0.05, 0.25, 0.05, 0.13},
	"work_main": {0.365, 0.22, 0.095, 0.185, 0.046, 0.03, 0.037, 0.022}, "study_field": {0.2, 0.25, 0.25, 0.1, 0.15, 0.05},
	"continue_job": {0.5, 0.3, 0.2}, "planned": {0.55, 0.27, 0.18}, "readiness": {0.3, 0.27, 0.23, 0.12, 0.08},
	"plan_return_12m": {0.06, 0.45, 0.36, 0.13}, "learn_lang@2": {0.07, 0.48, 0.45}, "learn_lang@3": {0.11, 0.2, 0.4, 0.29},
	"disc_any": {0.22, 0.78}, "disc_org": {0.18, 0.82}, "disc_locals": {0.11, 0.89}, "fear_disc": {0.12, 0.31, 0.31, 0.26},
	"safe_dark": {0.52, 0.4, 0.06, 0.02}, "fear_attack": {0.02, 0.07, 0.4, 0.51}, "trust_general": {0.56, 0.44},
	"trust_rus_abroad": {0.3, 0.64, 0.05, 0.01}, "trust_rus_home": {0.06, 0.46, 0.36, 0.12}, "trust_locals": {0.12, 0.69, 0.16, 0.03}, "trust_host_gov": {0.08, 0.45, 0.3, 0.17},
	"trust_rus_gov": {0.01, 0.03, 0.96}, "trust_rus_pres": {0.01, 0.01, 0.98}, "interest_rus": {0.6, 0.31, 0.07, 0.02}, "interest_host": {0.14, 0.5, 0.3, 0.06},
	"vote_2021": {0.02, 0.24, 0.02, 0.02, 0.06, 0.17, 0.05, 0.05, 0.37}, "smart_vote": {0.6, 0.3, 0.1}, "fear_draft": {0.45, 0.55},
	"fear_rep_rus": {0.25, 0.4, 0.24, 0.11}, "fear_rep_host": {0.05, 0.13, 0.4, 0.42}, "attach_rus": {0.14, 0.2, 0.22, 0.25, 0.19}, "attach_host": {0.18, 0.24, 0.3, 0.21, 0.07},
	"time_rus": {0.12, 0.3, 0.45, 0.13}, "time_locals": {0.33, 0.34, 0.27, 0.06}, "talk_home": {0.52, 0.38, 0.07, 0.03}, "politics_home": {0.09, 0.4, 0.35, 0.16},
	"visit_russia": {0.05, 0.2, 0.75}, "felt_depressed": {0.23, 0.38, 0.28, 0.11}, "felt_sad": {0.08, 0.48, 0.33, 0.11}, "felt_happy": {0.07, 0.46, 0.42, 0.05}, "felt_lonely": {0.26, 0.41, 0.23, 0.1},
	"life_sat": {0.04, 0.11, 0.35, 0.38, 0.12}, "own_future": {0.04, 0.09, 0.14, 0.46, 0.27}, "rus_future": {0.35, 0.34, 0.2, 0.07, 0.04}, "stay_12m": {0.08, 0.08, 0.14, 0.16, 0.54}, "legal_stable": {0.15, 0.2, 0.26, 0.24, 0.15},
	"return_temporary": {0.4, 0.35, 0.25}, "plans_3m": {0.43, 0.18, 0.03, 0.36}, "source": {0.05, 0.5, 0.2, 0.12, 0.09, 0.04}, "results_optin": {0.8, 0.2}, "interview": {0.55, 0.45},
	"gender_exec": {0.02, 0.06, 0.12, 0.8}, "gender_jobs": {0.88, 0.05, 0.05, 0.01, 0.01}, "has_subordinates": {0.5, 0.5}, "in_russia_now": {0, 1},
}

// bases are the published numbers of people who answered an item.
var bases = map[string]int{
	"sector@1": 1252, "ready_learn@1": 1328, "repression@1": 1427, "country_now@1": 1235, "returned_reason@2": 169,
	"trust_general@3": 5346, "gender_exec@3": 3196, "gender_jobs@3": 3206, "legal_stable@3": 5476, "disc_org@3": 5417,
	"disc_locals@3": 5454, "fear_rep_rus@3": 5114, "fear_rep_host@3": 5145, "life_sat@2": 2166,
	"own_future@1": 1621, // with which the chart's shares, that add up to 99.1, can be told within their errors
}

// answering takes away those who leave an item out: down to the published base
// where there is one, else one to four in a hundred.
func (w *world) answering(item string, wave int, people []int) []int {
	rng := w.rng("answering " + at(item, wave))
	keep, published := bases[at(item, wave)]
	if !published {
		keep = len(people) - int(float64(len(people))*(0.01+0.03*rng.Float64()))
	}
	order := slices.Clone(people)
	rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	keep = min(keep, len(order))
	order = order[:keep]
	slices.Sort(order)
	return order
}

// choose fills an item of one category for those of people who are not
// answered yet; others of the wave keep what they have.
func (w *world) choose(item string, wave int, people []int) {
	c := w.column(item, wave)
	w.ask(c, people)
	w.fill(c, w.answering(item, wave, people), []int{wave})
}

// ask marks the item as put to people.
func (w *world) ask(c *column, people []int) {
	for _, m := range people {
		if c.one[m] == unasked {
			c.one[m] = blank
		}
	}
}

// fill fits the answers of people to all targets on the item in the waves, and
// to further goals.
func (w *world) fill(c *column, people []int, waves []int, further ...goal) {
	item := c.item.Name
	f := fitting{people: people, fixed: make([]int, len(people)), prior: prior(c.item, c.wave),
		goals: append(w.goals(item, waves, func(t *Target) uint64 { return mask(c.item, t.Codes) }), further...)}
	for i, m := range people {
		f.fixed[i] = max(c.one[m], blank)
	}
	if l, ok := leans[item]; ok {
		f.score = func(m int) float64 { return l.weight * 1.5 * w.members[m].traits[l.trait] }
	}
	for i, k := range f.run(w.rng("fill " + at(item, c.wave))) {
		c.one[people[i]] = k
	}
}

func prior(i *instrument.Item, wave int) []float64 {
	if p, ok := priors[at(i.Name, wave)]; ok {
		return p
	}
	if p, ok := priors[i.Name]; ok {
		return p
	}
	p := make([]float64, len(i.Codes.Categories))
	for k := range p {
		p[k] = 1 / float64(len(p))
	}
	return p
}

// last fills an item that stays with a person: once for all waves together.
func (w *world) last(item string) {
	everybody := w.where(func(m int) bool { return w.members[m].stands == analysed })
	first := w.column(item, 1)
	if first == nil {
		first = w.column(item, 3)
	}
	whole := &column{item: first.item, wave: 0, one: slices.Clone(first.one)}
	w.ask(whole, everybody)
	w.fill(whole, w.answering(item, 0, everybody), []int{1, 2, 3})
	for wave := 1; wave <= Waves; wave++ {
		if c := w.column(item, wave); c != nil {
			for _, m := range w.people(wave) {
				c.one[m] = whole.one[m]
			}
		}
	}
}

// shuffled returns people in an order of chance.
func shuffled(rng *rand.Rand, people []int) []int {
	order := slices.Clone(people)
	rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	return order
}
