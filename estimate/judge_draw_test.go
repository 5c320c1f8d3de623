package estimate_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// A combiner draws combinations: a measure, a design, a domain, groups.
type combiner struct{ *rand.Rand }

func (m *combiner) pick(of ...string) string { return of[m.IntN(len(of))] }

// A plan is a design with the domain, in both languages.
type plan struct {
	spec string // keys of the spec
	r    string // lines that make d, the design, and s, the domain
}

// structure draws strata, clusters and populations.
func (m *combiner) structure() (spec []string, r string) {
	switch m.IntN(9) {
	case 0:
		return nil, "ids = ~1"
	case 1:
		return []string{"strata: h"}, "ids = ~1, strata = ~h"
	case 2:
		return []string{"strata: h", "population: nr"}, "ids = ~1, strata = ~h, fpc = ~nr"
	case 3:
		return []string{"clusters: c"}, "ids = ~c"
	case 4:
		return []string{"strata: h", "clusters: c"}, "ids = ~c, strata = ~h, nest = TRUE"
	case 5:
		return []string{"strata: h", "clusters: c", "population: nc"}, "ids = ~c, strata = ~h, nest = TRUE, fpc = ~nc"
	case 6:
		return []string{"strata: h", "clusters: c", "population: nc", "within: {population: np}"}, "ids = ~c + pid, strata = ~h, nest = TRUE, fpc = ~nc + np"
	case 7:
		return []string{"strata: h", "clusters: c", "population: nc", "within: {clusters: home, population: nhome, within: {population: nin}}"},
			"ids = ~c + home + pid, strata = ~h, nest = TRUE, fpc = ~nc + nhome + nin"
	}
	return []string{"clusters: cc", "population: ncc", "within: {strata: side, population: nside}"}, "ids = ~cc + pid, strata = ~one + side, nest = TRUE, fpc = ~ncc + nside"
}

// design draws a design, with weights or a weight set.
func (m *combiner) design(sets bool) plan {
	keys, r := m.structure()
	var p plan
	switch n := m.IntN(11); {
	case sets && n < 3 || sets && n == 10:
		set := m.pick("raked", "even", "post", "linear", "bent", "bounded")
		start := "w * nrow(x) / sum(x$w)"
		if set == "even" {
			start = "rep(1000 / nrow(x), nrow(x))"
		}
		p.spec = ", weight: " + set
		p.r = fmt.Sprintf("x$start <- with(x, %s)\nd <- svydesign(%s, weights = ~start, data = x)\n%s", start, r, setsInR[set])
	case n == 4:
		p.spec = ", design: {weights: w, replicates: {kind: given, columns: [rep_*], scale: 0.09, mse: true}}"
		p.r = "d <- svrepdesign(data = x, weights = ~w, repweights = 'rep_[0-9]+', type = 'other', scale = .09, rscales = rep(1, 12), combined.weights = TRUE, mse = TRUE)"
		return m.ended(p)
	case n == 5:
		p.spec = ", design: {weights: w, strata: h, clusters: c, replicates: {kind: JKn}}"
		p.r = "d <- as.svrepdesign(svydesign(ids = ~c, strata = ~h, nest = TRUE, weights = ~w, data = x), type = 'JKn')"
		return m.ended(p, "h")
	case n == 6:
		p.spec = ", design: {weights: w, clusters: c, replicates: {kind: JK1}}"
		p.r = "d <- as.svrepdesign(svydesign(ids = ~c, weights = ~w, data = x), type = 'JK1')"
		return m.ended(p)
	case n == 3:
		lonely := m.pick("remove", "certainty", "adjust", "average")
		p.spec = ", design: {weights: w, strata: hh, clusters: c, lonely: " + lonely + ", replicates: {kind: JKn}}"
		p.r = "options(survey.lonely.psu = '" + lonely + "')\nd <- as.svrepdesign(svydesign(ids = ~c, strata = ~hh, nest = TRUE, weights = ~w, data = x), type = 'JKn')\noptions(survey.lonely.psu = 'fail')"
		return m.ended(p, "hh")
	case n == 7:
		p.r = fmt.Sprintf("d <- svydesign(%s, weights = ~one, data = x)", r)
	default:
		keys = append(keys, "weights: w")
		p.r = fmt.Sprintf("d <- svydesign(%s, weights = ~w, data = x)", r)
	}
	if len(keys) > 0 {
		p.spec += ", design: {" + strings.Join(keys, ", ") + "}"
	}
	return m.ended(p)
}

