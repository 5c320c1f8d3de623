package respond

import "html/template"

// blocks writes the questions of a page.
func blocks(bs []block) template.HTML {
	var w sheet
	for n := range bs {
		switch b := &bs[n]; {
		case len(b.Heads) > 0:
			w.rows(b)
		case b.Sum != nil:
			w.sums(b)
		default:
			w.questions(b)
		}
	}
	return w.html()
}

// rows writes questions that a wide screen shows as a table.
func (w *sheet) rows(b *block) {
	w.put(`<div class="rows">` + "\n" + `<div class="heads" aria-hidden="true"><div>`)
	for _, head := range b.Heads {
		w.put(`<span>`, string(head.Label), `</span>`)
	}
	w.put("</div></div>\n")
	w.questions(b)
	w.put("</div>\n")
}

// sums writes questions whose numbers are to add up.
func (w *sheet) sums(b *block) {
	w.put(`<div class="sums" role="group"`)
	w.has("aria-labelledby", b.Sum.ID)
	w.put(">\n" + `<p class="hint"`)
	w.has("id", b.Sum.ID)
	w.put(`>`, string(b.Sum.Asks), "</p>\n")
	w.questions(b)
	if b.Sum.Now != "" {
		w.put(`<p class="total`)
		if b.Sum.Off {
			w.put(` off`)
		}
		w.put(`">`, string(b.Sum.Now), "</p>\n")
	}
	w.put("</div>\n")
}

func (w *sheet) questions(b *block) {
	for n := range b.Items {
		w.question(&b.Items[n])
	}
}

// question writes one question with its control.
func (w *sheet) question(a *asked) {
	switch {
	case a.Control == noteControl:
		w.note(a)
	case a.Group():
		w.group(a)
	default:
		w.single(a)
	}
}

// begin opens the element around a question.
func (w *sheet) begin(element string, a *asked) {
	w.put(`<`, element, ` class="item`)
	if a.Fault != "" {
		w.put(` faulty`)
	}
	w.put(`"`)
	w.has("id", a.ID)
}

func (w *sheet) note(a *asked) {
	w.begin("div", a)
	w.put(">\n")
	if a.Label != "" {
		w.put(`<p>`, string(a.Label), `</p>`)
	}
	w.paragraphs(`<p>`, a.More, `</p>`)
	w.paragraphs(`<p class="fine">`, a.Hints, `</p>`)
	w.guide(a)
	w.put("\n</div>\n")
}

// group writes a question whose control is of several elements.
func (w *sheet) group(a *asked) {
	w.begin("fieldset", a)
	if ids := a.Describes(); ids != "" {
		w.has("aria-describedby", ids)
	}
	w.put(">\n" + `<legend class="q">`)
	w.label(a)
	w.put("</legend>\n")
	w.about(a)
	if len(a.Choices) > 0 || len(a.Parts) > 0 {
		w.choices(a)
	}
	w.none(a)
	if a.OneOf() {
		w.put(`<label class="undo"`)
		w.has("for", a.ID+"-undo")
		w.put(`>`)
		w.input("radio", a.ID+"-undo", a.Name, "", false)
		w.put(`<span class="t">`, string(a.Say("undo")), "</span></label>\n")
	}
	w.put("</fieldset>\n")
}

// choices writes the elements of a group.
func (w *sheet) choices(a *asked) {
	w.put(`<div class="options`)
	if a.Scale {
		w.put(` scale`)
	}
	if a.Long() {
		w.put(` long`)
	}
	w.put(`">` + "\n")
	switch {
	case a.Control == rankControl:
		w.rank(a)
	case len(a.Parts) > 0:
		w.parts("parts", a.Parts)
	case a.Control == stripControl && !a.Words():
		w.strip(a)
	default:
		w.boxes(a.Kind(), a.Name, a.Choices)
	}
	w.put("</div>\n")
}

// strip writes the points of a scale side by side.
func (w *sheet) strip(a *asked) {
	w.put(`<div class="strip">`)
	for _, c := range a.Choices {
		w.put(`<label class="cell"`)
		w.has("for", c.ID)
		w.put(`>`)
		w.input("radio", c.ID, a.Name, c.Value, c.Checked)
		w.put(`<span>`)
		w.text(c.Point)
		w.put(`</span>`)
		if c.Label != "" {
			w.put(` <span class="hidden">`, string(c.Label), `</span>`)
		}
		w.put(`</label>`)
	}
	w.put("</div>\n" + `<div class="ends" aria-hidden="true">`)
	for _, e := range a.Ends {
		w.put(`<span>`, string(e.Label), `</span>`)
	}
	w.put("</div>\n")
}

