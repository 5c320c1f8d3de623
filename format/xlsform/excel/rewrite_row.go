package excel

import (
	"bytes"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// origins tells of each row now which row it was; -1 of a new one. Rows that are
// the same are found first; of what is left, a row is taken for the one at the
// same distance from the row above.
func origins(before, now [][]string) []int {
	left := map[string][]int{}
	key := func(row []string) string { return strings.Join(shorn(row), "\x00") }
	for n, row := range before {
		left[key(row)] = append(left[key(row)], n)
	}
	from := make([]int, len(now))
	taken := map[int]bool{}
	for n, row := range now {
		from[n] = -1
		same := left[key(row)]
		if at := slices.Index(same, n); at > 0 { // best where it was
			same[0], same[at] = same[at], same[0]
		}
		if len(same) > 0 {
			from[n], left[key(row)] = same[0], same[1:]
			taken[same[0]] = true
		}
	}
	for n := range now {
		if from[n] >= 0 {
			continue
		}
		next := n
		if n > 0 && from[n-1] >= 0 {
			next = from[n-1] + 1
		}
		if next < len(before) && !taken[next] {
			from[n] = next
			taken[next] = true
		}
	}
	return from
}

// rows writes the rows of a sheet. A new row looks like the one above it, but not
// like the headings.
func (w *rewriting) rows(b *bytes.Buffer, old *rawSheet, before, now [][]string, from []int) {
	var above *rawRow
	last := len(now)
	for n := range old.rows { // rows that hold nothing but a look
		last = max(last, n+1)
	}
	for n := range last {
		was, like := n, old.rows[n]
		var row []string
		if n < len(now) {
			row, was = now[n], from[n]
			if like = nil; was >= 0 {
				like = old.rows[was]
			} else if n > 1 {
				like = above
			}
		} else if n < len(before) {
			continue // what stood here is gone
		}
		above = like
		if like == nil && len(shorn(row)) == 0 {
			continue
		}
		if like == nil {
			like = &rawRow{}
		}
		var texts []string
		if was >= 0 && was < len(before) {
			texts = before[was]
		}
		w.row(b, old.prefix, n, was, like, texts, row)
	}
}

// row writes one row: cells that did not change as they were.
func (w *rewriting) row(b *bytes.Buffer, prefix string, n, was int, like *rawRow, before, now []string) {
	fmt.Fprintf(b, `<%srow r="%d"`, prefix, n+1)
	for _, a := range like.attributes {
		if a.Name.Space == "" && a.Name.Local != "r" && a.Name.Local != "spans" {
			fmt.Fprintf(b, ` %s="%s"`, a.Name.Local, escape(a.Value))
		}
	}
	b.WriteByte('>')
	columns := slices.Collect(maps.Keys(like.cells))
	for c := range now {
		columns = append(columns, c)
	}
	slices.Sort(columns)
	for _, c := range slices.Compact(columns) {
		raw, there := like.cells[c]
		text := at(now, c)
		switch {
		case there && was >= 0 && text == at(before, c):
			b.Write(w.kept(raw, c, n))
		case text == "" && raw.style == "":
		case text == "":
			fmt.Fprintf(b, `<%sc r="%s%d" s="%s"/>`, prefix, letters(c), n+1, raw.style)
		default:
			w.tooLong = w.tooLong || utf8.RuneCountInString(text) > MaxText
			style := ""
			if raw.style != "" {
				style = ` s="` + raw.style + `"`
			}
			fmt.Fprintf(b, `<%[1]sc r="%[2]s%[3]d"%[4]s t="inlineStr"><%[1]sis><%[1]st xml:space="preserve">%[5]s</%[1]st></%[1]sis></%[1]sc>`, prefix, letters(c), n+1, style, escape(text))
		}
	}
	fmt.Fprintf(b, `</%srow>`, prefix)
}

func at(row []string, c int) string {
	if c < len(row) {
		return row[c]
	}
	return ""
}

var (
	cellReference = regexp.MustCompile(`^(<(?:\w+:)?c(?: [^>]*?)?) r="[^"]*"`)
	cellBegin     = regexp.MustCompile(`^<(\w+:)?c`)
	formula       = regexp.MustCompile(`(?s)<(\w+:)?f(\s[^>]*)?(/>|>.*?</(\w+:)?f>)`)
)

// kept is a cell as it was written, in its new place.
func (w *rewriting) kept(raw rawCell, column, n int) []byte {
	text := raw.text
	if raw.formula && w.valuesOnly {
		text = formula.ReplaceAll(text, nil)
	}
	text = cellReference.ReplaceAll(text, []byte("$1"))
	return cellBegin.ReplaceAll(text, fmt.Appendf(nil, `<${1}c r="%s%d"`, letters(column), n+1))
}

// A way tells where the rows of a sheet went.
type way struct {
	to        map[int]int // rows that are still there
	was, last int         // how many rows there were and are
}

func wayOf(from []int, was, last int) way {
	w := way{to: map[int]int{}, was: was, last: last}
	for now, old := range from {
		if old >= 0 {
			w.to[old] = now
		}
	}
	return w
}

// row gives the new place of a row; of one that is gone, that of the next which
// is still there.
func (w way) row(old int) int {
	for n := old; n < w.was; n++ {
		if now, there := w.to[n]; there {
			return now
		}
	}
	return max(0, max(old, w.was)+w.last-w.was)
}

var (
	placed = regexp.MustCompile(` (ref|sqref)="([^"]*)"`)
	corner = regexp.MustCompile(`^(\$?[A-Z]+\$?)([0-9]+)$`)
)

// references makes what refers to cells go with the rows, in attributes such as
// those of comments, joined cells, hyperlinks and conditional looks.
func (w way) references(part []byte) []byte {
	return placed.ReplaceAllFunc(part, func(whole []byte) []byte {
		m := placed.FindSubmatch(whole)
		ranges := strings.Fields(string(m[2]))
		for n, r := range ranges {
			ranges[n] = w.area(r)
		}
		return fmt.Appendf(nil, ` %s="%s"`, m[1], strings.Join(ranges, " "))
	})
}

// area moves "A2" or "A2:C9". What spans rows goes on spanning those that stand
// between its ends.
func (w way) area(text string) string {
	first, second, two := strings.Cut(text, ":")
	a, b := corner.FindStringSubmatch(first), corner.FindStringSubmatch(second)
	if a == nil || two && b == nil {
		return text
	}
	top, _ := strconv.Atoi(a[2])
	if !two {
		return a[1] + strconv.Itoa(w.row(top-1)+1)
	}
	bottom, _ := strconv.Atoi(b[2])
	from, to := w.row(top-1), w.row(bottom-1)
	for n := top - 1; n < min(bottom, w.was); n++ {
		if now, there := w.to[n]; there {
			from, to = min(from, now), max(to, now)
		}
	}
	if from > to {
		from, to = to, from
	}
	return a[1] + strconv.Itoa(from+1) + ":" + b[1] + strconv.Itoa(to+1)
}
