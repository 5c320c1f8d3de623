package instrument

import (
	"fmt"
	"strings"

	"sojourn/dataset"
	"sojourn/study"
)

// A wording is one text of an item with the column that it stands in.
type wording struct {
	text       study.Text
	column, of string
}

// wordings lists the texts of an item that respondents read.
func (i *Item) wordings() []wording {
	return []wording{
		{i.Label, "label", "label"}, {i.Hint, "hint", "hint"}, {i.Guidance, "guidance_hint", "guidance"},
		{i.ConstraintMessage, "constraint_message", "constraint message"}, {i.RequiredMessage, "required_message", "reminder"},
	}
}

// translated checks that a text which is there at all is there in every
// language of the questionnaire.
func (c *checker) translated(text study.Text, at Place, column, of string) {
	if len(text) == 0 {
		return
	}
	for _, lang := range c.in.Languages {
		if strings.TrimSpace(text[lang]) == "" {
			c.warn("missing-translation", at, column+"::"+string(lang), fmt.Sprintf("%s has no wording in %s", of, lang), "translate it")
		}
	}
}

// sameChoices checks that a reader can tell the choices of a list apart, and
// that each has a label to read.
func (c *checker) sameChoices(l *dataset.CodeList, lang study.Lang) {
	seen := map[string]string{}
	for n, category := range l.Categories {
		label := normal(category.Label[lang])
		at := c.choiceRow(l.Name, n)
		if label == "" {
			c.warn("missing-translation", at, "label::"+string(lang), fmt.Sprintf("the choice %q of the list %q has no label in %s", category.Code, l.Name, lang), "write it")
			continue
		}
		if other, again := seen[label]; again {
			c.warn("duplicate-label", at, "label::"+string(lang), fmt.Sprintf("the choices %q and %q of the list %q read the same", other, category.Code, l.Name),
				"word them differently, or join them")
		}
		seen[label] = category.Code
	}
}

// sameLabels warns of items of one page that read the same.
func (c *checker) sameLabels(p *Page) {
	for _, lang := range c.in.Languages {
		seen := map[string]string{}
		for _, i := range p.Items {
			label := normal(i.Label[lang])
			if label == "" || !i.Asks() {
				continue
			}
			if other, again := seen[label]; again {
				c.warn("duplicate-label", i.Source, "label::"+string(lang), fmt.Sprintf("%q and %q on the page %q read the same", other, i.Name, p.Name),
					"word them differently, unless no respondent sees both")
			}
			seen[label] = i.Name
		}
	}
}

// normal is a label as a hasty reader sees it.
func normal(label string) string {
	return strings.ToLower(strings.Join(strings.Fields(label), " "))
}
