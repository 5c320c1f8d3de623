package desk

import (
	"cmp"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"sojourn/dataset"
	"sojourn/estimate"
	"sojourn/study"
)

// A question is what the form of the explore page asks for.
type question struct {
	item       *measured // nil: nothing is chosen yet
	to         string    // item of the later wave of a transition; empty: the same
	waves      []study.WaveID
	measure    estimate.Measure
	categories []string
	by         *measured
	groups     []string
	sample     string
	weight     string
	base       estimate.Base
	where      string
}

// asking reads the form. What belongs to another item than the one now chosen
// is not carried over: it would be refused, or worse, mean something else.
func asking(query url.Values, all []measured, st *study.Study) question {
	var q question
	if m, ok := find(all, query.Get("item")); ok {
		q.item = &m
	} else {
		return q
	}
	if m, ok := find(all, query.Get("by")); ok {
		q.by = &m
		if q.groups = query["group"]; query.Get("groupsof") != m.Name {
			q.groups = largest(m.latestColumn())
		}
	}
	q.sample = query.Get("sample")
	if query.Get("for") != q.item.Name {
		q.begin(st)
		return q
	}
	q.to, q.weight, q.where = query.Get("to"), query.Get("weight"), strings.TrimSpace(query.Get("where"))
	q.measure, q.base = estimate.Measure(query.Get("measure")), estimate.Base(query.Get("base"))
	q.categories = query["category"]
	for _, text := range query["wave"] {
		if n, err := strconv.Atoi(text); err == nil {
			q.waves = append(q.waves, study.WaveID(n))
		}
	}
	return q
}

// What a comparison begins with where a variable has many categories, as
// countries are: the largest of them, the others together.
const (
	manyGroups = 12
	fewGroups  = 8
)

// largest lists the codes of the largest categories in the order of the code
// list; none where there are few anyway.
func largest(c *dataset.Column) []string {
	if c.Variable.Codes == nil || len(c.Variable.Codes.Categories) <= manyGroups {
		return nil
	}
	counts := tallyOf(c)
	codes := slices.SortedFunc(maps.Keys(counts), func(a, b string) int { return cmp.Or(counts[b]-counts[a], cmp.Compare(a, b)) })
	codes = codes[:min(len(codes), fewGroups)]
	slices.SortFunc(codes, func(a, b string) int { return c.Variable.Codes.Index(a) - c.Variable.Codes.Index(b) })
	return codes
}

// begin fills in what one would look at first: the item as it was put last, in
// all waves that can be compared with that.
func (q *question) begin(st *study.Study) {
	latest := q.item.latestColumn()
	q.measure = estimate.Share
	if latest.Kind == dataset.Numeric {
		q.measure = estimate.Mean
	}
	for _, c := range q.item.Columns {
		if c.Wave != 0 && sameList(c.Variable.Codes, latest.Variable.Codes, func(_, _ study.Text) bool { return true }) {
			q.waves = append(q.waves, c.Wave)
		}
	}
	if sm, err := st.Sample(q.sample); err != nil || !covers(sm, q.waves) {
		q.sample = sampleFor(st, q.waves)
	}
}

// covers reports whether a sample has to do with all the waves.
func covers(sm study.Sample, waves []study.WaveID) bool {
	return !slices.ContainsFunc(waves, func(w study.WaveID) bool { return !slices.Contains(sm.Waves, w) })
}

// spec makes the specification of what is asked for, under a name that is
// still free. What the form must be told before the engine can be asked comes
// back as keys of wordings.
func (q question) spec(taken []estimate.Spec) (estimate.Spec, []string) {
	s := estimate.Spec{Measure: q.measure, Sample: q.sample, Where: q.where}
	if q.measure != estimate.Count {
		s.Weight = q.weight
	}
	if q.measure == estimate.Transition {
		if len(q.waves) != 2 {
			return s, []string{"two-waves"}
		}
		to := q.to
		if to == "" {
			to = q.item.Name
		}
		s.From, s.To = &estimate.Point{Item: q.item.Name, Wave: q.waves[0]}, &estimate.Point{Item: to, Wave: q.waves[1]}
		s.Name = free(q.item.Name+suffix(q.waves), taken)
		return s, nil
	}
	s.Item, s.Waves, s.Categories = q.item.Name, q.waves, q.categories
	if q.measure == estimate.Mean {
		s.Categories = nil
	}
	if q.by != nil {
		s.By, s.Groups = q.by.Name, q.groups
	}
	if q.base == estimate.Total && (q.measure == estimate.Share || q.measure == estimate.Difference) {
		s.Base = estimate.Total
	}
	s.Name = free(q.name(s), taken)
	return s, nil
}

// name is made of what distinguishes the estimate.
func (q question) name(s estimate.Spec) string {
	name := s.Item
	if len(s.Categories) > 0 {
		name += "_" + strings.Join(s.Categories, "_")
	}
	if s.Measure != estimate.Share {
		name += "_" + string(s.Measure)
	}
	name += suffix(s.Waves)
	if s.By != "" {
		name += "_by_" + s.By
	}
	return name
}

func suffix(waves []study.WaveID) string {
	var s strings.Builder
	for _, w := range waves {
		s.WriteString("_w" + strconv.Itoa(int(w)))
	}
	return s.String()
}

// free makes of a name one that reports can refer to and that is not taken.
func free(name string, taken []estimate.Spec) string {
	name = plainName(name)
	for n := 2; ; n++ {
		if !slices.ContainsFunc(taken, func(s estimate.Spec) bool { return s.Name == name }) {
			return name
		}
		name = strings.TrimSuffix(name, "_"+strconv.Itoa(n-1)) + "_" + strconv.Itoa(n)
	}
}

// plainName keeps small letters, digits and underscores, a letter first.
func plainName(name string) string {
	name = strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '_' {
			return r
		}
		return '_'
	}, strings.ToLower(name))
	if name == "" || name[0] < 'a' {
		return "e_" + name
	}
	return name
}