// ended notes the degrees of freedom of the whole. Of a jackknife they are those
// of the design it was made of.
func (m *combiner) ended(p plan, strata ...string) plan {
	p.r += "\nfull_df <- degf(d)"
	for _, h := range strata {
		p.r += fmt.Sprintf("\nfull_df <- nrow(unique(x[c('%s', 'c')])) - nlevels(x$%s)", h, h)
	}
	return p
}

// plan draws a design and a domain.
func (m *combiner) plan(sets bool) plan {
	p := m.design(sets)
	switch m.IntN(3) {
	case 0:
		p.spec += `, where: "${loc} = 'in'"`
		p.r += "\ns <- subset(d, loc == 'in')"
	case 1:
		p.spec += `, where: "${w} > 0.5 and ${sex} = 'f'"`
		p.r += "\ns <- subset(d, w > .5 & sex == 'f')"
	default:
		p.r += "\ns <- d"
	}
	return p
}

// draw draws the i-th combination; the kinds take turns.
func (m *combiner) draw(i int) combination {
	kinds := []func() (spec, r string, tolerance float64){m.meanOf, m.shareOf, m.totalOf, m.ratioOf, m.quantileOf, m.varianceOf, m.correlationOf, m.gapOf,
		m.changeOf, m.standardOf, m.tableOf, m.tTest, m.rankTest, m.fit, m.kappa, m.model, m.marginsOf, m.sandwich, m.panelTest, m.occasionsTest, m.scaleOf,
		m.classicalTest, m.pairedTest, m.transitionOf, m.netOf, m.listOf, m.conjointOf}
	spec, r, tolerance := kinds[i%len(kinds)]()
	name := strings.SplitN(strings.TrimPrefix(spec, "{measure: "), ",", 2)[0]
	return combination{fmt.Sprintf("%03d %s", i, name), m.IntN(worlds), spec, r, tolerance}
}

// by draws groups or none.
func (m *combiner) by() (spec, r string) {
	if v := m.pick("", "grp", "sex", "k"); v != "" {
		return ", by: " + v, v
	}
	return "", ""
}

func (m *combiner) meanOf() (string, string, float64) {
	p := m.plan(true)
	by, r := m.by()
	y := m.pick("y", "z", "q", "bin")
	return "{measure: mean, item: " + y + by + p.spec + "}", fmt.Sprintf("%s\nmeans(s, '%s', '%s')", p.r, y, r), 1e-8
}

func (m *combiner) totalOf() (string, string, float64) {
	p := m.plan(true)
	by, r := m.by()
	y := m.pick("y", "z", "q", "bin")
	return "{measure: total, item: " + y + by + p.spec + "}", fmt.Sprintf("%s\ntotals(s, '%s', '%s')", p.r, y, r), 1e-8
}

func (m *combiner) ratioOf() (string, string, float64) {
	p := m.plan(true)
	by, r := m.by()
	return "{measure: ratio, item: y, over: q" + by + p.spec + "}", fmt.Sprintf("%s\nratios(s, 'y', 'q', '%s')", p.r, r), 1e-8
}

func (m *combiner) shareOf() (string, string, float64) {
	p := m.plan(false)
	by := m.pick("", "grp", "sex")
	method := m.pick("xlogit", "logit", "beta", "asin", "wald", "wilson", "likelihood")
	key := ""
	if by != "" {
		key = ", by: " + by
	}
	inR := strings.Replace(method, "wald", "mean", 1)
	if method == "likelihood" && strings.Contains(p.spec, "replicates") {
		inR = ""
	}
	tolerance := 1e-7
	if method == "likelihood" { // R scales it by residuals that are weighted twice
		tolerance = 2e-1
	}
	return fmt.Sprintf("{measure: share, item: k%s, interval: %s%s}", key, method, p.spec), fmt.Sprintf("%s\nproportions(s, 'k', '%s', '%s')", p.r, by, inR), tolerance
}

func (m *combiner) quantileOf() (string, string, float64) {
	p := m.plan(true)
	by, r := m.by()
	y, rule := m.pick("y", "q"), m.pick("math", "school", "shahvaish", "hf1", "hf2", "hf3", "hf4", "hf5", "hf6", "hf7", "hf8", "hf9")
	interval := m.pick("wald", "xlogit", "beta", "asin")
	if strings.Contains(p.spec, "replicates") && m.IntN(2) == 0 {
		interval = "replicates"
	}
	inR := strings.NewReplacer("wald", "mean", "replicates", "quantile").Replace(interval)
	return fmt.Sprintf("{measure: quantile, item: %s, quantiles: [.25, .5, .9], rule: %s, interval: %s%s%s}", y, rule, interval, by, p.spec),
		fmt.Sprintf("%s\nquantiles(s, '%s', c(.25, .5, .9), '%s', '%s', '%s')", p.r, y, r, rule, inR), 1e-7
}

