package estimate_test

import (
	"bytes"
	"encoding/csv"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"sojourn/estimate"
	"sojourn/format/tabular"
	"sojourn/internal/judge"
	"sojourn/weight"
)

// village draws people of two waves in strata and clusters, with gaps.
func village(t *testing.T) *people {
	const n = 400
	r := rand.New(rand.NewPCG(11, 12))
	pick := func(codes string, gap float64) string {
		var words []string
		all := strings.Fields(codes)
		for range n {
			if r.Float64() < gap {
				words = append(words, ".")
			} else {
				words = append(words, all[r.IntN(len(all))])
			}
		}
		return strings.Join(words, " ")
	}
	took := func(share float64) string {
		var words []string
		for range n {
			if r.Float64() < share {
				words = append(words, "x")
			} else {
				words = append(words, "o")
			}
		}
		return strings.Join(words, " ")
	}
	p := newPeople(t, n).took("1", times("x", n)).took("2", took(.6)).took("3", took(.3))
	p.column("country", "GE RS TR", pick("GE GE RS TR", 0)).column("sex", "f m", pick("f m", .02))
	for _, w := range []string{"1", "2"} {
		p.column("trust_w"+w, "1 2 3 4 5", pick("1 2 3 4 5 4", .1)).column("work_w"+w, "none ru local", pick("none ru local", .05))
		p.set("news_w"+w, "tg tv", pick("tg tv tg+tv none", .1))
	}
	var cluster, stratum, w, income, hours, size []float64
	var treated, counted, person, by, knows []float64
	for i := range n {
		treated, person, by, knows = append(treated, float64(i%2)), append(person, float64(i)), append(by, float64(i/3)-1), append(knows, float64(1+r.IntN(9)))
		counted = append(counted, float64(r.IntN(4)+i%2*r.IntN(2)))
		c := float64(i % 24)
		cluster, stratum = append(cluster, c), append(stratum, math.Floor(c/8))
		w, size = append(w, .3+r.ExpFloat64()), append(size, 100)
		hours = append(hours, 10+30*r.Float64())
		income = append(income, 5+c/10+hours[i]/10+r.NormFloat64())
	}
	var crowd, half, home, homes []float64
	for i := range n { // 16 or 17 people a cluster, in four homes of its two halves
		crowd, homes = append(crowd, 40+float64(i%24)), append(homes, 5)
		half, home = append(half, float64(i/24%2)), append(home, float64(i/24%4))
	}
	p.number("crowd", crowd...).number("half", half...).number("home", home...).number("homes", homes...)
	return p.number("cluster", cluster...).number("stratum", stratum...).number("w", w...).number("income", income...).number("hours", hours...).number("size", size...).
		number("treated", treated...).number("counted", counted...).number("person", person...).number("by", by...).number("knows", knows...)
}

