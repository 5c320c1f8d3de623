package estimate

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"math"
	"slices"
	"strconv"

	"sojourn/estimate/kernel"
)

// A dual is a number with its derivatives by the parts of a contrast (forward
// differentiation: Griewank & Walther 2008).
type dual struct {
	value float64
	by    []float64
}

// differentiate computes an expression over the values of named parts, with
// its gradient. It knows + - * /, brackets, numbers, exp, log and sqrt, which
// it reads as Go does.
func differentiate(expression string, names []string, of []kernel.Linear) (float64, []float64, error) {
	tree, err := parser.ParseExpr(expression)
	if err != nil {
		return 0, nil, fmt.Errorf("the expression %s cannot be read: %w", expression, err)
	}
	known := map[string]dual{}
	for k, name := range names {
		by := make([]float64, len(names))
		by[k] = 1
		known[name] = dual{of[k].Value, by}
	}
	d, err := derive(tree, known, len(names))
	if err != nil {
		return 0, nil, fmt.Errorf("the expression %s: %w", expression, err)
	}
	for _, x := range append(slices.Clone(d.by), d.value) {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return 0, nil, fmt.Errorf("the expression %s is not defined at these values", expression)
		}
	}
	return d.value, d.by, nil
}

// at is the expression at other values of the parts, NaN where it is not
// defined there.
func at(expression string, names []string, values []float64) float64 {
	of := make([]kernel.Linear, len(values))
	for k, x := range values {
		of[k].Value = x
	}
	x, _, err := differentiate(expression, names, of)
	if err != nil {
		return math.NaN()
	}
	return x
}

func derive(node ast.Expr, known map[string]dual, k int) (dual, error) {
	switch n := node.(type) {
	case *ast.ParenExpr:
		return derive(n.X, known, k)
	case *ast.Ident:
		if d, ok := known[n.Name]; ok {
			return d, nil
		}
		return dual{}, fmt.Errorf("there is no part %s", n.Name)
	case *ast.BasicLit:
		x, err := strconv.ParseFloat(n.Value, 64)
		return dual{x, make([]float64, k)}, err
	case *ast.UnaryExpr:
		x, err := derive(n.X, known, k)
		if err == nil && n.Op == token.SUB {
			return x.chain(-x.value, -1), nil
		}
		return x, err
	case *ast.BinaryExpr:
		x, err := derive(n.X, known, k)
		if err != nil {
			return dual{}, err
		}
		y, err := derive(n.Y, known, k)
		if err != nil {
			return dual{}, err
		}
		return x.with(n.Op, y)
	case *ast.CallExpr:
		return call(n, known, k)
	}
	return dual{}, errors.New("a contrast is made of names, numbers, + - * / and brackets, exp, log and sqrt")
}

func call(n *ast.CallExpr, known map[string]dual, k int) (dual, error) {
	name, ok := n.Fun.(*ast.Ident)
	if !ok || len(n.Args) != 1 {
		return dual{}, fmt.Errorf("functions have a name and a single argument")
	}
	x, err := derive(n.Args[0], known, k)
	if err != nil {
		return dual{}, err
	}
	switch name.Name {
	case "exp":
		return x.chain(math.Exp(x.value), math.Exp(x.value)), nil
	case "log":
		return x.chain(math.Log(x.value), 1/x.value), nil
	case "sqrt":
		return x.chain(math.Sqrt(x.value), 0.5/math.Sqrt(x.value)), nil
	}
	return dual{}, fmt.Errorf("there is no function %s; use exp, log or sqrt", name.Name)
}

// chain is a function of x with the given value and slope.
func (x dual) chain(value, slope float64) dual {
	by := make([]float64, len(x.by))
	for k := range by {
		by[k] = slope * x.by[k]
	}
	return dual{value, by}
}

func (x dual) with(op token.Token, y dual) (dual, error) {
	var value, byX, byY float64
	switch op {
	case token.ADD:
		value, byX, byY = x.value+y.value, 1, 1
	case token.SUB:
		value, byX, byY = x.value-y.value, 1, -1
	case token.MUL:
		value, byX, byY = x.value*y.value, y.value, x.value
	case token.QUO:
		value, byX, byY = x.value/y.value, 1/y.value, -x.value/(y.value*y.value)
	default:
		return dual{}, fmt.Errorf("there is no %s in a contrast", op)
	}
	d := x.chain(value, byX)
	for k := range d.by {
		d.by[k] += byY * y.by[k]
	}
	return d, nil
}
