package estimate

import (
	"fmt"
	"slices"
	"strings"

	"sojourn/dataset"
	"sojourn/estimate/model"
)

// regression writes svyglm with the formula in R's words.
func (r *rWriter) regression(cells []Cell) error {
	m := r.spec.Model
	if len(r.spec.Waves) > 1 || m.Family == ordinalFamily || m.Errors != "" && m.Errors != surveyErrors {
		return fmt.Errorf("only a regression with survey errors on one row a person is a single call")
	}
	f, err := model.Parse(m.Formula)
	if err != nil {
		return err
	}
	for _, name := range f.Names() {
		c, err := r.work.data.Column(name)
		if err != nil {
			return err
		}
		r.modelColumn(c)
	}
	formula, err := r.rFormula(f)
	if err != nil {
		return err
	}
	if len(f.Offset) > 0 {
		return fmt.Errorf("an offset is not translated")
	}
	family := map[string]string{"": "gaussian", "gaussian": "gaussian", "binomial": "quasibinomial", "quasibinomial": "quasibinomial", "poisson": "quasipoisson", "quasipoisson": "quasipoisson"}[m.Family]
	r.put("m <- svyglm(%s, pick(x$sample == 1), family = %s(), control = glm.control(epsilon = 1e-13, maxit = 100))", formula, family)
	r.put("interval <- confint(m, level = level, ddf = degf(m$survey.design) + 1 - length(coef(m)))")
	k := 0
	for _, c := range cells {
		if term := c.Key("term"); term != "" && len(c.Keys) == 1 {
			k++
			r.put("put(%s, coef(m)[%d], SE(m)[%d], interval[%d, ])", rText(cellName(c)), k, k, k)
		}
	}
	return nil
}

// rFormula writes a formula as R reads it.
func (r *rWriter) rFormula(f model.Formula) (string, error) {
	response, err := r.rVariable(f.Response)
	if err != nil {
		return "", err
	}
	var terms []string
	for _, t := range f.Terms {
		var crossed []string
		for _, v := range t {
			word, err := r.rVariable(v)
			if err != nil {
				return "", err
			}
			crossed = append(crossed, word)
		}
		terms = append(terms, strings.Join(crossed, ":"))
	}
	switch {
	case !f.Constant:
		terms = append([]string{"0"}, terms...)
	case len(terms) == 0:
		terms = []string{"1"}
	}
	return response + " ~ " + strings.Join(terms, " + "), nil
}

// modelColumn adds a variable of a formula.
func (r *rWriter) modelColumn(c *dataset.Column) {
	if c.Kind == dataset.Numeric {
		r.numbers(c.Name, numbers(c, r.work.all()))
		return
	}
	words := make([]string, r.data.Rows)
	for row := range words {
		if c.Kind == dataset.Categorical {
			words[row] = c.CodeAt(row)
		}
	}
	r.texts(c.Name, words)
}

// rVariable writes a variable of a formula as R reads it.
func (r *rWriter) rVariable(v model.Variable) (string, error) {
	c, err := r.work.data.Column(v.Name)
	if err != nil {
		return "", err
	}
	name := "`" + v.Name + "`"
	switch {
	case v.As == model.Indicator:
		var codes []string
		for _, a := range v.Args {
			codes = append(codes, rText(a))
		}
		return fmt.Sprintf("I(ifelse(is.na(%s), NA, %s %%in%% c(%s)))", name, name, strings.Join(codes, ", ")), nil
	case v.As == model.Log:
		return "log(" + name + ")", nil
	case v.As == model.Sqrt:
		return "sqrt(" + name + ")", nil
	case v.As == model.Square:
		return "I(" + name + "^2)", nil
	case v.As == model.Number || v.As == model.Plain && c.Kind == dataset.Numeric:
		return "as.numeric(" + name + ")", nil
	case c.Kind == dataset.Categorical:
		var levels []string
		for _, category := range c.Variable.Codes.Categories {
			levels = append(levels, rText(category.Code))
		}
		if len(v.Args) > 0 {
			first := rText(v.Args[0])
			levels = append([]string{first}, slices.DeleteFunc(levels, func(l string) bool { return l == first })...)
		}
		return fmt.Sprintf("factor(%s, levels = c(%s))", name, strings.Join(levels, ", ")), nil
	}
	return "", fmt.Errorf("the variable %s is not translated", v)
}
