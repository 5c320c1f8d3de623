package instrument

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"sojourn/dataset"
)

// A typed is what a form holds for one item, cleaned of empty values.
type typed struct {
	values   []string
	other    string // the wording of the code "other"
	newOther bool   // the wording differs from the one kept before
}

// typed collects the fields of an item.
func (r *reader) typed(i *Item) typed {
	t := typed{values: clean(r.form[i.Name])}
	if i.Type == Date && len(t.values) == 0 {
		t.values = r.dateParts(i)
	}
	if i.Type == Rank && len(t.values) == 0 {
		t.values = r.ranking(i)
	}
	if i.Other != "" {
		t.other = strings.Join(clean(r.form[i.OtherName()]), " ")
		t.newOther = t.other != "" && t.other != r.walk.answers[i.OtherName()].Value()
	}
	return t
}

// clean mends what browsers and keyboards put into a text, and drops values
// that are empty.
func clean(values []string) []string {
	var kept []string
	for _, v := range values {
		v = strings.ToValidUTF8(v, "")
		v = strings.ReplaceAll(v, "\r\n", "\n")
		v = strings.Map(func(r rune) rune {
			if unicode.IsControl(r) && r != '\n' && r != '\t' {
				return -1
			}
			return r
		}, v)
		if v = strings.TrimSpace(v); v != "" {
			kept = append(kept, v)
		}
	}
	return kept
}

// answer reads what was typed as an answer to the item, with the wording for
// the code "other"; or it gives the reason why it cannot.
func (t typed) answer(i *Item) (a Answer, wording string, fault FaultCode) {
	for _, v := range t.values {
		if why, ok := nonAnswer(v); ok {
			switch {
			case !slices.Contains(i.NonAnswers, why):
				return a, "", UnknownCode
			case len(t.values) > 1:
				return a, "", Exclusive
			}
			return Answer{Missing: why}, "", ""
		}
	}
	codes := t.values
	if i.Other != "" {
		codes = t.withOther(i)
	}
	if len(codes) == 0 {
		return Answer{Missing: dataset.Skipped}, "", ""
	}
	if i.Type != SelectMultiple && i.Type != Rank && len(codes) > 1 {
		return a, "", TooMany
	}
	if slices.ContainsFunc(append(codes, t.other), func(v string) bool { return utf8.RuneCountInString(v) > MaxText }) {
		return a, "", TooLong
	}
	values, fault := i.read(codes)
	return Answer{Values: values}, t.other, fault
}

// nonAnswer reads a reason for which an item is left without an answer.
func nonAnswer(value string) (dataset.Missing, bool) {
	switch value {
	case FormRefused:
		return dataset.Refused, true
	case FormDontKnow:
		return dataset.DontKnow, true
	case FormNotApplicable:
		return dataset.NotApplicable, true
	}
	return dataset.Present, false
}

// withOther adds the code "other" for people who wrote a wording of their own
// and did not mark it. A wording that was there before does not count: it is
// what the page itself filled in, and its owner has since unmarked the code.
func (t typed) withOther(i *Item) []string {
	marked := slices.Contains(t.values, i.Other)
	if marked || !t.newOther || i.Type == SelectOne && len(t.values) > 0 {
		return t.values
	}
	return append(slices.Clone(t.values), i.Other)
}

// read brings values into the form in which they are kept.
func (i *Item) read(values []string) ([]string, FaultCode) {
	switch i.Type {
	case SelectOne, SelectMultiple:
		return i.readCodes(values)
	case Rank:
		return i.readRanking(values)
	case Range:
		return i.readPoint(values[0])
	case Integer, Decimal:
		return readNumber(values[0], i.Type == Integer)
	case Date:
		return i.readDate(values[0])
	case Acknowledge:
		if values[0] != Acknowledged {
			return nil, UnknownCode
		}
	}
	return values, ""
}

// Acknowledged is the value of an [Acknowledge] item that was marked.
const Acknowledged = "OK"

// readCodes puts codes into the order of the list, each once.
func (i *Item) readCodes(values []string) ([]string, FaultCode) {
	if i.Codes == nil {
		return nil, UnknownCode
	}
	var codes []string
	for _, c := range i.Codes.Categories {
		if slices.Contains(values, c.Code) {
			codes = append(codes, c.Code)
		}
	}
	for _, v := range values {
		if i.Codes.Index(v) < 0 {
			return nil, UnknownCode
		}
	}
	if len(codes) > 1 && slices.ContainsFunc(codes, func(c string) bool { return slices.Contains(i.Exclusive, c) }) {
		return nil, Exclusive
	}
	return codes, ""
}
