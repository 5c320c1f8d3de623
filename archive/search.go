package archive

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"sojourn/library"
	"sojourn/library/words"
)

// A Hit is a work in which all words of a query stand on one page, or in what is
// said of the work itself.
type Hit struct {
	Work   library.Work
	Places []Place
}

// A Place is where the words stand.
type Place struct {
	Copy    string // hash of the copy; empty for title, abstract and topics
	Edition int    // of the work
	Page    int    // of the copy, from 1
	Snippet []words.Run
}

// Results are the hits of a query, best first.
type Results struct {
	Hits     []Hit
	Total    int  // works found, of which Hits are some
	Unclosed bool // a quotation mark of the query was taken as if it closed at the end
}

// mostPlaces is how many pages of one work a result shows.
const mostPlaces = 5

// Search finds works by the words of a query and a filter. Words count in all
// their forms; "words in quotes" stand together. Without words the filter alone
// picks, newest first. What is found is as it was at the last [Index.Update].
func (x *Index) Search(ctx context.Context, query string, f library.Filter, offset, limit int) (Results, error) {
	x.mu.RLock()
	works, numbers := x.works, x.numbers
	x.mu.RUnlock()
	match, wanted := expression(query)
	if match == "" {
		return browse(works, f, offset, limit), nil
	}
	found, err := x.match(ctx, match, numbers, f)
	if err != nil {
		return Results{}, fmt.Errorf("archive: search: %w", err)
	}
	r := Results{Total: len(found), Unclosed: len(quoted(query))%2 == 0}
	found = found[min(offset, len(found)):]
	for _, h := range found[:min(limit, len(found))] {
		hit := Hit{Work: *h.work}
		for _, place := range h.places[:min(mostPlaces, len(h.places))] {
			p, err := x.place(ctx, place.at, wanted)
			if err != nil {
				return Results{}, fmt.Errorf("archive: search: %w", err)
			}
			hit.Places = append(hit.Places, p)
		}
		r.Hits = append(r.Hits, hit)
	}
	return r, nil
}

// browse picks by the filter alone.
func browse(works []library.Work, f library.Filter, offset, limit int) Results {
	var picked []*library.Work
	for i := range works {
		if f.Picks(&works[i]) {
			picked = append(picked, &works[i])
		}
	}
	slices.SortStableFunc(picked, func(a, b *library.Work) int { return cmp.Compare(b.Date, a.Date) })
	r := Results{Total: len(picked)}
	picked = picked[min(offset, len(picked)):]
	for _, w := range picked[:min(limit, len(picked))] {
		r.Hits = append(r.Hits, Hit{Work: *w})
	}
	return r
}

// expression turns a query into one of FTS5 that holds nothing but stems in
// quotation marks, so that no sign of its language can be smuggled in.
func expression(query string) (match string, wanted map[string]bool) {
	wanted = map[string]bool{}
	var parts []string
	for i, piece := range quoted(query) {
		var stems []string
		for _, t := range words.Tokens(piece) {
			stems = append(stems, t.Stem)
			wanted[t.Stem] = true
		}
		switch {
		case len(stems) == 0:
		case i%2 == 1:
			parts = append(parts, `"`+strings.Join(stems, " ")+`"`)
		default:
			for _, s := range stems {
				parts = append(parts, `"`+s+`"`)
			}
		}
	}
	return strings.Join(parts[:min(len(parts), mostTerms)], " AND "), wanted
}

// quoted cuts a query at its quotation marks: every second piece stood in them.
func quoted(query string) []string {
	return strings.Split(strings.NewReplacer("«", `"`, "»", `"`, "“", `"`, "”", `"`).Replace(query), `"`)
}

// mostTerms is how many words of a query count.
const mostTerms = 32

// A match is a work with the places in the index where the words stand.
type match struct {
	work   *library.Work
	score  float64 // the lower the better
	places []place
}

type place struct {
	at    int64
	score float64
}

// mostRanked is how many rows are ranked by the words in them. Words that stand
// in more do not tell one text from another; there the works that have them in
// the title come first, then the newest.
const mostRanked = 5000

const (
	findRows = "SELECT group_concat(rowid) FROM stem WHERE stem MATCH $1" // one row: 20,000 cost more to fetch than to find
	rankRows = "SELECT rowid, bm25(stem, 8.0, 1.0) FROM stem WHERE stem MATCH $1"
)

// match runs the query and gathers its rows by work. Titles count eight times
// what the text does; a work stands where its best page does.
func (x *Index) match(ctx context.Context, expression string, numbers map[int64]*library.Work, f library.Filter) ([]*match, error) {
	rows, err := x.rows(ctx, expression)
	if err != nil {
		return nil, err
	}
	var front []int64
	if len(rows) > mostRanked {
		if front, err = x.rows(ctx, "title : ("+expression+")"); err != nil {
			return nil, err
		}
	}
	by := map[int64]*match{}
	for _, at := range rows {
		n := at >> pageBits
		m, seen := by[n]
		if !seen {
			if w := numbers[n]; w != nil && f.Picks(w) {
				m = &match{work: w}
			}
			by[n] = m
		}
		if m != nil {
			m.places = append(m.places, place{at: at})
		}
	}
	if len(rows) <= mostRanked {
		err = x.rank(ctx, expression, by)
	}
	for _, at := range front {
		if m := by[at>>pageBits]; m != nil {
			m.score = -1
		}
	}
	return ordered(by), err
}

// ordered lists the works that were picked, best first.
func ordered(by map[int64]*match) []*match {
	found := make([]*match, 0, len(by))
	for _, m := range by {
		if m == nil {
			continue
		}
		slices.SortFunc(m.places, func(a, b place) int { return cmp.Or(cmp.Compare(a.score, b.score), cmp.Compare(a.at, b.at)) })
		m.score = min(m.score, m.places[0].score)
		found = append(found, m)
	}
	slices.SortFunc(found, func(a, b *match) int {
		return cmp.Or(cmp.Compare(a.score, b.score), cmp.Compare(b.work.Date, a.work.Date), cmp.Compare(a.work.ID, b.work.ID))
	})
	return found
}

// rows finds the rows of the index that match, in no order.
func (x *Index) rows(ctx context.Context, expression string) ([]int64, error) {
	var joined sql.NullString
	if err := x.db.QueryRowContext(ctx, findRows, expression).Scan(&joined); err != nil {
		return nil, err
	}
	var rows []int64
	for digits := range strings.SplitSeq(joined.String, ",") {
		if n, err := strconv.ParseInt(digits, 10, 64); err == nil {
			rows = append(rows, n)
		}
	}
	return rows, nil
}

// rank says how well each row matches.
func (x *Index) rank(ctx context.Context, expression string, by map[int64]*match) error {
	rows, err := x.db.QueryContext(ctx, rankRows, expression)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var p place
		if err := rows.Scan(&p.at, &p.score); err != nil {
			return err
		}
		if m := by[p.at>>pageBits]; m != nil {
			if i := slices.IndexFunc(m.places, func(q place) bool { return q.at == p.at }); i >= 0 {
				m.places[i].score = p.score
			}
		}
	}
	return rows.Err()
}

// place reads the text of one place and cuts a snippet out of it.
func (x *Index) place(ctx context.Context, place int64, wanted map[string]bool) (Place, error) {
	var p Place
	var body string
	err := x.db.QueryRowContext(ctx, "SELECT copy, edition, number, body FROM page WHERE place = $1", place).Scan(&p.Copy, &p.Edition, &p.Page, &body)
	if err != nil {
		return p, err
	}
	const width = 260
	p.Snippet = words.Around(body, wanted, width)
	return p, nil
}
