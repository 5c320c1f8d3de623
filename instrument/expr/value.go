package expr

import (
	"math"
	"math/bits"
	"strconv"
	"strings"
)

// A Kind is what a [Value] holds.
type Kind uint8

// The kinds of value.
const (
	Empty   Kind = iota // no answer
	String              // a text, one code, or an ISO date
	Number              // finite
	Boolean             // the result of a condition
	Set                 // the codes chosen in a select_multiple; at least one
)

// A Value is what a name stands for or an expression yields. The zero value is
// the empty one.
type Value struct {
	kind  Kind
	num   float64 // Number; Boolean as 0 or 1
	str   string
	codes []string // Set: those whose bit is set in bits, or all if whole
	bits  uint64
	whole bool
}

// Text returns s as a value; the empty string is the empty value.
func Text(s string) Value {
	if s == "" {
		return Value{}
	}
	return Value{kind: String, str: s}
}

// Num returns x as a value; what is not a finite number is the empty value.
func Num(x float64) Value {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return Value{}
	}
	return Value{kind: Number, num: x}
}

// Bool returns b as a value.
func Bool(b bool) Value {
	if b {
		return Value{kind: Boolean, num: 1}
	}
	return Value{kind: Boolean}
}

// Codes returns the set of the codes given; none is the empty value. The slice
// is kept, not copied.
func Codes(codes []string) Value {
	if len(codes) == 0 {
		return Value{}
	}
	return Value{kind: Set, codes: codes, whole: true}
}

// Picked returns the set of those codes whose bit is set, as a dataset keeps
// it; none is the empty value. The slice is kept, not copied.
func Picked(codes []string, picked uint64) Value {
	if len(codes) < 64 {
		picked &= 1<<len(codes) - 1
	}
	if picked == 0 {
		return Value{}
	}
	return Value{kind: Set, codes: codes, bits: picked}
}

// Kind tells what the value holds.
func (v Value) Kind() Kind { return v.kind }

// IsEmpty reports whether there is nothing: no answer, or an empty text.
func (v Value) IsEmpty() bool { return v.kind == Empty || v.kind == String && v.str == "" }

// Text writes the value as it is stored: a number with as many digits as it
// needs, a condition as 1 or 0, a set as its codes with spaces between.
func (v Value) Text() string {
	switch v.kind {
	case String:
		return v.str
	case Number, Boolean:
		return strconv.FormatFloat(v.num, 'f', -1, 64)
	case Set:
		return strings.Join(v.picked(), " ")
	}
	return ""
}

// Float is the value as a number: a text is read as a decimal number or, if it
// is an ISO date, as days since 1 January 1970. It is false if there is none.
func (v Value) Float() (float64, bool) {
	switch v.kind {
	case Number, Boolean:
		return v.num, true
	case String:
		return parseNumber(v.str)
	case Set:
		return parseNumber(v.Text())
	}
	return 0, false
}

// True tells whether the value counts as true in a condition: a number other
// than 0, a text that is not empty, a set.
func (v Value) True() bool {
	switch v.kind {
	case Number, Boolean:
		return v.num != 0
	case String:
		return v.str != ""
	}
	return v.kind == Set
}

// Has reports whether the code is among those chosen. A text counts as codes
// with spaces between, as XLSForm stores a select_multiple.
func (v Value) Has(code string) bool {
	switch v.kind {
	case String, Number:
		for field := range strings.FieldsSeq(v.Text()) {
			if field == code {
				return true
			}
		}
	case Set:
		for i, c := range v.codes {
			if c == code && v.holds(i) {
				return true
			}
		}
	}
	return false
}

// Len counts the codes chosen.
func (v Value) Len() int {
	switch {
	case v.kind == Set && !v.whole:
		return bits.OnesCount64(v.bits)
	case v.kind == Empty:
		return 0
	}
	return len(v.picked())
}

// picked lists the codes chosen.
func (v Value) picked() []string {
	if v.kind != Set {
		return strings.Fields(v.Text())
	}
	if v.whole {
		return v.codes
	}
	chosen := make([]string, 0, bits.OnesCount64(v.bits))
	for i, c := range v.codes {
		if v.holds(i) {
			chosen = append(chosen, c)
		}
	}
	return chosen
}

func (v Value) holds(i int) bool { return v.whole || i < 64 && v.bits>>i&1 == 1 }

// parseNumber reads decimal digits only: no "inf", no hexadecimal, so that a
// code which merely looks like a number to a computer stays a code.
func parseNumber(s string) (float64, bool) {
	s = strings.TrimSpace(s)
	if s == "" || len(s) > 400 {
		return 0, false
	}
	if strings.Trim(s, "0123456789+-.eE") != "" || s[0] == 'e' || s[0] == 'E' {
		return dayNumber(s)
	}
	x, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return dayNumber(s)
	}
	return x, !math.IsInf(x, 0)
}
