package respond

import (
	"html/template"
	"slices"
	"strconv"
	"strings"

	"sojourn/dataset"
	"sojourn/instrument"
)

// An asked item is one question as the page shows it, see [sheet.question]. Its control is one of a
// few, named below.
type asked struct {
	*frame
	ID      string // of the element and, with endings, of its parts
	Name    string // under which the answer is posted
	Control string
	Label   template.HTML
	More    []template.HTML // further paragraphs of the label
	Hints   []template.HTML
	Guide   []template.HTML // a longer explanation, folded
	Fault   template.HTML
	Choices []choice
	Multi   bool     // any number of the choices
	Scale   bool     // the choices are steps of a scale
	Follows bool     // the choices follow from an answer on this same page
	None    []choice // reasons for no answer, kept apart from the answers
	Value   string
	Mode    string // which keys a phone should show
	Parts   []part
	Rest    []part // places of a ranking that few people fill, folded
	Unfold  bool   // one of them is filled
	Ends    []end  // the ends of a scale of numbers
	Summed  string // id of the line that says what the numbers make together
	Specify *specify
}

// A choice is one category, or one reason for no answer.
type choice struct {
	ID, Value string
	Label     template.HTML
	Plain     string // the label in a menu, which takes no markup
	Point     string // the number that it stands for on a scale
	Checked   bool
	Own       bool // asks for a wording of one's own
	Specify   *specify
}

// A specify is the line for the wording of "other", beside a menu or beside
// the choice of a list.
type specify struct {
	*frame
	ID, Name, Value string
	Choice          template.HTML
}

// A control is how an item is answered.
const (
	listControl   = "list"
	menuControl   = "menu"
	lineControl   = "line"
	linesControl  = "lines"
	partsControl  = "parts" // a date: a menu for each part
	rankControl   = "rank"  // a menu for each place
	stripControl  = "strip" // points of a scale side by side
	noteControl   = "note"
	acceptControl = "accept"
)

// A list of more categories than this becomes a menu, whatever the sheet says.
const longList = 20

// ask prepares an item with what was given to it so far.
func (p *questions) ask(i *instrument.Item) (asked, error) {
	a := asked{frame: p.frame, ID: "q-" + i.Name, Name: i.Name, Control: controlOf(i), Multi: i.Type == instrument.SelectMultiple,
		Scale: i.Type == instrument.SelectOne && appears(i, "likert"), Follows: p.follows(i), Fault: p.faults[i.Name], Summed: p.summed[i.Name]}
	if label := p.filled(i.Label); len(label) > 0 {
		a.Label, a.More = label[0], label[1:]
	}
	a.Hints, a.Guide = p.hints(i, a), p.filled(i.Guidance)
	given := p.given[i.Name]
	var err error
	switch a.Control {
	case listControl, menuControl:
		a.Choices, err = p.choices(i, given)
		p.placeOther(i, &a)
	case rankControl:
		err = p.places(i, &a)
	case partsControl:
		a.Parts = p.parts(i)
	case stripControl:
		a.Ends, a.Choices = p.ends(i), p.points(i, first(given))
	case acceptControl:
		a.Choices = []choice{{ID: a.ID + "-1", Value: instrument.Acknowledged, Label: p.Say("acknowledge"), Checked: first(given) != ""}}
	default:
		a.Ends, a.Value, a.Mode = p.ends(i), first(given), modeOf(i)
	}
	a.None = p.reasons(i, given)
	return a, err
}

func controlOf(i *instrument.Item) string {
	switch i.Type {
	case instrument.SelectOne:
		if appears(i, "minimal") || len(categories(i)) > longList {
			return menuControl
		}
		return listControl
	case instrument.SelectMultiple:
		return listControl
	case instrument.Rank:
		return rankControl
	case instrument.Range:
		if shortScale(i) {
			return stripControl
		}
	case instrument.Note:
		return noteControl
	case instrument.Acknowledge:
		return acceptControl
	case instrument.Date:
		return partsControl
	case instrument.Text:
		if appears(i, "multiline") {
			return linesControl
		}
	}
	return lineControl
}