func (m *combiner) varianceOf() (string, string, float64) {
	p := m.plan(true)
	return "{measure: variance, items: [y, q]" + p.spec + "}", p.r + "\nvariances(s, 'y', 'q')", 1e-8
}

func (m *combiner) correlationOf() (string, string, float64) {
	p := m.plan(true)
	return "{measure: correlation, items: [y, q]" + p.spec + "}", p.r + "\ncorrelations(s, 'y', 'q')", 1e-6
}

func (m *combiner) gapOf() (string, string, float64) {
	p := m.plan(true)
	return "{measure: difference, item: y, by: grp, groups: [a, b]" + p.spec + "}", p.r + "\ngap(s, 'y', 'grp', 'a', 'b')", 1e-8
}

// changeOf is a change between two items as a contrast of two estimates.
func (m *combiner) changeOf() (string, string, float64) {
	p := m.plan(true)
	part := func(y string) string { return fmt.Sprintf("{name: %s, spec: {measure: mean, item: %s}}", y, y) }
	return "{measure: contrast, parts: [" + part("y") + ", " + part("q") + "], expression: q - y" + p.spec + "}", p.r + "\nchange(s, 'y', 'q', 'contrast')", 1e-8
}

func (m *combiner) standardOf() (string, string, float64) {
	p := m.plan(true)
	return "{measure: mean, item: y, by: grp, standard: {by: sex, shares: {f: .4, m: .6}, answered: true}" + p.spec + "}",
		p.r + "\nstandardised(s, 'y', 'grp', 'sex', c(.4, .6))", 1e-8
}

func (m *combiner) tableOf() (string, string, float64) {
	p := m.plan(true)
	test := m.pick("F", "Chisq", "Wald", "adjWald", "lincom", "saddlepoint")
	return "{measure: table, item: k, by: grp, test: " + test + p.spec + "}", fmt.Sprintf("%s\ncrossed(s, 'k', 'grp', '%s')", p.r, test), 1e-6
}

func (m *combiner) tTest() (string, string, float64) {
	p := m.plan(true)
	if m.IntN(2) == 0 {
		return "{measure: test, test: mean, item: y, against: [9.5]" + p.spec + "}", p.r + "\none_group(s, 'y', 9.5)", 1e-8
	}
	return "{measure: test, test: t, item: y, by: grp, groups: [a, b]" + p.spec + "}", p.r + "\ntwo_groups(s, 'y', 'grp', 'a', 'b')", 1e-7
}

func (m *combiner) rankTest() (string, string, float64) {
	p := m.plan(true)
	by, test := "grp", m.pick("wilcoxon", "vanderWaerden", "median", "KruskalWallis")
	if test != "KruskalWallis" {
		by = "sex"
		p = plan{strings.ReplaceAll(p.spec, ` and ${sex} = 'f'`, ""), strings.ReplaceAll(p.r, " & sex == 'f'", "")}
	}
	return fmt.Sprintf("{measure: test, test: %s, ties: in-order, item: y, by: %s%s}", test, by, p.spec), fmt.Sprintf("%s\nranked(s, 'y', '%s', '%s')", p.r, by, test), 1e-7
}

func (m *combiner) fit() (string, string, float64) {
	p := m.plan(true)
	return "{measure: test, test: goodness-of-fit, item: t1, against: [.3, .3, .4]" + p.spec + "}", p.r + "\nfits(s, 't1', c(.3, .3, .4))", 1e-7
}

func (m *combiner) kappa() (string, string, float64) {
	p := m.plan(false)
	return "{measure: test, test: kappa, from: {item: t1, wave: 0}, to: {item: t2, wave: 0}" + p.spec + "}", p.r + "\nagreement(s, 't1', 't2')", 1e-6
}

func (m *combiner) model() (string, string, float64) {
	p := m.plan(true)
	formula, names := "y ~ z + t1", "c('(intercept)', 'z', 't1[o]', 't1[u]')"
	term := "t1"
	family, inR := "gaussian", "gaussian()"
	switch m.IntN(5) {
	case 0:
		formula, family, inR = "bin ~ z + q", "quasibinomial", "quasibinomial()"
		names, term = "c('(intercept)', 'z', 'q')", "q"
	case 1:
		formula, family, inR = "v ~ z + t1", "quasipoisson", "quasipoisson()"
	case 2:
		formula, names, term = "y ~ z * u1", "c('(intercept)', 'z', 'u1[y]', 'z:u1[y]')", "z:u1"
	case 3:
		formula, family, inR = "v ~ z + offset(log(w))", "quasipoisson", "quasipoisson()"
		names, term = "c('(intercept)', 'z')", "z"
	}
	return fmt.Sprintf("{measure: model, model: {formula: %q, family: %s, terms: [%q]}%s}", formula, family, term, p.spec),
		fmt.Sprintf("%s\nregression(s, %s, %s, %s, '%s')", p.r, formula, inR, names, term), 1e-6
}

