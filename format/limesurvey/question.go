package limesurvey

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"sojourn/dataset"
	"sojourn/instrument"
	"sojourn/study"
)

// question makes the items of a question: one, or one for each of its parts.
func (r *reader) question(q thing) []*instrument.Item {
	r.report(q)
	if name, alone := r.itemNames[q.row["qid"]]; alone {
		i := r.item(q, name)
		i.Label = r.text(q, "question")
		return r.single(q, i)
	}
	// The question stands above its parts, as a note.
	items := []*instrument.Item{{Name: r.claim(q.row["title"]), Type: instrument.Note, Label: r.text(q, "question"), Relevance: r.relevance(q, "relevance")}}
	if items[0].Label == nil {
		items = nil
	}
	for _, p := range r.parts[q.row["qid"]] {
		if p.row["scale_id"] == "1" && strings.Contains(":;", q.row["type"]) {
			continue // the second dimension, told in report
		}
		i := r.item(q, r.itemNames[q.row["qid"]+" "+p.row["qid"]])
		i.Label, i.Hint = r.text(p, "question"), nil
		if i.Label == nil {
			i.Label = study.Text{r.in.Languages[0]: p.row["title"]}
		}
		if own := p.row["relevance"]; !always.MatchString(own) {
			r.lost(p, "the condition of a part of a question did not carry over: "+own)
		}
		items = append(items, r.part(q, i)...)
	}
	return items
}

// item is what all items of a question share.
func (r *reader) item(q thing, name string) *instrument.Item {
	return &instrument.Item{Name: name, Hint: r.text(q, "help"), Relevance: r.relevance(q, "relevance"),
		Required: q.row["mandatory"] == "Y" || q.row["mandatory"] == "S", Constraint: r.limits(q)}
}

// single makes the item of a question without parts, or whose parts are its
// choices. One that is dropped is told.
func (r *reader) single(q thing, i *instrument.Item) []*instrument.Item {
	qid := q.row["qid"]
	switch kind := q.row["type"]; kind {
	case "L", "!", "O", "I":
		i.Type, i.Codes = instrument.SelectOne, r.list(i.Name, r.categories(r.answers[qid], "code", "answer"))
		if kind == "!" {
			i.Appearance = "minimal"
		}
		if kind == "I" {
			r.lost(q, "the question for the language is left out; every page has a switch")
			return nil
		}
		if kind == "O" {
			r.lost(q, "the comment beside the answer did not carry over")
		}
	case "M", "P":
		i.Type, i.Codes = instrument.SelectMultiple, r.list(i.Name, r.categories(r.parts[qid], "title", "question"))
		for code := range strings.FieldsFuncSeq(r.attributes[qid]["exclude_all_others"], func(c rune) bool { return c == ';' || c == ' ' }) {
			i.Exclusive = append(i.Exclusive, codeOf(code))
		}
		if kind == "P" {
			r.lost(q, "the comments beside the answers did not carry over")
		}
	case "R":
		answers := r.answers[qid]
		if len(answers) == 0 {
			answers = r.parts[qid]
		}
		i.Type, i.Codes = instrument.Rank, r.list(i.Name, r.categories(answers, "code", "answer"))
	case "Y", "G", "5":
		i.Type, i.Codes = instrument.SelectOne, r.fixed(kind)
	case "N":
		i.Type = instrument.Decimal
		if r.attributes[qid]["num_value_int_only"] == "1" {
			i.Type = instrument.Integer
		}
	case "S", "T", "U", "Q", "K":
		i.Type = instrument.Text
		if kind == "T" || kind == "U" {
			i.Appearance = "multiline"
		}
	case "D":
		i.Type = instrument.Date
	case "X":
		i.Type, i.Constraint, i.Required = instrument.Note, nil, false
	default:
		r.lost(q, fmt.Sprintf("a question of type %q is left out", kind))
		return nil
	}
	r.choices(q, i)
	return []*instrument.Item{i}
}

// choices adds the choice of a wording of one's own and the order of chance.
func (r *reader) choices(q thing, i *instrument.Item) {
	if !i.Chooses() {
		return
	}
	if len(i.Codes.Categories) == 0 {
		r.lost(q, "the question has no answers to choose from; write them")
	}
	if q.row["other"] == "Y" && i.Type != instrument.Rank && i.Codes.Index("other") < 0 {
		label := study.Text{}
		for _, lang := range r.in.Languages {
			label[lang] = map[study.Lang]string{"ru": "Другое", "de": "Sonstiges", "fr": "Autre"}[lang]
			if label[lang] == "" {
				label[lang] = "Other"
			}
		}
		i.Codes.Categories, i.Other = append(i.Codes.Categories, dataset.Category{Code: "other", Label: label}), "other"
	}
	order := r.attributes[q.row["qid"]]
	i.Shuffle = order["random_order"] == "1" || order["answer_order"] == "random" || order["subquestion_order"] == "random"
}