// appears reports whether the item's appearance has the word.
func appears(i *instrument.Item, word string) bool {
	return slices.Contains(strings.Fields(i.Appearance), word)
}

// categories of an item's list; none where it has no list.
func categories(i *instrument.Item) []dataset.Category {
	if i.Codes == nil {
		return nil
	}
	return i.Codes.Categories
}

// modeOf names the keys that a phone should show; those with digits alone
// often lack the sign for numbers below zero.
func modeOf(i *instrument.Item) string {
	switch {
	case i.Type == instrument.Integer:
		return "numeric"
	case i.Type == instrument.Range && i.Slider != nil && min(i.Slider.Start, i.Slider.End) < 0:
		return "text"
	case i.Type == instrument.Decimal, i.Type == instrument.Range:
		return "decimal"
	}
	return ""
}

// hints are what stands between a question and its answers.
func (p *questions) hints(i *instrument.Item, a asked) []template.HTML {
	hints := p.filled(i.Hint)
	if len(hints) == 0 && a.Multi {
		hints = append(hints, p.Say("multiple"))
	}
	switch {
	case i.Type == instrument.Text:
		hints = append(hints, p.Say("names"))
	case a.Control == rankControl:
		hints = append(hints, p.Say("rank.hint"))
	case i.Type == instrument.Range && a.Control == lineControl:
		hints = append(hints, p.between(i))
	}
	if i.Sensitive {
		hints = append(hints, p.Say("sensitive"))
	}
	return hints
}

// A reason for no answer is posted under the item's own name with this mark.
const reasonMark = "~"

func isReason(value string) bool { return strings.HasPrefix(value, reasonMark) }

func (p *questions) reasons(i *instrument.Item, given []string) []choice {
	var none []choice
	for n, m := range i.NonAnswers {
		value := reasonMark + m.String()
		none = append(none, choice{ID: "q-" + i.Name + "-none-" + strconv.Itoa(n+1), Value: value,
			Label: p.Say("answer." + m.String()), Plain: p.Word("answer." + m.String()), Checked: slices.Contains(given, value)})
	}
	return none
}

// first is the value of a control that takes one; reasons stand beside it.
func first(given []string) string {
	for _, v := range given {
		if !isReason(v) {
			return v
		}
	}
	return ""
}

// FirstID is the element to which a fault of the item leads.
func (a asked) FirstID() string {
	switch {
	case a.Control == menuControl || a.Control == lineControl || a.Control == linesControl:
		return a.ID + "-in"
	case len(a.Parts) > 0:
		return a.Parts[0].ID
	case len(a.Choices) > 0:
		return a.Choices[0].ID
	}
	return a.ID
}

// Group reports whether the item's control is of several elements, which are
// then held together by a fieldset.
func (a asked) Group() bool {
	switch a.Control {
	case listControl, partsControl, rankControl, stripControl, acceptControl:
		return true
	}
	return false
}

// OneOf reports whether a reason is chosen in the place of a choice.
func (a asked) OneOf() bool {
	return a.Control == listControl && !a.Multi || a.Control == stripControl
}

// Kind is the type of the inputs that stand for the choices.
func (a asked) Kind() string {
	if a.Multi || a.Control == acceptControl {
		return "checkbox"
	}
	return "radio"
}

// Bare reports whether there is no choice yet but that for a wording of one's own.
func (a asked) Bare() bool {
	return !slices.ContainsFunc(a.Choices, func(c choice) bool { return !c.Own })
}

// Long reports whether the scale has so many steps that they want room.
func (a asked) Long() bool { return a.Scale && len(a.Choices) > 7 }

// Describes lists the elements that explain the control, for those who hear
// the page.
func (a asked) Describes() string {
	var ids []string
	for n := range a.Hints {
		ids = append(ids, a.ID+"-hint-"+strconv.Itoa(n))
	}
	if len(a.Ends) > 0 && a.Control == lineControl {
		ids = append(ids, a.ID+"-ends")
	}
	if a.Summed != "" {
		ids = append(ids, a.Summed)
	}
	if a.Fault != "" {
		ids = append(ids, a.ID+"-fault")
	}
	return strings.Join(ids, " ")
}