func (m *combiner) marginsOf() (string, string, float64) {
	p := m.plan(false)
	return fmt.Sprintf(`{measure: model, model: {formula: "bin ~ z + u1", family: quasibinomial, margins: u1}%s}`, p.spec),
		p.r + "\npredictions(s, bin ~ z + u1, quasibinomial(), 'u1')", 1e-7
}

func (m *combiner) sandwich() (string, string, float64) {
	kind := m.pick("CR0", "CR1", "CR1S", "CR2")
	weights, w := "", "one"
	if m.IntN(2) == 0 {
		weights, w = "weights: w, ", "w"
	}
	return fmt.Sprintf(`{measure: model, model: {formula: "y ~ z + sex", errors: %s}, design: {%sclusters: c}}`, kind, weights),
		fmt.Sprintf("clustered(x, y ~ z + sex, 'c', '%s', '%s', c('(intercept)', 'z', 'sex[m]'))", w, kind), 1e-7
}

func (m *combiner) panelTest() (string, string, float64) {
	test := m.pick("stuart-maxwell", "bhapkar", "bowker", "mcnemar", "mcnemar-corrected", "mcnemar-exact", "mcnemar-midp")
	items, codes := []string{"t1", "t2"}, "c('e', 'o', 'u')"
	if strings.HasPrefix(test, "mcnemar") || m.IntN(3) == 0 {
		items, codes = []string{"u1", "u2"}, "c('n', 'y')"
	}
	return fmt.Sprintf("{measure: test, test: %s, from: {item: %s, wave: 0}, to: {item: %s, wave: 0}}", test, items[0], items[1]),
		fmt.Sprintf("panel(x, '%s', '%s', %s)", items[0], items[1], codes), 1e-8
}

func (m *combiner) occasionsTest() (string, string, float64) {
	return "{measure: test, test: cochran, items: [o1, o2, o3], categories: ['y']}", "occasions(x, c('o1', 'o2', 'o3'), 'y')", 1e-8
}

func (m *combiner) scaleOf() (string, string, float64) {
	return "{measure: scale, items: [s1, s2, s3, s4]}", "alpha(x, c('s1', 's2', 's3', 's4'))", 1e-8
}

func (m *combiner) classicalTest() (string, string, float64) {
	test := m.pick("pearson", "fisher", "welch", "student", "rank-sum")
	item := "y"
	if test == "pearson" || test == "fisher" {
		item = "k"
	}
	return fmt.Sprintf("{measure: test, test: %s, item: %s, by: sex}", test, item), "classical(x, 'y', 'sex', 'k')", 1e-7
}

func (m *combiner) pairedTest() (string, string, float64) {
	return fmt.Sprintf("{measure: test, test: %s, from: {item: y, wave: 0}, to: {item: q, wave: 0}}", m.pick("paired-t", "signed-rank")), "pairs_of_numbers(x, 'y', 'q')", 1e-7
}

// transitionOf is of the people who answered at both points.
func (m *combiner) transitionOf() (string, string, float64) {
	p := m.plan(true)
	return "{measure: transition, from: {item: t1, wave: 0}, to: {item: t2, wave: 0}" + p.spec + "}", p.r + "\nmoved(s, 't1', 't2')", 1e-8
}

// netOf is the share of some answers less that of others.
func (m *combiner) netOf() (string, string, float64) {
	p := m.plan(true)
	part := func(name, codes string) string {
		return fmt.Sprintf("{name: %s, spec: {measure: share, item: k, categories: [%s]}}", name, codes)
	}
	return "{measure: contrast, parts: [" + part("top", "p, q") + ", " + part("low", "r") + "], expression: top - low" + p.spec + "}", p.r + "\nnet(s, 'k', c('p', 'q'), 'r')", 1e-8
}

func (m *combiner) listOf() (string, string, float64) {
	return "{measure: experiment, item: v, experiment: {kind: list, arm: bin, harmless: 60}}", "listed(x, 'v', 'bin')", 1e-8
}

func (m *combiner) conjointOf() (string, string, float64) {
	p := m.plan(true)
	return "{measure: experiment, item: y, experiment: {kind: conjoint, attributes: [t1, u1]}" + p.spec + "}", p.r + "\nlevelled(s, 'y', c('t1', 'u1'))", 1e-8
}
