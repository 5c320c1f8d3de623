package estimate

import (
	"fmt"
	"slices"
	"strings"

	"sojourn/dataset"
	"sojourn/estimate/hypothesis"
)

func (r *rWriter) tests(cells []Cell) error {
	for _, c := range cells {
		if err := r.testLine(c, r.wave(c)); err != nil {
			return err
		}
	}
	return nil
}

// testLine writes a test; its line in the result has the statistic and p, that
// of kappa the value and its error.
func (r *rWriter) testLine(c Cell, i int) error {
	kind := c.Key("test")
	call, known := rTests[kind]
	if !known {
		return fmt.Errorf("neither R nor its package survey has the test %s", kind)
	}
	p := procedures()[kind]
	switch p.needs {
	case association, comparison:
		r.inGroups(c, i, kind)
	case single:
		r.put("s <- pick(x$sample == 1 & !is.na(%[1]s), y = %[1]s)", r.tested(c, i))
	case pairs:
		r.paired(kind)
	case repeated:
		r.occasions(i)
	}
	if strings.Contains(call, "hit") && p.needs != repeated {
		r.put("hit <- s$variables$y == 1")
	}
	if kind == "goodness-of-fit" {
		r.put("s$variables$y <- factor(s$variables$y, %s)", rTexts(codesOf(r.items[i].Variable.Codes)))
	}
	exact := "NULL"
	switch hypothesis.RankMethod(r.spec.Ranking) {
	case hypothesis.Exact:
		return fmt.Errorf("R arranges ranks with ties by the normal distribution only")
	case hypothesis.Normal:
		exact = "FALSE"
	}
	if c.Test != nil {
		call = strings.ReplaceAll(call, "DF", rNumber(c.Test.DF2))
	}
	r.put("%s", strings.NewReplacer("CELL", rText(cellName(c)), "AGAINST", rNumbers(r.against()), "EXACT", exact).Replace(call))
	return nil
}

// against is what a test holds to be true, zero where the spec says nothing.
func (r *rWriter) against() []float64 {
	if len(r.spec.Against) == 0 {
		return []float64{0}
	}
	return r.spec.Against
}

// tested adds what a test is of and says where it stands.
func (r *rWriter) tested(c Cell, i int) string {
	if name := c.Key("item"); name != "" {
		return r.severalTested(i, name)
	}
	return "x$" + r.answers(i)
}

// inGroups picks the people of a test by groups, in the order in which the test
// takes them.
func (r *rWriter) inGroups(c Cell, i int, kind string) {
	r.domain(i, c)
	y := r.tested(c, i)
	codes := r.spec.Groups
	if len(codes) == 0 {
		codes = crossedCodes(r.by[i])
	}
	answered := fmt.Sprintf(" & !is.na(%s) & x$by%d %%in%% %s", y, i, rTexts(codes))
	designed := slices.Contains([]string{"F", "Chisq", "Wald", "adjWald", "lincom", "saddlepoint"}, kind)
	if designed {
		answered = "" // svychisq leaves them out itself, and scales its χ² by all
	}
	r.put("s <- pick(x$sample == 1%[3]s, y = %[1]s, group = x$by%[2]d)", y, i, answered)
	r.put("s$variables$group <- droplevels(factor(s$variables$group, %s))", rTexts(codes))
	if designed {
		r.put("s$variables$y <- factor(s$variables$y)")
	}
}

// paired adds both points, as a table t unless their numbers are compared.
func (r *rWriter) paired(kind string) {
	if kind == "paired-t" || kind == "signed-rank" {
		both := present(present(r.people, r.from.column), r.to.column)
		r.numbers("from", r.over(both, scores(both, r.from.column)))
		r.numbers("to", r.over(both, scores(both, r.to.column)))
		return
	}
	r.point("from", r.from)
	r.point("to", r.to)
	var codes []string
	for _, category := range r.from.categories {
		codes = append(codes, category.Code)
	}
	r.put("codes <- %s\nt <- table(factor(x$from, codes), factor(x$to, codes))", rTexts(codes))
}

// occasions adds who is in the categories at each of several items.
func (r *rWriter) occasions(i int) {
	rows := r.people
	for _, c := range r.several[i] {
		rows = present(rows, c)
	}
	var names []string
	for k, c := range r.several[i] {
		chosen, hits := chooses(c, r.categories), make([]float64, len(rows))
		for j, row := range rows {
			hits[j] = float64(boolInt(chosen(row)))
		}
		names = append(names, fmt.Sprintf("hit%d.%d", i, k+1))
		r.numbers(names[k], r.over(rows, hits))
	}
	r.put("hits <- as.matrix(x[complete.cases(x[%[1]s]), %[1]s])", rTexts(names))
}