// TestScriptsReproduceTheNumbersInR runs the script of every measure.
func TestScriptsReproduceTheNumbersInR(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: short")
	}
	r := judge.R(t, "survey")
	p := village(t)
	raked, err := weight.ParseSets([]byte(`
weights:
  - {name: raked, sample: wave1, base: "${sex} != ''", start: w, margins: [{item: sex, targets: {f: .5, m: .5}, source: made up}, {item: country, targets: {GE: .4, RS: .35, TR: .25}, source: made up}]}
  - {name: stratified, sample: wave1, start: w, margins: [{item: country, targets: {GE: .4, RS: .35, TR: .25}, source: made up}]}
  - {name: calibrated, sample: wave1, base: "${sex} != ''", start: w, margins: [{item: sex, targets: {f: .5, m: .5}, source: made up}], numbers: [{item: hours, mean: 26, source: made up}], calibrate: {function: logit, lower: .3, upper: 3}}
  - {name: linear, sample: wave1, start: w, numbers: [{item: hours, mean: 26, source: made up}], calibrate: {}}
  - {name: trimmed, sample: wave1, start: w, margins: [{item: country, targets: {GE: .4, RS: .35, TR: .25}, source: made up}], trim: {lower: .4, upper: 2.5}}
`))
	if err != nil {
		t.Fatal(err)
	}
	sets, ps := estimate.Weigh(raked, made(), p.d)
	if len(ps) > 0 {
		t.Fatal(ps)
	}
	const design = "design: {weights: w, strata: stratum, clusters: cluster, population: size}"
	const mean = "spec: {name: m, measure: mean, item: income, by: country}"
	cases := map[string]string{
		"share":                 "{measure: share, item: trust, waves: [1, 2], by: country, " + design + "}",
		"net share":             "{measure: share, item: trust, waves: [1], categories: ['4', '5'], by: country, groups: [GE], interval: beta, weight: raked}",
		"total base":            "{measure: share, item: trust, waves: [1], base: total, weight: raked}",
		"condition":             `{measure: share, meets: "${income} > 8 and ${sex} = 'f'", interval: logit, ` + design + "}",
		"several":               "{measure: share, item: news, waves: [1], " + design + "}",
		"mean":                  "{measure: mean, item: trust, waves: [1, 2], by: sex/country, weight: raked}",
		"means":                 "{measure: mean, items: [income, hours], weight: stratified}",
		"panel":                 `{measure: mean, item: trust, waves: [2], sample: panel, where: "${sex} = 'm'", ` + design + "}",
		"count":                 "{measure: count, item: trust, waves: [1], by: country}",
		"respondents":           "{measure: count, waves: [1, 2], by: country, sample: all}",
		"total":                 "{measure: total, item: hours, by: country, " + design + "}",
		"people":                "{measure: total, item: sex, " + design + "}",
		"ratio":                 "{measure: ratio, item: income, over: hours, by: country, " + design + "}",
		"quantile":              "{measure: quantile, item: income, quantiles: [.25, .5], by: country, " + design + "}",
		"score":                 "{measure: quantile, item: income, quantiles: [.25, .5], interval: score, " + design + "}",
		"variance":              "{measure: variance, items: [income, hours], by: country, " + design + "}",
		"deviation":             "{measure: deviation, item: income, " + design + "}",
		"correlation":           "{measure: correlation, items: [income, hours], " + design + "}",
		"change":                "{measure: difference, item: trust, waves: [1, 2], by: country, weight: raked}",
		"gap":                   "{measure: difference, item: income, by: country, groups: [GE, TR], " + design + "}",
		"contrast":              "{measure: contrast, parts: [{name: a, " + mean + ", keys: {country: GE}}, {name: b, " + mean + ", keys: {country: TR}}], expression: log(a / b), " + design + "}",
		"transition":            "{measure: transition, from: {item: work, wave: 1}, to: {item: work, wave: 2, merge: {ru: none}}, " + design + "}",
		"funnel":                `{measure: funnel, sample: all, steps: [{name: a, where: "${income} > 6"}, {name: b, where: "${hours} > 20"}], ` + design + "}",
		"table":                 "{measure: table, item: work, waves: [1], by: country, " + design + "}",
		"raked table":           "{measure: table, item: work, waves: [1], by: sex, weight: stratified}",
		"t test":                "{measure: test, item: income, by: sex, test: t, " + design + "}",
		"chi-squared":           "{measure: test, item: work, waves: [1], by: sex, test: pearson}",
		"change test":           "{measure: test, from: {item: work, wave: 1}, to: {item: work, wave: 2}, test: bowker}",
		"model":                 `{measure: model, model: {formula: "income ~ hours + factor(country, TR) * sex"}, ` + design + "}",
		"logit":                 `{measure: model, model: {formula: "is(work_w1, none) ~ log(hours)", family: binomial}, weight: raked}`,
		"scale":                 "{measure: scale, items: [trust_w1, trust_w2], reverse: [{item: trust_w2, low: 1, high: 5}], at_least: 1, " + design + "}",
		"jackknife":             "{measure: mean, item: income, by: country, design: {weights: w, clusters: cluster, strata: stratum, replicates: {kind: JKn}}}",
		"bootstrap":             "{measure: share, item: trust, waves: [1], weight: raked, design: {clusters: cluster, replicates: {kind: bootstrap, count: 40, seed: 3, mse: true}}}",
		"rate":                  "{measure: rate, waves: [2], rates: [RR1, RR2], sample: all}",
		"lonely unit":           `{measure: mean, item: income, design: {weights: w, clusters: cluster, strata: stratum, lonely: remove, rows: "${stratum} < 2 or ${cluster} = 16"}}`,
		"calibrated":            "{measure: mean, item: income, by: country, weight: calibrated, design: {clusters: cluster, strata: stratum}}",
		"linear":                "{measure: ratio, item: income, over: hours, weight: linear}",
		"trimmed":               "{measure: mean, item: income, by: sex, weight: trimmed}",
		"standardised":          "{measure: mean, item: income, by: country, standard: {by: sex, shares: {f: .4, m: .6}}, " + design + "}",
		"as answered":           "{measure: mean, item: trust, waves: [1], by: country, standard: {by: sex, shares: {f: .4, m: .6}, answered: true}, " + design + "}",
		"replicates":            "{measure: quantile, item: income, quantiles: [.25, .5], by: country, rule: hf7, interval: replicates, design: {weights: w, clusters: cluster, replicates: {kind: bootstrap, count: 40, seed: 3}}}",
		"logit in replicates":   "{measure: share, item: trust, waves: [1], interval: logit, design: {weights: w, clusters: cluster, replicates: {kind: bootstrap, count: 40, seed: 3}}}",
		"stages":                "{measure: mean, item: income, by: country, design: {weights: w, strata: stratum, clusters: cluster, population: size, within: {population: crowd}}}",
		"three stages":          "{measure: ratio, item: income, over: hours, weight: stratified, design: {clusters: cluster, population: size, within: {strata: half, clusters: home, population: homes, within: {population: crowd}}}}",
		"family":                "{measure: test, items: [income, hours], by: sex, test: t, adjust: holm, " + design + "}",
		"family of F":           "{measure: test, items: [work_w1, work_w2], by: sex, test: F, " + design + "}",
		"ways":                  "{measure: path, points: [{item: work, wave: 1}, {item: work, wave: 2}, {item: trust, wave: 1, merge: {'1': low, '2': low, '3': low, '4': high, '5': high}}], " + design + "}",
		"list":                  "{measure: experiment, item: counted, experiment: {kind: list, arm: treated, harmless: 4}}",
		"conjoint":              "{measure: experiment, item: hours, experiment: {kind: conjoint, attributes: [country, sex]}, " + design + "}",
		"chains":                "{measure: recruitment, item: country, recruitment: {person: person, recruiter: by, degree: knows, replicates: 20}}",
		"jackknifed contrast":   "{measure: contrast, parts: [{name: a, " + mean + ", keys: {country: GE}}, {name: b, " + mean + ", keys: {country: TR}}], expression: log(a / b), design: {weights: w, clusters: cluster, replicates: {kind: JK1}}}",
		"calibrated variance":   `{measure: variance, items: [income, trust_w1], weight: linear}`,
		"raked standard":        "{measure: mean, item: trust, waves: [1], by: country, standard: {by: sex, shares: {f: .4, m: .6}}, weight: raked}",
		"jackknifed t":          "{measure: test, item: income, by: sex, test: t, design: {weights: w, clusters: cluster, replicates: {kind: JK1}}}",
		"offset":                `{measure: model, model: {formula: "counted ~ hours + offset(log(income))", family: quasipoisson}, ` + design + "}",
		"classical":             `{measure: model, model: {formula: "treated ~ hours + sex", family: binomial, errors: classical}}`,
		"classical means":       `{measure: model, model: {formula: "income ~ hours * sex", errors: classical}}`,
		"counted alike":         `{measure: rate, rates: [RR3, CON2], counts: {cases: {complete: 61, partial: 4, refusal: 12, noncontact: 8, unknownhh: 3, unknown: 12, eligible: .6}}}`,
		"HC0":                   `{measure: model, model: {formula: "income ~ hours + sex", errors: HC0}}`,
		"HC1":                   `{measure: model, model: {formula: "income ~ hours + sex", errors: HC1}}`,
		"HC2":                   `{measure: model, model: {formula: "income ~ hours + sex", errors: HC2}}`,
		"HC3":                   `{measure: model, model: {formula: "income ~ hours + sex", errors: HC3}}`,
		"CR0":                   `{measure: model, model: {formula: "income ~ hours + country", errors: CR0}, design: {weights: w, clusters: cluster}}`,
		"CR1":                   `{measure: model, model: {formula: "income ~ hours + country", errors: CR1}, design: {weights: w, clusters: cluster}}`,
		"CR1S":                  `{measure: model, model: {formula: "income ~ hours + country", errors: CR1S}, design: {weights: w, clusters: cluster}}`,
		"CR2":                   `{measure: model, model: {formula: "income ~ hours + country", errors: CR2}, design: {weights: w, clusters: cluster}}`,
		"CR2 of odds":           `{measure: model, model: {formula: "treated ~ hours + sex", family: binomial, errors: CR2}, design: {weights: w, clusters: cluster}}`,
		"CR2 of counts":         `{measure: model, model: {formula: "counted ~ hours + sex", family: quasipoisson, errors: CR2}, design: {clusters: cluster}}`,
		"CR0 of odds":           `{measure: model, model: {formula: "treated ~ hours + sex", family: binomial, errors: CR0}, design: {clusters: cluster}}`,
		"wilcoxon":              "{measure: test, test: wilcoxon, ties: in-order, item: income, by: sex, " + design + "}",
		"vanderWaerden":         "{measure: test, test: vanderWaerden, ties: in-order, item: income, by: sex, " + design + "}",
		"median":                "{measure: test, test: median, ties: in-order, item: income, by: sex, " + design + "}",
		"KruskalWallis":         "{measure: test, test: KruskalWallis, ties: in-order, item: income, by: country, " + design + "}",
		"as held":               "{measure: test, test: goodness-of-fit, item: country, against: [.5, .3, .2], " + design + "}",
		"one mean":              "{measure: test, test: mean, item: income, against: [9], " + design + "}",
		"agreement":             "{measure: test, test: kappa, from: {item: trust, wave: 1}, to: {item: trust, wave: 2}, " + design + "}",
		"fisher":                "{measure: test, test: fisher, item: work_w1, by: sex}",
		"yates":                 "{measure: test, test: yates, item: work_w1, by: sex}",
		"proportions":           "{measure: test, test: proportions, item: work_w1, categories: [none], by: sex}",
		"proportions-corrected": "{measure: test, test: proportions-corrected, item: work_w1, categories: [none], by: sex}",
		"welch":                 "{measure: test, test: welch, item: income, by: sex, groups: [m, f]}",
		"student":               "{measure: test, test: student, item: income, by: sex, groups: [m, f]}",
		"rank-sum":              "{measure: test, test: rank-sum, item: income, by: sex, groups: [m, f]}",
		"ranks by the normal":   "{measure: test, test: rank-sum, ranking: normal, item: income, by: sex}",
		"binomial":              "{measure: test, test: binomial, item: work_w1, categories: [none], against: [.3]}",
		"proportion":            "{measure: test, test: proportion, item: work_w1, categories: [none], against: [.3]}",
		"proportion-corrected":  "{measure: test, test: proportion-corrected, item: work_w1, categories: [none], against: [.3]}",
		"mcnemar":               "{measure: test, test: mcnemar, from: {item: work, wave: 1, merge: {ru: local}}, to: {item: work, wave: 2, merge: {ru: local}}}",
		"mcnemar-corrected":     "{measure: test, test: mcnemar-corrected, from: {item: work, wave: 1, merge: {ru: local}}, to: {item: work, wave: 2, merge: {ru: local}}}",
		"mcnemar-exact":         "{measure: test, test: mcnemar-exact, from: {item: work, wave: 1, merge: {ru: local}}, to: {item: work, wave: 2, merge: {ru: local}}}",
		"mcnemar-midp":          "{measure: test, test: mcnemar-midp, from: {item: work, wave: 1, merge: {ru: local}}, to: {item: work, wave: 2, merge: {ru: local}}}",
		"stuart-maxwell":        "{measure: test, test: stuart-maxwell, from: {item: work, wave: 1}, to: {item: work, wave: 2}}",
		"bhapkar":               "{measure: test, test: bhapkar, from: {item: work, wave: 1}, to: {item: work, wave: 2}}",
		"paired-t":              "{measure: test, test: paired-t, from: {item: trust, wave: 1}, to: {item: trust, wave: 2}}",
		"signed-rank":           "{measure: test, test: signed-rank, from: {item: trust, wave: 1}, to: {item: trust, wave: 2}}",
		"cochran":               "{measure: test, test: cochran, items: [work_w1, work_w2], categories: [none]}",
		"small groups":          `{measure: mean, item: income, by: country, where: "${country} = 'GE'", ` + design + "}",
	}
	engine, dir := p.engine(sets), t.TempDir()
	results := map[string]estimate.Estimate{}
	for name, yaml := range cases {
		if !strings.Contains(yaml, "sample:") {
			yaml = strings.TrimSuffix(yaml, "}") + ", sample: wave1}"
		}
		specs, err := estimate.ParseSpecs([]byte("estimates:\n  - " + strings.Replace(yaml, "{", "{name: made-up, ", 1)))
		if err != nil {
			t.Fatal(name, err)
		}
		if results[name], err = engine.Estimate(specs[0]); err != nil {
			t.Fatal(name, err)
		}
		s, err := engine.Script(specs[0], "data.csv")
		if err != nil {
			t.Fatal(name, err)
		}
		write(t, filepath.Join(dir, name), s)
	}
	// One session for all: it takes R a second to load the package.
	command := exec.Command(r, "-e", `for (d in list.dirs(recursive = FALSE)) { old <- setwd(d); tryCatch(source("script.R", local = new.env()), error = function(e) writeLines(conditionMessage(e), "error.txt")); setwd(old) }`)
	command.Dir = dir
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for name := range cases {
		t.Run(name, func(t *testing.T) { reproduced(t, filepath.Join(dir, name), results[name]) })
	}
}

