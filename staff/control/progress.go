package control

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
	"strconv"

	"sojourn/fieldwork"
	"sojourn/seal"
	"sojourn/study"
	"sojourn/team"
)

// progressPage is what progress.html shows.
type progressPage struct {
	*frame
	Wave   study.Wave
	Waves  []study.Wave
	Coarse bool // for a partner
	Exits  bool // some may have been led out
	Total  countRow
	Tables []countTable
	Quotas []quotaRow
}

// Page is the frame, for rows to speak by.
func (p progressPage) Page() *frame { return p.frame }

// A countTable counts responses by one thing.
type countTable struct {
	Key  string // of its wording
	Rows []countRow
}

// A countRow is one line. For a partner its numbers are those of [coarsely].
type countRow struct {
	Name              string
	Started, Finished int
	Out               int // of those who started, led out as ineligible
	Width             int // of the bar, in hundredths of the longest
	coarse            bool
}

// Partners are shown counts in tens, and none under twenty: what came in
// between two looks, or what is left when shown rows are taken from the total,
// is then never fewer than a group of people.
const (
	leastShown = 20
	shownStep  = 10
)

// coarsely is what a partner is shown of a count; shown is false for nothing.
func coarsely(n int) (int, bool) { return n / shownStep * shownStep, n >= leastShown }

// Start and Finish write the counts, and Share the one in the other.
func (c countRow) Start(f *frame) string { return c.write(f, c.Started) }

// Finish writes how many of them finished.
func (c countRow) Finish(f *frame) string { return c.write(f, c.Finished) }

// LedOut writes how many of them were led out as ineligible.
func (c countRow) LedOut(f *frame) string { return c.write(f, c.Out) }

func (c countRow) write(f *frame, n int) string {
	if !c.coarse {
		return f.voice.Count(n)
	}
	if n, shown := coarsely(n); shown {
		return f.Say("count.least", n)
	}
	return f.Say("count.few", leastShown)
}

// Share is the share of finished responses in per cent, of those whom the wave
// is about. A partner sees it of the counts that they see.
func (c countRow) Share(f *frame) string {
	started, finished := c.Started-c.Out, c.Finished
	if c.coarse {
		var s, t bool
		started, s = coarsely(c.Started)
		finished, t = coarsely(finished)
		if !s || !t {
			return "–"
		}
	}
	if started == 0 {
		return "–"
	}
	decimals := 1
	if c.coarse {
		decimals = 0 // more would tell the numbers behind the tens
	}
	return f.Say("percent", f.voice.Number(100*float64(finished)/float64(started), decimals))
}

// progress serves GET /progress.
func (s *site) progress(w http.ResponseWriter, r *http.Request) error {
	started, finished, err := s.Storage.Counts(r.Context())
	if err != nil {
		return err
	}
	me := who(r)
	page := progressPage{frame: s.frame(r, "nav.progress"), Waves: s.fielded(), Coarse: me.Role == team.Partner}
	if page.Wave, err = s.chosen(r, started); err != nil {
		return err
	}
	started, finished = of(started, page.Wave.Number, me), of(finished, page.Wave.Number, me)
	page.Exits = slices.ContainsFunc(s.Study.Exits, func(e study.Exit) bool { return e.Kind == study.Ineligible && e.In(page.Wave.Number) })
	page.Total = countRow{Started: sum(started), Finished: sum(finished), Out: sum(ledOut(started)), coarse: page.Coarse}
	for _, by := range []struct {
		key  string
		name func(seal.Header) string
	}{
		{"by.channel", func(h seal.Header) string { return page.channelName(h.Channel) }},
		{"by.language", func(h seal.Header) string { return page.Language(h.Lang) }},
		{"by.day", func(h seal.Header) string { return string(h.Day) }},
	} {
		page.Tables = append(page.Tables, countTable{by.key, rows(started, finished, page.Coarse, by.name)})
	}
	if me.Role != team.Partner {
		if page.Quotas, err = s.quotaRows(r, page.frame, page.Wave.Number); err != nil {
			return err
		}
	}
	return s.pages.Show(w, http.StatusOK, "progress", page)
}

// fielded are the waves that the field runs, not those from elsewhere.
func (s *site) fielded() []study.Wave {
	return slices.DeleteFunc(slices.Clone(s.Study.Waves), func(w study.Wave) bool { return w.Imported != "" })
}

