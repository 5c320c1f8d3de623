package limesurvey

import (
	"regexp"
	"strings"

	"sojourn/instrument/expr"
)

var (
	variable = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]*(\.(NAOK|value|code|shown))?$`)
	lexemes  = regexp.MustCompile(`"[^"]*"|'[^']*'|[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z]+)?|\d+X\d+X\d+[A-Za-z0-9_]*(?:\.[A-Za-z]+)?|\d+(?:\.\d+)?|==|!=|<=|>=|&&|\|\||[-+*/()<>!,]|\S`)
	always   = regexp.MustCompile(`^\s*(1|)\s*$`)
)

// words are LimeSurvey's words for what XLSForm writes otherwise.
var words = map[string]string{"==": "=", "eq": "=", "ne": "!=", "lt": "<", "gt": ">", "le": "<=", "ge": ">=",
	"&&": "and", "||": "or", "and": "and", "or": "or", "(": "(", ")": ")", "=": "=", "!=": "!=", "<": "<", ">": ">", "<=": "<=", ">=": ">=", "+": "+", "-": "-", "*": "*", "/": "div"}

// A reference is how an answer is spoken of: an item, or a choice of one.
type reference struct {
	name   string
	choice string // of a select_multiple
	order  int    // of its question
}

// find gives what a name of LimeSurvey speaks of, if it is asked before the
// question under way: LimeSurvey also follows answers of the same page, which
// only a script can do.
func (r *reader) find(name string) (reference, bool) {
	ref, known := r.named[name]
	return ref, known && ref.order < r.order
}

// condition translates LimeSurvey's expression: comparisons of answers with
// values and with each other, joined by and, or and not. It is false if there
// is anything else in it.
func (r *reader) condition(source string) (*expr.Expr, bool) {
	tokens := lexemes.FindAllString(strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(source), "{"), "}"), -1)
	var out []string
	for len(tokens) > 0 {
		text, taken := r.translated(tokens)
		if taken == 0 {
			return nil, false
		}
		out, tokens = append(out, text), tokens[min(taken, len(tokens)):]
	}
	e, err := expr.Parse(strings.ReplaceAll(strings.Join(out, " "), "not (", "not("))
	return e, err == nil
}

// translated is what the first of the tokens, or several together, are in our
// expressions, and how many they are; 0 if that is not known.
func (r *reader) translated(tokens []string) (text string, taken int) {
	t := tokens[0]
	next := func(at int) string {
		if at < len(tokens) {
			return tokens[at]
		}
		return ""
	}
	name, _, _ := strings.Cut(t, ".")
	ref, known := r.find(name)
	switch {
	case known && ref.choice != "":
		return chosen(ref, words[next(1)], strings.Trim(next(2), `"'`))
	case known:
		return "${" + ref.name + "}", 1
	case t == "!" || t == "not":
		return "not", 1
	case t == "is_empty" && next(1) == "(" && next(3) == ")":
		name, _, _ := strings.Cut(next(2), ".")
		ref, known := r.find(name)
		if !known || ref.choice != "" {
			return "", 0
		}
		return "(${" + ref.name + "} = '')", 4
	case words[t] != "":
		return words[t], 1
	case t[0] == '"' || t[0] == '\'':
		return "'" + strings.ReplaceAll(t[1:len(t)-1], "'", "") + "'", 1
	case t[0] >= '0' && t[0] <= '9' && !strings.Contains(t, "X"):
		return t, 1
	}
	return "", 0
}

// chosen asks whether a choice of several was taken, which LimeSurvey writes as
// a comparison with Y or with nothing.
func chosen(ref reference, word, value string) (text string, taken int) {
	if word != "=" && word != "!=" || value != "Y" && value != "" {
		return "", 0
	}
	text = "selected(${" + ref.name + "}, '" + ref.choice + "')"
	if (word == "=") != (value == "Y") {
		text = "not(" + text + ")"
	}
	return text, 3
}

// relevance is the condition of a thing; nil where there is none, or where it
// did not carry over, which is told.
func (r *reader) relevance(t thing, field string) *expr.Expr {
	source := t.row[field]
	if always.MatchString(source) {
		if r.conditions[t.row["qid"]] && field == "relevance" {
			r.lost(t, "its conditions are written in the way of old versions and did not carry over, so it is asked of everybody")
		}
		return nil
	}
	e, ok := r.condition(source)
	if !ok {
		r.lost(t, "its condition did not carry over, so it is asked of everybody: "+source)
		return nil
	}
	return e
}
