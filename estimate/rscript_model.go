package estimate

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"sojourn/dataset"
	"sojourn/estimate/model"
)

// regression writes svyglm or glm with the formula in R's words.
func (r *rWriter) regression(cells []Cell) error {
	m := r.spec.Model
	switch {
	case len(r.spec.Waves) > 1:
		return fmt.Errorf("a regression over several waves needs a row for each person and wave")
	case m.Family == ordinalFamily:
		return fmt.Errorf("what R has for proportional odds stops before the last digits")
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
	r.fit(formula)
	k := 0
	for _, c := range cells {
		if term := c.Key("term"); term != "" && len(c.Keys) == 1 {
			k++
			r.put("put(%s, b[%d], s[%d], around(b[%d], s[%d], %s))", rText(cellName(c)), k, k, k, k, rDF(c.DF))
		}
	}
	return nil
}

// rDF writes degrees of freedom, of which none stand for the normal distribution.
func rDF(df float64) string {
	if df == 0 {
		return "Inf"
	}
	return rNumber(df)
}

// fit writes the fit and, as b and s, its coefficients and their errors.
func (r *rWriter) fit(formula string) {
	m := r.spec.Model
	family := cmp.Or(m.Family, "gaussian")
	if m.Errors == "" || m.Errors == surveyErrors {
		if !strings.HasPrefix(family, "quasi") && family != "gaussian" {
			family = "quasi" + family
		}
		r.put("m <- svyglm(%s, pick(x$sample == 1), family = %s(), control = glm.control(epsilon = 1e-13, maxit = 100))", formula, family)
		r.put("v <- vcov(m)")
	} else {
		r.numbers("final", r.weightsOf(nil))
		r.put("m <- glm(%s, %s(), x[x$sample == 1, ], weights = final, control = glm.control(epsilon = 1e-13, maxit = 100))", formula, family)
		switch {
		case m.Errors == classicalErrors:
			r.put("v <- vcov(m)")
		case strings.HasPrefix(m.Errors, "CR"):
			r.put("v <- sandwich(m, %s, x$cluster)", rText(m.Errors))
		default:
			r.put("v <- sandwich(m, %s, NULL)", rText(m.Errors))
		}
	}
	r.put("b <- coef(m)[!is.na(coef(m))]\ns <- sqrt(diag(v))")
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
	for _, v := range f.Offset {
		word, err := r.rVariable(v)
		if err != nil {
			return "", err
		}
		terms = append(terms, "offset("+word+")")
	}
	switch {
	case !f.Constant:
		terms = append([]string{"0"}, terms...)
	case len(f.Terms) == 0:
		terms = append([]string{"1"}, terms...)
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
