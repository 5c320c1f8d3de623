package xlsform

import (
	"slices"
	"strings"
)

// A Support says what becomes of a feature of XLSForm here.
type Support string

// What becomes of features. One that is refused makes the verdict
// "unsupported"; one that is passed over changes nothing about who is asked
// what, and is at most a warning.
const (
	Supported  Support = "supported"
	PassedOver Support = "passed over"
	Refused    Support = "refused"
)

// A Feature is a type, a column, a parameter or a sheet of XLSForm.
type Feature struct {
	Where   string // "types", "survey", "choices", "settings", "parameters" or "sheets"
	Name    string
	Support Support
	Note    string // what it means here; of a refused one, why
	Ours    bool   // not in the standard
	texts   bool   // a column for each language
	quiet   bool   // passed over without a word
}

// Features lists what of XLSForm is understood, passed over and refused. The
// reader goes by this list, and docs/formats/xlsform.md is made from it.
func Features() []Feature { return slices.Clone(features) }

const (
	noPlace    = "places on earth are not asked: they give people away"
	noFile     = "files, pictures and sound are not collected: they carry more than people mean to tell"
	noDevice   = "nothing is collected about the respondent's device or hours"
	noOutside  = "there are no outside lists: put the choices into the sheet choices"
	noMedia    = "pictures, sound and video in questions are not shown yet"
	noXML      = "it writes into the XForm of other programs"
	noEntities = "entities would tie responses together in the open"
)

