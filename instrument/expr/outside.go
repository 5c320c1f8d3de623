package expr

import (
	"errors"
	"fmt"
	"math"
	"regexp"
	"strconv"
)

// A Chance is an [Env] that also draws lots. It must give the same numbers for
// the same respondent every time, or a route would change under the reader's
// eyes. Without it, random() is empty.
type Chance interface {
	Random() Value // a number from 0 up to, but not including, 1; empty if lots cannot be drawn
}

// A Past is an [Env] that also knows answers of earlier waves. Without it, and
// for somebody who was not there, prev() is empty.
type Past interface {
	Prev(wave int, item string) Value
}

// An Earlier is a reference to an answer of an earlier wave, written
// prev(2, 'country') or ${prev.w2.country}.
type Earlier struct {
	Wave int
	Item string
}

// Earlier lists the references to earlier waves.
func (e *Expr) Earlier() []Earlier { return e.past }

var pastForm = regexp.MustCompile(`^prev\.w([1-9]\d{0,3})\.(.+)$`)

// ParseEarlier reads the name of a reference to an earlier wave, as it stands
// between ${ and }.
func ParseEarlier(name string) (Earlier, bool) {
	m := pastForm.FindStringSubmatch(name)
	if m == nil {
		return Earlier{}, false
	}
	wave, _ := strconv.Atoi(m[1])
	return Earlier{wave, m[2]}, true
}

func isPast(name string) bool { return pastForm.MatchString(name) }

// earlier makes ${prev.w2.country} the call that it stands for.
func (p *parser) earlier(t token) *node {
	e, _ := ParseEarlier(t.text)
	p.past, p.kept = append(p.past, e), true
	return &node{eval: evalPrev, name: "prev", args: []*node{literal(Num(float64(e.Wave))), literal(Value{kind: String, str: e.Item})}}
}

func literal(v Value) *node { return &node{eval: evalLiteral, value: v, yields: v.kind} }

func literalPast(n *node) string {
	wave, item := n.args[0].value, n.args[1].value
	if wave.kind != Number || wave.num < 1 || wave.num != math.Trunc(wave.num) || wave.num > 9999 || item.kind != String || !isName(item.str) {
		return "prev() takes the number of a wave and the name of an item in quotes, such as prev(1, 'country')"
	}
	return ""
}

func pastOf(n *node) Earlier { return Earlier{int(n.args[0].value.num), n.args[1].value.str} }

func evalPrev(r *run, n *node) Value {
	past, ok := r.env.(Past)
	if !ok {
		return Value{}
	}
	e := pastOf(n)
	return past.Prev(e.Wave, e.Item)
}

func evalRandom(r *run, _ *node) Value {
	chance, ok := r.env.(Chance)
	if !ok {
		return Value{}
	}
	return chance.Random()
}

// onlyParent keeps position() to its one use in questionnaires.
func onlyParent(n *node) string {
	if v := n.args[0].value; v.kind != String || v.str != ".." {
		return "position() is only understood as position(..), the number of the time that a repeat is asked"
	}
	return ""
}

func evalPosition(r *run, _ *node) Value {
	r.fail(errors.New("expr: position(..) has a meaning only inside a repeat"))
	return Value{}
}

func evalIndexed(r *run, _ *node) Value {
	r.fail(errors.New("expr: indexed-repeat() has a meaning only where there is a repeat"))
	return Value{}
}

// OutsideRepeat names a function of the expression that has a meaning only
// with a repeat, and is left where there is none; empty if there is no such.
func (e *Expr) OutsideRepeat() string {
	found := ""
	e.root.visit(func(n *node) {
		if n.name == "position" || n.name == "indexed-repeat" {
			found = fmt.Sprintf("%s()", n.name)
		}
	})
	return found
}

func (r *run) fail(err error) {
	if r.err == nil {
		r.err = err
	}
}