func rTexts(words []string) string {
	var all []string
	for _, w := range words {
		all = append(all, rText(w))
	}
	return "c(" + strings.Join(all, ", ") + ")"
}

// severalTested adds one of several items of a family of tests.
func (r *rWriter) severalTested(i int, item string) string {
	at := slices.IndexFunc(r.several[i], func(c *dataset.Column) bool { return c.Name == item })
	c, name := r.several[i][at], fmt.Sprintf("item%d.%d", i, at+1)
	if r.numericItem(c) {
		r.numbers(name, numbers(c, r.work.all()))
	} else {
		words := make([]string, r.data.Rows)
		for _, row := range present(r.work.all(), c) {
			words[row] = c.CodeAt(int(row))
		}
		r.texts(name, words)
	}
	return "x[[" + rText(name) + "]]"
}

// rTests are the lines of the tests that R has. CELL is the name of the number,
// AGAINST what is held to be true, DF the degrees of freedom of the
// denominator, EXACT how ranks are compared.
var rTests = map[string]string{
	string(hypothesis.RaoScottF): `told(CELL, svychisq(~y + group, s, statistic = "F"))`, string(hypothesis.RaoScottChi): `told(CELL, svychisq(~y + group, s, statistic = "Chisq"))`,
	string(hypothesis.WaldF): `told(CELL, svychisq(~y + group, s, statistic = "Wald"))`, string(hypothesis.AdjustedF): `told(CELL, svychisq(~y + group, s, statistic = "adjWald"))`,
	string(hypothesis.LinearSum): `told(CELL, svychisq(~y + group, s, statistic = "lincom"))`, string(hypothesis.Saddlepoint): `told(CELL, svychisq(~y + group, s, statistic = "saddlepoint"))`,
	"pearson": "told(CELL, chisq.test(s$variables$y, s$variables$group, correct = FALSE))", "yates": "told(CELL, chisq.test(s$variables$y, s$variables$group))",
	"fisher":      "told(CELL, fisher.test(s$variables$y, s$variables$group, workspace = 2e7))",
	"proportions": "told(CELL, prop.test(tapply(hit, s$variables$group, sum), tapply(hit, s$variables$group, length), correct = FALSE))", "proportions-corrected": "told(CELL, prop.test(tapply(hit, s$variables$group, sum), tapply(hit, s$variables$group, length)))",
	"t": "told(CELL, svyttest(y ~ group, s))", "welch": "told(CELL, t.test(y ~ group, s$variables))", "student": "told(CELL, t.test(y ~ group, s$variables, var.equal = TRUE))",
	"rank-sum":                        "told(CELL, wilcox.test(y ~ group, s$variables, exact = EXACT))",
	string(hypothesis.WilcoxonScores): `ranked(CELL, s, "wilcoxon")`, string(hypothesis.KruskalWallis): `ranked(CELL, s, "KruskalWallis")`,
	string(hypothesis.VanDerWaerden): `ranked(CELL, s, "vanderWaerden")`, string(hypothesis.MedianScores): `ranked(CELL, s, "median")`,
	"mean":            "s$variables$y <- s$variables$y - AGAINST\ntold(CELL, svyttest(y ~ 0, s))",
	"goodness-of-fit": "fits(CELL, s, AGAINST, DF)",
	"binomial":        "told(CELL, binom.test(sum(hit), length(hit), AGAINST))",
	"proportion":      "told(CELL, prop.test(sum(hit), length(hit), AGAINST, correct = FALSE))", "proportion-corrected": "told(CELL, prop.test(sum(hit), length(hit), AGAINST))",
	"mcnemar": "told(CELL, mcnemar.test(t, correct = FALSE))", "mcnemar-corrected": "told(CELL, mcnemar.test(t))", "bowker": "told(CELL, mcnemar.test(t))",
	"mcnemar-exact": "told(CELL, binom.test(t[1, 2], t[1, 2] + t[2, 1]), t[1, 2])", "mcnemar-midp": "mid_p(CELL, t)",
	"stuart-maxwell": "margins(CELL, t, FALSE)", "bhapkar": "margins(CELL, t, TRUE)",
	"kappa":    "both <- !is.na(x$from) & !is.na(x$to)\nk <- svykappa(~a + b, pick(both, a = factor(x$from, codes), b = factor(x$to, codes)))\nput(CELL, coef(k), SE(k))",
	"paired-t": "told(CELL, t.test(x$to, x$from, paired = TRUE))", "signed-rank": "told(CELL, wilcox.test(x$to, x$from, paired = TRUE, exact = EXACT))",
	"cochran": "occasions(CELL, hits)",
}
