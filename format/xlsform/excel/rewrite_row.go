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
// the same are found first, best where they were; of what is left, a row is taken
// for the one below that which the row above was.
func origins(before, now [][]string) []int {
	key := func(row []string) string { return strings.Join(shorn(row), "\x00") }
	from := make([]int, len(now))
	taken := make([]bool, len(before))
	for n, row := range now {
		if from[n] = -1; n < len(before) && key(before[n]) == key(row) {
			from[n], taken[n] = n, true
		}
	}
	left := map[string][]int{}
	for n, row := range before {
		if !taken[n] && len(shorn(row)) > 0 {
			left[key(row)] = append(left[key(row)], n)
		}
	}
	for n, row := range now {
		if same := left[key(row)]; from[n] < 0 && len(same) > 0 {
			from[n], left[key(row)] = same[0], same[1:]
			taken[same[0]] = true
		}
	}
	for n := range now {
		next := n
		if n > 0 && from[n-1] >= 0 {
			next = from[n-1] + 1
		}
		if from[n] < 0 && next < len(before) && !taken[next] {
			from[n], taken[next] = next, true
		}
	}
	return from
}

// rows writes the rows of a sheet. A new row looks like the one above it, but not
// like the headings.
func (w *rewriting) rows(b *bytes.Buffer, old *rawSheet, before, now [][]string, from []int) {
	var above *rawRow
	for n, row := range now {
		var like *rawRow
		var texts []string
		if was := from[n]; was >= 0 {
			like, texts = old.rows[was], before[was]
		} else if n > 1 {
			like = above
		}
		above = like
		if like == nil && len(shorn(row)) == 0 {
			continue
		}
		if like == nil {
			like = &rawRow{}
		}
		w.row(b, old.prefix, n, from[n], like, texts, row)
	}
	for _, n := range slices.Sorted(maps.Keys(old.rows)) { // below all texts, rows that hold nothing but a look
		if n >= max(len(now), len(before)) {
			w.row(b, old.prefix, n, n, old.rows[n], nil, nil)
		}
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
	next      []int       // by row, where it or the next one that is still there went
	was, last int         // how many rows there were and are
	patience  int         // rows that may still be looked at
}

func wayOf(from []int, was, last int) *way {
	w := &way{to: map[int]int{}, next: make([]int, was), was: was, last: last, patience: 20_000_000}
	for now, old := range from {
		if old >= 0 {
			w.to[old] = now
		}
	}
	next := last
	for old := was - 1; old >= 0; old-- {
		if now, there := w.to[old]; there {
			next = now
		}
		w.next[old] = next
	}
	return w
}

// row gives the new place of a row; of one that is gone, that of the next which
// is still there.
func (w *way) row(old int) int {
	if 0 <= old && old < w.was {
		return w.next[old]
	}
	return max(0, old+w.last-w.was)
}

var (
	placed = regexp.MustCompile(` (ref|sqref)="([^"]*)"`)
	corner = regexp.MustCompile(`^(\$?[A-Z]+\$?)([0-9]+)$`)
)

// references makes what refers to cells go with the rows, in attributes such as
// those of comments, joined cells, hyperlinks and conditional looks.
func (w *way) references(part []byte) []byte {
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
func (w *way) area(text string) string {
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
	for n := max(0, top-1); n < min(bottom, w.was) && w.patience > 0; n++ {
		w.patience--
		if now, there := w.to[n]; there {
			from, to = min(from, now), max(to, now)
		}
	}
	if from > to {
		from, to = to, from
	}
	return a[1] + strconv.Itoa(from+1) + ":" + b[1] + strconv.Itoa(to+1)
}
