package instrument

import (
	"fmt"
	"regexp"
	"slices"
	"sojourn/study/phrasebook"
	"strings"
	"unicode"
)

// nameForm is what every program that analyses the data can take as the name
// of a variable: SPSS, Stata, R and a column of a table.
var nameForm = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]{0,31}$`)

// contactWords are parts of names under which people are asked for an address.
var contactWords = []string{"email", "mail", "phone", "tel", "telephone", "mobile", "telegram", "whatsapp", "signal", "viber", "instagram", "facebook", "contact", "address", "surname", "fullname", "passport"}

// reservedPages are last parts of addresses that respondents' pages have beside
// the pages of the questionnaire.
var reservedPages = []string{"done"}

// allNames checks the names of pages and items and remembers the order of items.
func (c *checker) allNames() {
	pages, items := map[string]bool{}, map[string]string{}
	for _, x := range c.in.Experiments {
		c.drawnNames(items, x)
	}
	for _, p := range c.in.Pages {
		if own := len(p.Items) == 1 && p.Items[0].Name == p.Name && p.Items[0].Source == p.Source; !own { // else it is told of the item
			c.name(p.Name, p.Source)
		}
		if slices.Contains(reservedPages, strings.ToLower(p.Name)) {
			c.fail("reserved-name", p.Source, "name", fmt.Sprintf("the page cannot be named %q, which is an address of its own on respondents' pages", p.Name), "choose another name, such as page_"+p.Name)
		}
		if pages[p.Name] {
			c.fail("duplicate-name", p.Source, "name", fmt.Sprintf("two pages are named %q", p.Name), "give each a name of its own")
		} else {
			pages[p.Name] = true
		}
		for _, i := range p.Items {
			c.name(i.Name, i.Source)
			c.contact(i)
			for _, name := range i.fields() {
				c.claim(items, name, i)
			}
			c.order(i)
		}
	}
}

// order remembers where an item stands and, of a name taken twice, where it
// stands first.
func (c *checker) order(i *Item) {
	here := 2 * len(c.places)
	c.places[i] = here
	if _, again := c.names[i.Name]; !again {
		c.names[i.Name], c.items[i.Name] = here, i
	}
	for _, name := range i.companions() {
		c.names[name] = here + 1
	}
}

// fields are the names that the item takes up, on its page and in the data.
func (i *Item) fields() []string {
	names := append([]string{i.Name}, i.companions()...)
	if i.Type == Date {
		names = append(names, i.Name+"_year", i.Name+"_month", i.Name+"_day")
	}
	return names
}

// claim takes a name, in any case of its letters, for an item.
func (c *checker) claim(taken map[string]string, name string, i *Item) {
	key := strings.ToLower(name)
	if i.Type == Note { // no variable
		key = name
	}
	owner, again := taken[key]
	if !again {
		taken[key] = name
		return
	}
	what := fmt.Sprintf("the name %q is taken twice", name)
	if owner != name {
		what = fmt.Sprintf("the names %q and %q differ only by capitals", owner, name)
	}
	c.fail("duplicate-name", i.Source, "name", what, "give each item a name of its own; a wording of one's own takes NAME_other, a date NAME_year, NAME_month and NAME_day, a ranking NAME_rank_1 and so on, a repeat NAME_1 and so on")
}

func (c *checker) name(name string, at Place) {
	switch {
	case name == "":
		c.fail("no-name", at, "name", "there is no name", "give it one, such as life_sat")
	case !nameForm.MatchString(name) || strings.HasPrefix(name, "__"):
		c.fail("name", at, "name", fmt.Sprintf("the name %q is not usable", name),
			"use up to 32 Latin letters, digits and _, a letter first"+SuchAs(name))
	}
}

// SuchAs ends advice about a name that cannot be used with one like it that can,
// such as vozrast for возраст; it says nothing where there is none.
func SuchAs(name string) string {
	words := strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Mn, r) })
	for i, word := range words {
		words[i] = phrasebook.Latin(word)
	}
	like := strings.Trim(strings.Join(words, "_"), "_")
	like = strings.TrimRight(like[:min(len(like), 32)], "_")
	if like == name || !nameForm.MatchString(like) {
		return ""
	}
	return ", such as " + like
}

// contactPhrases are how a label asks for it, in any of its languages.
var contactPhrases = regexp.MustCompile(`(?i)\b(e-?mail|phone number|your phone|your (full )?name|surname|passport|date of birth|home address|postal address|telegram|whatsapp)\b` +
	`|электронн\S+ (почт|адрес)|номер\S* телефон|ваш\S* телефон|фамили|ваше имя|как вас зовут|паспорт|дат\S+ рождени|домашн\S+ адрес|почтов\S+ адрес|телеграм|ватсап`)

// contact warns of items that ask for an address, a name or a document among
// the answers.
func (c *checker) contact(i *Item) {
	if !i.Asks() || i.Chooses() || i.Type == Acknowledge {
		return
	}
	asks := slices.ContainsFunc(strings.Split(strings.ToLower(i.Name), "_"), func(word string) bool { return slices.Contains(contactWords, word) })
	for _, label := range i.Label {
		asks = asks || contactPhrases.MatchString(label)
	}
	if asks {
		c.warn("contact", i.Source, "name", fmt.Sprintf("%q looks as if it asked for a contact or another sign of who it is among the answers", i.Name),
			"leave contacts to the contact page, where they are sealed apart from answers; ask for no name, document or day of birth")
	}
}