// reproduced compares every cell that a script gives.
func reproduced(t *testing.T, dir string, want estimate.Estimate) {
	t.Helper()
	if complaint, err := os.ReadFile(filepath.Join(dir, "error.txt")); err == nil {
		t.Fatalf("R says: %s", complaint)
	}
	got := readResult(t, filepath.Join(dir, "result.csv"))
	found := 0
	for _, c := range want.Cells {
		line, there := got[nameOf(c)]
		if !there {
			continue
		}
		numbers := []float64{c.Value, c.SE, c.Low, c.High}
		if c.Test != nil && c.Key("test") != "" {
			numbers = []float64{c.Test.Statistic, c.Test.P}
		}
		for k, x := range numbers {
			if math.IsNaN(line[k]) {
				continue
			}
			found++
			if math.Abs(line[k]-x) > 1e-9+1e-5*math.Abs(x) {
				t.Errorf("%s: number %d is %v, in R %v", nameOf(c), k, x, line[k])
			}
		}
	}
	if found == 0 {
		t.Errorf("nothing of %d cells was reproduced", len(want.Cells))
	}
}

func write(t *testing.T, dir string, s estimate.Script) {
	t.Helper()
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	var data bytes.Buffer
	if _, err := tabular.WriteData(&data, s.Data, tabular.Options{}); err != nil {
		t.Fatal(err)
	}
	text := s.Text + "write.csv(result, \"result.csv\", row.names = FALSE)\n"
	for name, content := range map[string][]byte{"data.csv": data.Bytes(), "script.R": []byte(text)} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func nameOf(c estimate.Cell) string {
	var parts []string
	for _, k := range c.Keys {
		parts = append(parts, k.Dim+"="+k.Value)
	}
	if len(parts) == 0 && strings.HasPrefix(c.Method, "contrast") {
		return "contrast"
	}
	return strings.Join(parts, ", ")
}

// readResult reads the lines that a script wrote: estimate, se, low, high.
func readResult(t *testing.T, file string) map[string][]float64 {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(bytes.NewReader(content)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string][]float64{}
	for _, record := range records[1:] {
		var line []float64
		for _, cell := range record[1:] {
			x, err := strconv.ParseFloat(cell, 64)
			if err != nil {
				x = math.NaN()
			}
			line = append(line, x)
		}
		got[record[0]] = line
	}
	return got
}