var features = []Feature{
	{Where: "types", Name: "select_one", Support: Supported, Note: "with a list; or_other adds a wording of one's own"},
	{Where: "types", Name: "select_multiple", Support: Supported, Note: "up to 64 choices"},
	{Where: "types", Name: "rank", Support: Supported, Note: "all or some, the first preferred most"},
	{Where: "types", Name: "integer", Support: Supported},
	{Where: "types", Name: "decimal", Support: Supported},
	{Where: "types", Name: "range", Support: Supported, Note: "a slider: parameters start, end, step, tick_labelset"},
	{Where: "types", Name: "text", Support: Supported, Note: "appearance multiline for several lines"},
	{Where: "types", Name: "date", Support: Supported, Note: "appearance month-year or year for less than a day"},
	{Where: "types", Name: "note", Support: Supported},
	{Where: "types", Name: "acknowledge", Support: Supported},
	{Where: "types", Name: "calculate", Support: Supported, Note: "a question without a label that has a calculation is one too"},
	{Where: "types", Name: "hidden", Support: Supported},
	{Where: "types", Name: "begin_group", Support: Supported, Note: "at the top level a page; inside a page a condition and a note"},
	{Where: "types", Name: "end_group", Support: Supported},
	{Where: "types", Name: "begin_repeat", Support: Supported, Note: "written out as pages, at most 50; not inside another repeat"},
	{Where: "types", Name: "end_repeat", Support: Supported},
	{Where: "types", Name: "time", Support: Refused, Note: "hours are not collected; ask with a list or a text"},
	{Where: "types", Name: "dateTime", Support: Refused, Note: "hours are not collected; ask for a date"},
	{Where: "types", Name: "geopoint", Support: Refused, Note: noPlace},
	{Where: "types", Name: "geotrace", Support: Refused, Note: noPlace},
	{Where: "types", Name: "geoshape", Support: Refused, Note: noPlace},
	{Where: "types", Name: "start-geopoint", Support: Refused, Note: noPlace},
	{Where: "types", Name: "background-geopoint", Support: Refused, Note: noPlace},
	{Where: "types", Name: "osm", Support: Refused, Note: noPlace},
	{Where: "types", Name: "image", Support: Refused, Note: noFile},
	{Where: "types", Name: "audio", Support: Refused, Note: noFile},
	{Where: "types", Name: "background-audio", Support: Refused, Note: noFile},
	{Where: "types", Name: "video", Support: Refused, Note: noFile},
	{Where: "types", Name: "file", Support: Refused, Note: noFile},
	{Where: "types", Name: "barcode", Support: Refused, Note: "there is nothing to scan on a web page"},
	{Where: "types", Name: "audit", Support: Refused, Note: noDevice},
	{Where: "types", Name: "start", Support: PassedOver, Note: noDevice + "; refused where something refers to it"},
	{Where: "types", Name: "end", Support: PassedOver, Note: noDevice + "; refused where something refers to it"},
	{Where: "types", Name: "today", Support: Supported, Note: "the day of the first page, as a calculate"},
	{Where: "types", Name: "deviceid", Support: PassedOver, Note: noDevice + "; refused where something refers to it"},
	{Where: "types", Name: "simserial", Support: PassedOver, Note: noDevice + "; refused where something refers to it"},
	{Where: "types", Name: "subscriberid", Support: PassedOver, Note: noDevice + "; refused where something refers to it"},
	{Where: "types", Name: "username", Support: PassedOver, Note: noDevice + "; refused where something refers to it"},
	{Where: "types", Name: "phonenumber", Support: PassedOver, Note: noDevice + "; refused where something refers to it"},
	{Where: "types", Name: "email", Support: PassedOver, Note: noDevice + "; refused where something refers to it"},
	{Where: "types", Name: "select_one_from_file", Support: Refused, Note: noOutside},
	{Where: "types", Name: "select_multiple_from_file", Support: Refused, Note: noOutside},
	{Where: "types", Name: "select_one_external", Support: Refused, Note: noOutside},
	{Where: "types", Name: "xml-external", Support: Refused, Note: noOutside},
	{Where: "types", Name: "csv-external", Support: Refused, Note: noOutside},
	{Where: "types", Name: "include", Support: Refused, Note: "a form is one file"},
	{Where: "types", Name: "begin_loop", Support: Refused, Note: "write the questions out, or use a repeat"},
	{Where: "types", Name: "end_loop", Support: Refused, Note: "write the questions out, or use a repeat"},

	{Where: "survey", Name: "type", Support: Supported},
	{Where: "survey", Name: "name", Support: Supported, Note: "up to 32 Latin letters, digits and _, as statistics programs take it; unique in the whole questionnaire"},
	{Where: "survey", Name: "label", Support: Supported, texts: true},
	{Where: "survey", Name: "hint", Support: Supported, texts: true},
	{Where: "survey", Name: "guidance_hint", Support: Supported, Note: "folded out on demand", texts: true},
	{Where: "survey", Name: "relevant", Support: Supported, Note: "may refer to what was asked before"},
	{Where: "survey", Name: "required", Support: Supported, Note: "yes, no or a condition; a reminder that can be passed"},
	{Where: "survey", Name: "required_message", Support: Supported, texts: true},
	{Where: "survey", Name: "constraint", Support: Supported},
	{Where: "survey", Name: "constraint_message", Support: Supported, texts: true},
	{Where: "survey", Name: "calculation", Support: Supported, Note: "of a calculate"},
	{Where: "survey", Name: "default", Support: Supported, Note: "a value or an expression"},
	{Where: "survey", Name: "choice_filter", Support: Supported, Note: "also for cascading selects"},
	{Where: "survey", Name: "parameters", Support: Supported, Note: "see below"},
	{Where: "survey", Name: "repeat_count", Support: Supported, Note: "without it the respondent is asked whether there is another"},
	{Where: "survey", Name: "appearance", Support: Supported, Note: "likert, minimal, multiline, month-year, year and others that pages know"},
	{Where: "survey", Name: "disabled", Support: Supported, Note: "the row is left out"},
	{Where: "survey", Name: "exclusive", Support: Supported, Ours: true, Note: "codes of a select_multiple that rule out all others"},
	{Where: "survey", Name: "other", Support: Supported, Ours: true, Note: "the code that asks for a wording of one's own, where it is not other"},
	{Where: "survey", Name: "nonanswers", Support: Supported, Ours: true, Note: "offered beside the answers: refused, dont_know, not_applicable"},
	{Where: "survey", Name: "sensitive", Support: Supported, Ours: true, Note: "yes: a subject that people fear"},
	{Where: "survey", Name: "carry", Support: Supported, Ours: true, Note: "yes: who comes back by phrase is asked from the answer on, as prev() in the next waves"},
	{Where: "survey", Name: "help", Support: Supported, Ours: true, Note: "yes: addresses of help stand beside it"},
	{Where: "survey", Name: "scale", Support: Supported, Ours: true, Note: "nominal, ordinal or interval, where it does not follow from the type"},
	{Where: "survey", Name: "reference", Support: Supported, Ours: true, Note: "reference period or source of the wording", texts: true},
	{Where: "survey", Name: "source", Support: Supported, Ours: true, Note: "the survey whose question this is, such as WVS 7 Q57"},
	{Where: "survey", Name: "target", Support: Supported, Ours: true, Note: "the variable with which the data are to be harmonised, such as ESS ppltrst"},
	{Where: "survey", Name: "another", Support: Supported, Ours: true, Note: "of a repeat: the question whether there is another", texts: true},
	{Where: "survey", Name: "trigger", Support: Refused, Note: "a calculate is made anew whenever something changes; once() keeps a value"},
	{Where: "survey", Name: "read_only", Support: Refused, Note: "show what is known in a note, by ${name}"},
	{Where: "survey", Name: "media", Support: Refused, Note: noMedia},
	{Where: "survey", Name: "image", Support: Refused, Note: noMedia},
	{Where: "survey", Name: "big-image", Support: Refused, Note: noMedia},
	{Where: "survey", Name: "audio", Support: PassedOver, Note: "sound is not played; refused where there is no label to read instead"},
	{Where: "survey", Name: "video", Support: Refused, Note: noMedia},
	{Where: "survey", Name: "autoplay", Support: PassedOver, Note: "no sound is played"},
	{Where: "survey", Name: "intent", Support: Refused, Note: "no other program is started"},
	{Where: "survey", Name: "save_to", Support: Refused, Note: noEntities},
	{Where: "survey", Name: "bind", Support: Refused, Note: noXML},
	{Where: "survey", Name: "body", Support: PassedOver, Note: "the look in other programs"},
	{Where: "survey", Name: "control", Support: PassedOver, Note: "the look in other programs"},
	{Where: "survey", Name: "instance", Support: Refused, Note: noXML},

	{Where: "parameters", Name: "randomize", Support: Supported, Note: "of a select or rank: choices in an order of chance, the same for a respondent every time; exclusive choices and other stay last"},
	{Where: "parameters", Name: "seed", Support: Supported, Note: "with randomize: questions with the same seed come in the same order"},
	{Where: "parameters", Name: "start", Support: Supported, Note: "of a range"},
	{Where: "parameters", Name: "end", Support: Supported, Note: "of a range"},
	{Where: "parameters", Name: "step", Support: Supported, Note: "of a range"},
	{Where: "parameters", Name: "tick_interval", Support: Supported, Note: "of a range"},
	{Where: "parameters", Name: "tick_labelset", Support: Supported, Note: "of a range: a list whose codes are points of the scale and whose labels stand beside them"},
	{Where: "parameters", Name: "placeholder", Support: PassedOver, Note: "of a range"},
	{Where: "parameters", Name: "rows", Support: PassedOver, Note: "of a text"},
	{Where: "parameters", Name: "max", Support: Supported, Ours: true, Note: "of a repeat: how many times at most, 10 where it is not said"},
	{Where: "parameters", Name: "sum", Support: Supported, Ours: true, Note: "of a group: the numbers asked in it add up to this"},

	{Where: "choices", Name: "list_name", Support: Supported},
	{Where: "choices", Name: "name", Support: Supported},
	{Where: "choices", Name: "label", Support: Supported, texts: true},
	{Where: "choices", Name: "any other column", Support: Supported, Note: "for choice_filter; passed over where no filter uses it"},
	{Where: "choices", Name: "media", Support: Refused, Note: noMedia},
	{Where: "choices", Name: "image", Support: Refused, Note: noMedia},
	{Where: "choices", Name: "big-image", Support: Refused, Note: noMedia},
	{Where: "choices", Name: "audio", Support: Refused, Note: noMedia},
	{Where: "choices", Name: "video", Support: Refused, Note: noMedia},

	{Where: "settings", Name: "form_id", Support: Supported},
	{Where: "settings", Name: "version", Support: Supported},
	{Where: "settings", Name: "default_language", Support: Supported},
	{Where: "settings", Name: "form_title", Support: Supported, texts: true},
	{Where: "settings", Name: "allow_choice_duplicates", Support: Refused, Note: "two choices with one code cannot be told apart in the data"},
	{Where: "settings", Name: "public_key", Support: PassedOver, Note: "answers are sealed with the keys of the study"},
	{Where: "settings", Name: "submission_url", Support: PassedOver, Note: "answers go to the field of the study"},
	{Where: "settings", Name: "name", Support: PassedOver, quiet: true},
	{Where: "settings", Name: "style", Support: PassedOver, quiet: true},
	{Where: "settings", Name: "instance_name", Support: PassedOver, quiet: true},
	{Where: "settings", Name: "instance_id", Support: PassedOver, quiet: true},
	{Where: "settings", Name: "auto_send", Support: PassedOver, quiet: true},
	{Where: "settings", Name: "auto_delete", Support: PassedOver, quiet: true},

	{Where: "parameters", Name: "count", Support: Supported, Ours: true, Note: "of a list experiment: the question how many statements apply"},
	{Where: "parameters", Name: "tasks", Support: Supported, Ours: true, Note: "of vignettes and of a conjoint: how many a person gets"},
	{Where: "parameters", Name: "profiles", Support: Supported, Ours: true, Note: "of a conjoint: how many to choose between, 2 where it is not said"},

	{Where: "experiments", Name: "type", Support: Supported, Ours: true, Note: "split, order, list, vignette or conjoint; below it arm, element, statement, sensitive, attribute, level, restriction"},
	{Where: "experiments", Name: "name", Support: Supported, Ours: true, Note: "of the experiment, and of each part of it"},
	{Where: "experiments", Name: "label", Support: Supported, Ours: true, Note: "of an arm, statement, attribute or level, in every language", texts: true},
	{Where: "experiments", Name: "share", Support: Supported, Ours: true, Note: "of an arm, in proportion to the others"},
	{Where: "experiments", Name: "parameters", Support: Supported, Ours: true, Note: "count, tasks, profiles"},
	{Where: "experiments", Name: "constraint", Support: Supported, Ours: true, Note: "of a restriction: what every profile meets"},

	{Where: "sheets", Name: "survey", Support: Supported},
	{Where: "sheets", Name: "choices", Support: Supported},
	{Where: "sheets", Name: "settings", Support: Supported},
	{Where: "sheets", Name: "experiments", Support: Supported, Ours: true, Note: "what chance decides, see [experiments](../experiments.md)"},
	{Where: "sheets", Name: "any other sheet", Support: PassedOver, Note: "kept in the file"},
	{Where: "sheets", Name: "external_choices", Support: Refused, Note: noOutside},
	{Where: "sheets", Name: "entities", Support: Refused, Note: noEntities},
	{Where: "sheets", Name: "osm", Support: Refused, Note: noPlace},
}

// feature finds what is known of a name.
func feature(where, name string) (Feature, bool) {
	for _, f := range features {
		if f.Where == where && strings.EqualFold(f.Name, name) {
			return f, true
		}
	}
	return Feature{}, false
}

// Texts lists the columns of a sheet that there are for each language.
func Texts(sheet string) []string {
	var families []string
	for _, f := range features {
		if f.Where == sheet && f.texts {
			families = append(families, f.Name)
		}
	}
	return families
}
