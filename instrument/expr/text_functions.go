package expr

import (
	"math"
	"regexp"
	"strings"
)

func (r *run) match(n *node, f func(s, part string) bool) Value {
	return Bool(f(r.text(n.args[0]), r.text(n.args[1])))
}

// side is the part of a text before or after the first place where another
// text stands in it; empty if it does not.
func (r *run) side(n *node, before bool) Value {
	head, tail, found := strings.Cut(r.text(n.args[0]), r.text(n.args[1]))
	switch {
	case !found:
		return Value{}
	case before:
		return Text(head)
	}
	return Text(tail)
}

// evalCount counts the arguments that are not empty.
func evalCount(r *run, n *node) Value {
	count := 0
	for _, a := range n.args {
		if !r.eval(a).IsEmpty() {
			count++
		}
	}
	return Num(float64(count))
}

// evalNth gives one of the arguments after the first, which is its number,
// counted from 1.
func evalNth(r *run, n *node) Value {
	at, ok := r.eval(n.args[0]).Float()
	if !ok || at < 1 || at >= float64(len(n.args)) {
		return Value{}
	}
	return r.eval(n.args[int(at)])
}

// evalSubstr cuts by characters from 0, the end left out; a negative number
// counts from the end, as in ODK.
func evalSubstr(r *run, n *node) Value {
	runes := []rune(r.text(n.args[0]))
	if !r.spend(len(runes)) {
		return Value{}
	}
	from := r.index(n.args[1], len(runes))
	to := len(runes)
	if len(n.args) == 3 {
		to = r.index(n.args[2], len(runes))
	}
	if from >= to {
		return Value{}
	}
	return Text(string(runes[from:to]))
}

// index evaluates a place among n characters, brought into 0 to n.
func (r *run) index(arg *node, n int) int {
	x, _ := r.eval(arg).Float()
	if x < 0 {
		x += float64(n)
	}
	return int(math.Max(0, math.Min(x, float64(n))))
}

// join joins the arguments that are not empty.
func (r *run) join(between string, args []*node) Value {
	var b strings.Builder
	for _, a := range args {
		s := r.text(a)
		if s == "" || !r.spend(len(s)+len(between)) {
			continue
		}
		if b.Len() > 0 {
			b.WriteString(between)
		}
		b.WriteString(s)
	}
	return Text(b.String())
}

// compilePattern prepares a pattern, which must match the whole text as in ODK.
func compilePattern(n *node) string {
	pattern := n.args[1].value
	if pattern.kind != String {
		return "the pattern of regex() must be a text in quotes"
	}
	re, err := regexp.Compile(`^(?:` + pattern.str + `)$`)
	if err != nil {
		return "the pattern of regex() is not understood: " + err.Error()
	}
	n.re = re
	return ""
}