// chosen is the wave that the address names, else the last with a response,
// else the first.
func (s *site) chosen(r *http.Request, started map[seal.Header]int) (study.Wave, error) {
	waves := s.fielded()
	if len(waves) == 0 {
		return study.Wave{}, study.ErrNotFound
	}
	if text := r.URL.Query().Get("wave"); text != "" {
		return s.waveOf(text)
	}
	last := waves[0]
	for h := range started {
		if at := slices.IndexFunc(waves, func(w study.Wave) bool { return w.Number == h.Wave }); at >= 0 && h.Wave > last.Number {
			last = waves[at]
		}
	}
	return last, nil
}

// waveOf is the fielded wave of a number, or [study.ErrNotFound].
func (s *site) waveOf(text string) (study.Wave, error) {
	n, err := strconv.Atoi(text)
	if err != nil {
		return study.Wave{}, study.ErrNotFound
	}
	w, err := s.Study.Wave(study.WaveID(n))
	if err == nil && w.Imported != "" {
		err = study.ErrNotFound
	}
	return w, err
}

// of keeps the counts of a wave that the account may see.
func of(counts map[seal.Header]int, w study.WaveID, me inside) map[seal.Header]int {
	kept := map[seal.Header]int{}
	for h, n := range counts {
		if h.Wave == w && me.Sees(h.Channel) {
			kept[h] = n
		}
	}
	return kept
}

// ledOut keeps the counts of those who were led out.
func ledOut(counts map[seal.Header]int) map[seal.Header]int {
	kept := maps.Clone(counts)
	maps.DeleteFunc(kept, func(h seal.Header, _ int) bool { return !h.Out })
	return kept
}

func sum(counts map[seal.Header]int) int {
	total := 0
	for _, n := range counts {
		total += n
	}
	return total
}

// rows adds counts up by what name gives of their headers, in the order of the
// names. Bars of a partner are as coarse as the numbers.
func rows(started, finished map[seal.Header]int, coarse bool, name func(seal.Header) string) []countRow {
	lines := map[string]*countRow{}
	most := 1
	for h, n := range started {
		line := lines[name(h)]
		if line == nil {
			line = &countRow{Name: name(h), coarse: coarse}
			lines[line.Name] = line
		}
		line.Started += n
		line.Finished += finished[h]
		if h.Out {
			line.Out += n
		}
		most = max(most, line.Started)
	}
	var all []countRow
	for _, line := range lines {
		length := line.Finished
		if coarse {
			var shown bool
			if length, shown = coarsely(length); !shown {
				length = 0
			}
		}
		line.Width = 100 * length / most
		all = append(all, *line)
	}
	slices.SortFunc(all, func(a, b countRow) int { return cmp.Compare(a.Name, b.Name) })
	return all
}

// A quotaRow is a quota with what it counts.
type quotaRow struct {
	fieldwork.Quota
	For   string // whom it bounds
	Count int
	State string // key
}

// quotaRows are the quotas of a wave.
func (s *site) quotaRows(r *http.Request, f *frame, w study.WaveID) ([]quotaRow, error) {
	quotas, err := s.Storage.Quotas(r.Context())
	if err != nil {
		return nil, err
	}
	_, finished, err := s.Storage.Counts(r.Context())
	if err != nil {
		return nil, err
	}
	var all []quotaRow
	for _, q := range quotas {
		if q.Wave != w {
			continue
		}
		row := quotaRow{Quota: q, For: f.quotaFor(q), Count: q.Count(finished), State: "quota.room"}
		switch {
		case q.Hard > 0 && row.Count >= q.Hard:
			row.State = "quota.full"
		case q.Soft > 0 && row.Count >= q.Soft:
			row.State = "quota.reached"
		}
		all = append(all, row)
	}
	return all, nil
}

// quotaFor says whom a quota bounds.
func (f *frame) quotaFor(q fieldwork.Quota) string {
	channel, lang := f.Say("quota.all"), ""
	if q.Channel != "" {
		channel = f.channelName(q.Channel)
	}
	if q.Language != "" {
		lang = ", " + f.Language(q.Language)
	}
	return channel + lang
}
