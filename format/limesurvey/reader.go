package limesurvey

import (
	"fmt"
	"slices"
	"strings"

	"sojourn/dataset"
	"sojourn/instrument"
	"sojourn/instrument/expr"
	"sojourn/study"
)

// A reader builds the instrument.
type reader struct {
	name       string
	file       *survey
	in         *instrument.Instrument
	problems   study.Problems
	taken      map[string]bool      // names, in small letters
	itemNames  map[string]string    // by qid, and by qid and subquestion
	named      map[string]reference // by LimeSurvey's names
	attributes map[string]map[string]string
	answers    map[string][]thing // by qid
	parts      map[string][]thing // subquestions by qid
	conditions map[string]bool    // qids with conditions of old versions
	order      int                // of the question under way
}

func newReader(name string, s *survey) *reader {
	r := &reader{name: name, file: s, taken: map[string]bool{}, itemNames: map[string]string{}, named: map[string]reference{},
		attributes: map[string]map[string]string{}, answers: map[string][]thing{}, parts: map[string][]thing{}, conditions: map[string]bool{}}
	r.in = &instrument.Instrument{Version: "1", Lists: map[string]*dataset.CodeList{}, Source: instrument.Place{File: name}}
	return r
}

// lost tells of something that did not carry over.
func (r *reader) lost(t thing, what string) {
	at := t.row["title"]
	if at == "" {
		at = t.row["group_name"]
	}
	p := study.Problem{Severity: study.Warning, Code: "not-carried-over", Where: strings.TrimSpace(r.name + " " + at), What: what, Do: "write it into the questionnaire by hand, or leave it out"}
	if !slices.Contains(r.problems, p) {
		r.problems = append(r.problems, p)
	}
}

// survey reads everything, names first, since conditions refer to them.
func (r *reader) survey() {
	s := r.file
	r.head()
	r.index()
	groups := things(s.tables["groups"], func(x row) string { return x["gid"] }, "group_order")
	questions := things(slices.DeleteFunc(slices.Clone(s.tables["questions"]), func(x row) bool { return x["parent_qid"] != "" && x["parent_qid"] != "0" }),
		func(x row) string { return x["qid"] }, "question_order")
	for _, g := range groups {
		for _, q := range questions {
			if q.row["gid"] == g.row["gid"] {
				r.names(q)
			}
		}
	}
	r.title()
	r.order = 0
	for _, g := range groups {
		if page := r.page(g, questions); len(page.Items) > 0 {
			r.in.Pages = append(r.in.Pages, page)
		}
	}
	if len(questions) == 0 {
		r.problems = append(r.problems, study.Problem{Severity: study.Error, Code: "empty", Where: r.name, What: "the survey has no question", Do: "export one that has"})
	}
	for _, table := range []string{"defaultvalues", "assessments", "quota"} {
		if len(r.file.tables[table]) > 0 {
			r.lost(thing{}, fmt.Sprintf("the survey has %d rows of %s, which did not carry over", len(r.file.tables[table]), table))
		}
	}
}

// head reads which survey it is and in which languages, the first one first.
func (r *reader) head() {
	s := r.file
	if len(s.languages) == 0 {
		s.languages = []study.Lang{"en"}
	}
	for _, row := range s.tables["surveys"] {
		if first := langOf(row["language"]); slices.Contains(s.languages, first) {
			s.languages = append([]study.Lang{first}, slices.DeleteFunc(s.languages, func(l study.Lang) bool { return l == first })...)
		}
		r.in.Form = "limesurvey_" + row["sid"]
	}
	r.in.Languages = s.languages
}

// page reads a group with its questions.
func (r *reader) page(g thing, questions []thing) *instrument.Page {
	page := &instrument.Page{Name: r.claim("page_" + g.row["gid"]), Title: r.text(g, "group_name"), Relevance: r.relevance(g, "grelevance")}
	if about := r.text(g, "description"); about != nil {
		page.Items = append(page.Items, &instrument.Item{Name: r.claim("about_" + g.row["gid"]), Type: instrument.Note, Label: about})
	}
	if g.row["randomization_group"] != "" {
		r.lost(g, "the pages of its randomisation group come in a fixed order; write an experiment of type order")
	}
	for _, q := range questions {
		if q.row["gid"] == g.row["gid"] {
			r.order++
			page.Items = append(page.Items, r.question(q)...)
		}
	}
	return page
}

