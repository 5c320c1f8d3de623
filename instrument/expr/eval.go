package expr

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"time"
)

// An Env gives meaning to names. The answer that a constraint is about has the
// name ".". A name that is known but has no answer is the empty value; false
// means that there is no such name, and the evaluation fails.
type Env interface {
	Lookup(name string) (Value, bool)
}

// A Clock is an [Env] that also tells the time. Without it, today() and now()
// fail: a filter over a dataset must give the same rows tomorrow.
type Clock interface {
	Now() time.Time
}

// ErrWork means that an evaluation took more than [MaxWork].
var ErrWork = errors.New("expr: the expression takes too much work; split it or shorten the texts it joins")

// Eval computes the expression.
func (e *Expr) Eval(env Env) (Value, error) {
	r := run{env: env, left: MaxWork}
	v := r.eval(e.root)
	if r.err != nil {
		return Value{}, r.err
	}
	return v, nil
}

// True computes the expression as a condition.
func (e *Expr) True(env Env) (bool, error) {
	v, err := e.Eval(env)
	return v.True(), err
}

// A run is one evaluation. After the first error everything is empty.
type run struct {
	env  Env
	left int // work that may still be done
	err  error
}

func (r *run) eval(n *node) Value {
	if !r.spend(1) {
		return Value{}
	}
	return n.eval(r, n)
}

// spend takes work off the allowance and tells whether the run goes on.
func (r *run) spend(work int) bool {
	r.left -= work
	if r.left < 0 && r.err == nil {
		r.err = ErrWork
	}
	return r.err == nil
}

// text evaluates an argument as a text.
func (r *run) text(n *node) string { return r.eval(n).Text() }

func evalLiteral(_ *run, n *node) Value { return n.value }

func evalName(r *run, n *node) Value {
	v, ok := r.env.Lookup(n.name)
	if !ok && r.err == nil {
		r.err = fmt.Errorf("expr: there is no %s", n.name)
	}
	return v
}

func evalOr(r *run, n *node) Value { return Bool(r.eval(n.args[0]).True() || r.eval(n.args[1]).True()) }
func evalAnd(r *run, n *node) Value {
	return Bool(r.eval(n.args[0]).True() && r.eval(n.args[1]).True())
}

func evalEqual(r *run, n *node) Value {
	equal, _ := compareEqual(r.eval(n.args[0]), r.eval(n.args[1]))
	return Bool(equal)
}

func evalUnequal(r *run, n *node) Value {
	equal, comparable := compareEqual(r.eval(n.args[0]), r.eval(n.args[1]))
	return Bool(comparable && !equal)
}

// compareEqual compares as XPath 1.0 does (section 3.4), a condition with a
// text apart, which there would be equal to every text but the empty one.
// Nothing compares with the empty value, save that it equals a written empty text.
func compareEqual(a, b Value) (equal, comparable bool) {
	if a.kind == Empty || b.kind == Empty {
		return a.kind == String && a.str == "" || b.kind == String && b.str == "", false
	}
	switch {
	case a.kind == Boolean && b.kind == String:
		return truthText(b.str, a.num), true
	case a.kind == String && b.kind == Boolean:
		return truthText(a.str, b.num), true
	case a.kind == Number || a.kind == Boolean || b.kind == Number || b.kind == Boolean:
		x, okA := a.Float()
		y, okB := b.Float()
		return okA && okB && x == y, true
	case a.kind == String && b.kind == String:
		return a.str == b.str, true
	}
	return a.Text() == b.Text(), true
}

// truthText reports whether s is how a condition of the value b is written.
func truthText(s string, b float64) bool {
	if b == 1 {
		return s == "true" || s == "1"
	}
	return s == "false" || s == "0"
}

func evalLess(r *run, n *node) Value {
	order, ok := r.order(n)
	return Bool(ok && order < 0)
}

func evalLessEqual(r *run, n *node) Value {
	order, ok := r.order(n)
	return Bool(ok && order <= 0)
}

func evalGreater(r *run, n *node) Value {
	order, ok := r.order(n)
	return Bool(ok && order > 0)
}

func evalGreaterEqual(r *run, n *node) Value {
	order, ok := r.order(n)
	return Bool(ok && order >= 0)
}

// order compares by size. Two texts of which one is a full date compare as
// texts, so that 2022-03 lies after 2022-02-24 and before 2022-03-02; all else
// compares as numbers, and not at all where there is no number.
func (r *run) order(n *node) (order int, ok bool) {
	a, b := r.eval(n.args[0]), r.eval(n.args[1])
	if a.kind == String && b.kind == String && a.str != "" && b.str != "" && (isDate(a.str) || isDate(b.str)) {
		return strings.Compare(a.str, b.str), true
	}
	x, okA := a.Float()
	y, okB := b.Float()
	switch {
	case !okA || !okB:
		return 0, false
	case x < y:
		return -1, true
	case x > y:
		return 1, true
	}
	return 0, true
}

func evalAdd(r *run, n *node) Value { return r.arith(n, func(x, y float64) float64 { return x + y }) }
func evalSubtract(r *run, n *node) Value {
	return r.arith(n, func(x, y float64) float64 { return x - y })
}
func evalMultiply(r *run, n *node) Value {
	return r.arith(n, func(x, y float64) float64 { return x * y })
}
func evalDivide(r *run, n *node) Value {
	return r.arith(n, func(x, y float64) float64 { return x / y })
}
func evalModulo(r *run, n *node) Value { return r.arith(n, math.Mod) }

// arith computes with two numbers; without both, or divided by zero, the
// result is empty.
func (r *run) arith(n *node, f func(x, y float64) float64) Value {
	x, okA := r.eval(n.args[0]).Float()
	y, okB := r.eval(n.args[1]).Float()
	if !okA || !okB {
		return Value{}
	}
	return Num(f(x, y))
}

func evalNegate(r *run, n *node) Value {
	x, ok := r.eval(n.args[0]).Float()
	if !ok {
		return Value{}
	}
	return Num(-x)
}