// rank writes a menu for each place.
func (w *sheet) rank(a *asked) {
	w.parts("places", a.Parts)
	if len(a.Rest) == 0 {
		return
	}
	w.put(`<details class="guide"`)
	if a.Unfold {
		w.put(` open`)
	}
	w.put(`><summary>`, string(a.Say("rank.more")), `</summary>`)
	w.parts("places", a.Rest)
	w.put("</details>\n")
}

func (w *sheet) parts(class string, parts []part) {
	w.put(`<div class="`, class, `">`)
	for _, p := range parts {
		w.put(`<div class="part"><label`)
		w.has("for", p.ID)
		w.put(`>`)
		w.text(p.Label)
		w.put("</label>\n" + `<select`)
		w.has("id", p.ID)
		w.has("name", p.Name)
		w.put(` autocomplete="off">` + "\n" + `<option value="">–</option>` + "\n")
		w.options(p.Choices)
		w.put("</select></div>\n")
	}
	w.put("</div>\n")
}

// none writes the reasons for no answer, apart from the answers.
func (w *sheet) none(a *asked) {
	if len(a.None) == 0 {
		return
	}
	w.put(`<div class="none" role="group"`)
	w.has("aria-label", a.Word("nonanswers"))
	w.put(">\n")
	kind := "checkbox"
	if a.OneOf() {
		kind = "radio"
	}
	w.boxes(kind, a.Name, a.None)
	w.put("</div>\n")
}

// single writes a question whose control is one element.
func (w *sheet) single(a *asked) {
	w.begin("div", a)
	w.put(">\n" + `<label class="q"`)
	w.has("for", a.ID+"-in")
	w.has("id", a.ID+"-q")
	w.put(`>`)
	w.label(a)
	w.put("</label>\n")
	w.about(a)
	switch a.Control {
	case menuControl:
		w.menu(a)
	case linesControl:
		w.put(`<textarea`)
		w.control(a)
		w.put(` rows="5" dir="auto" autocomplete="off">` + "\n") // a first line break is none of the content
		w.text(a.Value)
		w.put("</textarea>\n")
		w.none(a)
	default:
		w.line(a)
		w.none(a)
	}
	w.put("</div>\n")
}

func (w *sheet) label(a *asked) {
	w.put(string(a.Label))
	w.paragraphs(`<span class="more">`, a.More, `</span>`)
}

// control writes what every control that is one element has.
func (w *sheet) control(a *asked) {
	w.has("id", a.ID+"-in")
	w.has("name", a.Name)
	if ids := a.Describes(); ids != "" {
		w.has("aria-describedby", ids)
	}
	if a.Fault != "" {
		w.put(` aria-invalid="true"`)
	}
}

func (w *sheet) menu(a *asked) {
	w.put(`<div class="short"><select`)
	w.control(a)
	w.put(` autocomplete="off">` + "\n" + `<option value="">`)
	w.text(a.Word("choose"))
	w.put("</option>\n")
	w.options(a.Choices)
	if len(a.None) > 0 {
		w.put(`<optgroup`)
		w.has("label", a.Word("nonanswers"))
		w.put(">\n")
		w.options(a.None)
		w.put("</optgroup>\n")
	}
	w.put("</select></div>\n")
	if a.Specify != nil {
		w.specify(a.Specify)
	}
}

// line writes a line for a number or a few words, under the ends of its scale
// where it has one.
func (w *sheet) line(a *asked) {
	if len(a.Ends) > 0 {
		w.put(`<div class="ends drawn"`)
		w.has("id", a.ID+"-ends")
		w.put(`>`)
		for _, e := range a.Ends {
			w.put(`<span><b>`)
			w.text(e.Point)
			w.put(`</b>`)
			if e.Label != "" {
				w.put(` `, string(e.Label))
			}
			w.put(`</span>`)
		}
		w.put("</div>\n")
	}
	w.put(`<input type="text"`)
	w.control(a)
	w.has("value", a.Value)
	w.put(` autocomplete="off"`)
	if a.Mode != "" {
		w.put(` class="number"`)
		w.has("inputmode", a.Mode)
		w.put(` dir="ltr">` + "\n")
	} else {
		w.put(` dir="auto">` + "\n")
	}
}