// index sorts the tables that belong to questions.
func (r *reader) index() {
	s := r.file
	for _, a := range s.tables["question_attributes"] {
		if r.attributes[a["qid"]] == nil {
			r.attributes[a["qid"]] = map[string]string{}
		}
		if a["value"] != "" {
			r.attributes[a["qid"]][a["attribute"]] = a["value"]
		}
	}
	for _, a := range things(s.tables["answers"], func(x row) string { return x["qid"] + " " + x["scale_id"] + " " + x["code"] }, "sortorder") {
		r.answers[a.row["qid"]] = append(r.answers[a.row["qid"]], a)
	}
	subquestions := append(slices.Clone(s.tables["subquestions"]), s.tables["questions"]...)
	subquestions = slices.DeleteFunc(subquestions, func(x row) bool { return x["parent_qid"] == "" || x["parent_qid"] == "0" })
	for _, p := range things(subquestions, func(x row) string { return x["qid"] }, "question_order") {
		r.parts[p.row["parent_qid"]] = append(r.parts[p.row["parent_qid"]], p)
	}
	for _, c := range s.tables["conditions"] {
		r.conditions[c["qid"]] = true
	}
}

func (r *reader) title() {
	titles := study.Text{}
	for _, row := range r.file.tables["surveys_languagesettings"] {
		if title := plain(row["surveyls_title"]); title != "" {
			titles[langOf(row["surveyls_language"])] = title
		}
		if row["surveyls_welcometext"] != "" || row["surveyls_endtext"] != "" {
			r.lost(thing{}, "the texts of welcome and of the end did not carry over; the study has a consent text of its own")
		}
	}
	if len(titles) > 0 {
		r.in.Title = titles
	}
}

// names gives each item of a question its name, and notes by which names
// LimeSurvey speaks of it.
func (r *reader) names(q thing) {
	code, qid := q.row["title"], q.row["qid"]
	sgqa := q.row["sid"] + "X" + q.row["gid"] + "X" + qid
	kind := q.row["type"]
	r.order++
	note := func(limesurvey, suffix string, ref reference) {
		if ref.order = r.order; strings.Contains("X|*I", kind) {
			return // it has no answer here
		}
		r.named[limesurvey+suffix] = ref
		r.named[sgqa+suffix] = ref
		r.named[sgqa+strings.TrimPrefix(suffix, "_")] = ref
	}
	if kind == "M" || kind == "P" || len(r.parts[qid]) == 0 || kind == "R" {
		name := r.claim(code)
		r.itemNames[qid] = name
		note(code, "", reference{name: name})
		for _, p := range r.parts[qid] {
			if kind == "M" || kind == "P" {
				note(code, "_"+p.row["title"], reference{name: name, choice: codeOf(p.row["title"])})
			}
		}
		return
	}
	for _, p := range r.parts[qid] {
		name := r.claim(code + "_" + p.row["title"])
		r.itemNames[qid+" "+p.row["qid"]] = name
		note(code, "_"+p.row["title"], reference{name: name})
	}
}

// claim makes a name that every program can take and that is not taken yet.
func (r *reader) claim(wanted string) string {
	name := strings.Map(func(c rune) rune {
		if c < 128 && (c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_') {
			return c
		}
		return '_'
	}, wanted)
	if name == "" || name[0] >= '0' && name[0] <= '9' || strings.HasPrefix(name, "__") {
		name = "q" + name
	}
	const longest = 24 // room for NAME_other and NAME_rank_10
	name = name[:min(len(name), longest)]
	unique := name
	for n := 2; r.taken[strings.ToLower(unique)]; n++ {
		unique = fmt.Sprintf("%s_%d", name, n)
	}
	r.taken[strings.ToLower(unique)] = true
	return unique
}

// codeOf makes a code without what separates codes.
func codeOf(code string) string {
	if code = strings.Join(strings.Fields(strings.ReplaceAll(code, "~", "_")), "_"); code == "" {
		return "_"
	}
	return code
}

// list makes a list of things, or finds the same one.
func (r *reader) list(name string, categories []dataset.Category) *dataset.CodeList {
	if l := r.in.Lists[name]; l != nil {
		return l
	}
	l := &dataset.CodeList{Name: name, Categories: categories}
	r.in.Lists[name] = l
	return l
}

// limits makes a constraint of the smallest and the largest number.
func (r *reader) limits(q thing) *expr.Expr {
	var terms []string
	for _, limit := range []struct{ attribute, form string }{
		{"min_num_value_n", ". >= %s"}, {"max_num_value_n", ". <= %s"}, {"maximum_chars", "string-length(.) <= %s"}} {
		if value := r.attributes[q.row["qid"]][limit.attribute]; value != "" {
			terms = append(terms, fmt.Sprintf(limit.form, value))
		}
	}
	if len(terms) == 0 {
		return nil
	}
	e, err := expr.Parse(strings.Join(terms, " and "))
	if err != nil {
		r.lost(q, "its limits did not carry over: "+strings.Join(terms, " and "))
		return nil
	}
	return e
}
