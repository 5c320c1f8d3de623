package library

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"sojourn/study"
)

// A value that begins with "=" is no figure that a work prints but what follows
// from others: "={w3-0308}-{w3-0307}" is the difference of two findings by their
// ids. Numbers, + - * / and round brackets may stand in it.

var (
	idInside = regexp.MustCompile(`\{([^{}]*)\}`)
	longest  = 200 // letters of a formula
)

// derive computes the values that follow from others. What cannot be computed
// is told by the id of its finding.
func derive(found []Finding) (left []Finding, wrong map[string]string) {
	by := map[string]Finding{}
	for _, f := range found {
		by[f.ID] = f
	}
	wrong = map[string]string{}
	for _, f := range found {
		if f.Formula == "" {
			left = append(left, f)
			continue
		}
		value, err := compute(f.Formula, by)
		if err != nil {
			wrong[f.ID] = err.Error()
			continue
		}
		f.Value = value
		left = append(left, f)
	}
	return left, wrong
}

// derived lists, by row, the values that do not follow from others as they should.
func derived(file string, found []Finding, rows map[string]int, ps study.Problems) ([]Finding, study.Problems) {
	left, wrong := derive(found)
	for _, id := range slices.Sorted(maps.Keys(wrong)) {
		ps = append(ps, study.Problem{Severity: study.Error, Code: "finding", Where: file, Row: rows[id], Column: "value", What: wrong[id], Do: "name findings by their ids, as ={a}-{b}"})
	}
	return left, ps
}

// compute gives the value of a formula with as many digits as the coarsest of
// the findings in it, and one where none has any.
func compute(formula string, by map[string]Finding) (string, error) {
	digits := -1
	var problem error
	plain := idInside.ReplaceAllStringFunc(strings.TrimPrefix(formula, "="), func(name string) string {
		f, ok := by[strings.Trim(name, "{}")]
		x, number := f.Number()
		switch {
		case !ok:
			problem = fmt.Errorf("there is no finding %s", name)
		case f.Formula != "" || !number:
			problem = fmt.Errorf("the finding %s is no number that a work prints", name)
		}
		if d := f.Decimals(); digits < 0 || d < digits {
			digits = d
		}
		return "(" + strconv.FormatFloat(x, 'f', -1, 64) + ")"
	})
	if problem != nil {
		return "", problem
	}
	if len(plain) > longest {
		return "", fmt.Errorf("the formula is longer than %d letters", longest)
	}
	tree, err := parser.ParseExprFrom(token.NewFileSet(), "", plain, parser.SkipObjectResolution)
	if err != nil {
		return "", fmt.Errorf("the formula %q is not understood", formula)
	}
	x, err := reckon(tree)
	if err != nil || math.IsNaN(x) || math.IsInf(x, 0) {
		return "", fmt.Errorf("the formula %q has no value", formula)
	}
	return strconv.FormatFloat(x, 'f', max(digits, 1), 64), nil
}

func reckon(node ast.Expr) (float64, error) {
	switch n := node.(type) {
	case *ast.ParenExpr:
		return reckon(n.X)
	case *ast.BasicLit:
		return strconv.ParseFloat(n.Value, 64)
	case *ast.UnaryExpr:
		x, err := reckon(n.X)
		if n.Op == token.SUB {
			return -x, err
		}
	case *ast.BinaryExpr:
		x, err := reckon(n.X)
		if err != nil {
			return 0, err
		}
		y, err := reckon(n.Y)
		if err != nil {
			return 0, err
		}
		switch n.Op {
		case token.ADD:
			return x + y, nil
		case token.SUB:
			return x - y, nil
		case token.MUL:
			return x * y, nil
		case token.QUO:
			return x / y, nil
		}
	}
	return 0, fmt.Errorf("not a sum, difference, product or quotient")
}