// part makes the items of one part of an array or of several inputs.
func (r *reader) part(q thing, i *instrument.Item) []*instrument.Item {
	qid := q.row["qid"]
	list := func(scale string) *dataset.CodeList {
		answers := slices.DeleteFunc(slices.Clone(r.answers[qid]), func(a thing) bool { return a.row["scale_id"] != "" && a.row["scale_id"] != scale })
		return r.list(q.row["title"]+"_"+scale, r.categories(answers, "code", "answer"))
	}
	i.Type, i.Appearance = instrument.SelectOne, "likert"
	switch kind := q.row["type"]; kind {
	case "F", "H":
		i.Codes = list("0")
	case "A", "B", "C", "E":
		i.Codes = r.fixed(kind)
	case "1":
		second := *i
		second.Name = r.claim(i.Name + "_second")
		i.Codes, second.Codes = list("0"), list("1")
		return []*instrument.Item{i, &second}
	case "K", ":":
		i.Type, i.Appearance = instrument.Decimal, ""
	default:
		i.Type, i.Appearance = instrument.Text, ""
	}
	return []*instrument.Item{i}
}

// categories makes categories of answers or of parts.
func (r *reader) categories(from []thing, code, label string) []dataset.Category {
	var categories []dataset.Category
	for _, t := range from {
		written := t.row[code]
		if written == "" {
			written, label = t.row["title"], "question"
		}
		text := r.text(t, label)
		if text == nil {
			text = study.Text{r.in.Languages[0]: written}
		}
		c := dataset.Category{Code: codeOf(written), Label: text}
		if !slices.ContainsFunc(categories, func(had dataset.Category) bool { return had.Code == c.Code }) {
			categories = append(categories, c)
		}
	}
	return categories
}

// fixed is the list of a type that brings its own answers.
func (r *reader) fixed(kind string) *dataset.CodeList {
	words := map[string][]string{"Y": {"Y", "Yes", "N", "No"}, "G": {"F", "Female", "M", "Male"},
		"C": {"Y", "Yes", "U", "Uncertain", "N", "No"}, "E": {"I", "Increase", "S", "Same", "D", "Decrease"}}[kind]
	if words == nil {
		most := 5 // of types 5 and A
		if kind == "B" {
			most = 10
		}
		for n := range most {
			words = append(words, strconv.Itoa(n+1), strconv.Itoa(n+1))
		}
	}
	var categories []dataset.Category
	for n := 0; n < len(words); n += 2 {
		label := study.Text{}
		for _, lang := range r.in.Languages {
			label[lang] = words[n+1]
		}
		categories = append(categories, dataset.Category{Code: words[n], Label: label})
	}
	if _, made := r.in.Lists["type_"+kind]; !made && len(r.in.Languages) > 0 && words[1] != "1" {
		r.problems = append(r.problems, study.Problem{Severity: study.Warning, Code: "not-carried-over", Where: r.name,
			What: fmt.Sprintf("the answers of type %s have no words in the file and stand in English", kind), Do: fmt.Sprintf("translate the list type_%s", kind)})
	}
	return r.list("type_"+kind, categories)
}

// dropped are attributes that decide who is asked what, and do not carry over.
var dropped = []string{"array_filter", "array_filter_exclude", "em_validation_q", "em_validation_sq", "time_limit", "random_group", "min_answers", "max_answers",
	"equals_num_value", "equation", "multiflexible_max", "prefix", "suffix"}

// report tells of the attributes of a question that did not carry over.
func (r *reader) report(q thing) {
	for _, name := range dropped {
		if value := r.attributes[q.row["qid"]][name]; value != "" && value != "0" {
			r.lost(q, fmt.Sprintf("its attribute %s did not carry over: %.200s", name, value))
		}
	}
	if q.row["preg"] != "" {
		r.lost(q, "the pattern that its answers match did not carry over: "+q.row["preg"])
	}
	if q.row["other"] == "Y" && !strings.Contains("L!MPO", q.row["type"]) {
		r.lost(q, "an answer of one's own did not carry over")
	}
	if strings.Contains(":;", q.row["type"]) {
		r.lost(q, "the table is asked by its rows only; write an item for each of its columns")
	}
}
