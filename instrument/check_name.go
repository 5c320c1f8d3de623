package instrument

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// nameForm is what every program that analyses the data can take as the name
// of a variable: SPSS, Stata, R and a column of a table.
var nameForm = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]{0,31}$`)

// contactWords are parts of names under which people are asked for an address.
var contactWords = []string{"email", "mail", "phone", "tel", "telephone", "mobile", "telegram", "whatsapp", "signal", "viber", "instagram", "facebook", "contact", "address", "surname", "fullname", "passport"}

// allNames checks the names of pages and items and remembers the order of items.
func (c *checker) allNames() {
	pages, items := map[string]bool{}, map[string]string{}
	for _, p := range c.in.Pages {
		c.name(p.Name, p.Source)
		if lower := strings.ToLower(p.Name); pages[lower] {
			c.fail("duplicate-name", p.Source, "name", fmt.Sprintf("two pages are named %q", p.Name), "give each a name of its own")
		} else {
			pages[lower] = true
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
		c.names[i.Name] = here
	}
	if i.Other != "" {
		c.names[i.OtherName()] = here + 1
	}
}

// fields are the names that the item takes up, on its page and in the data.
func (i *Item) fields() []string {
	names := []string{i.Name}
	if i.Other != "" {
		names = append(names, i.OtherName())
	}
	if i.Type == Date {
		names = append(names, i.Name+"_year", i.Name+"_month", i.Name+"_day")
	}
	return names
}

// claim takes a name, in any case of its letters, for an item.
func (c *checker) claim(taken map[string]string, name string, i *Item) {
	owner, again := taken[strings.ToLower(name)]
	if !again {
		taken[strings.ToLower(name)] = name
		return
	}
	what := fmt.Sprintf("the name %q is taken twice", name)
	if owner != name {
		what = fmt.Sprintf("the names %q and %q differ only by capitals", owner, name)
	}
	c.fail("duplicate-name", i.Source, "name", what, "give each item a name of its own; a wording of one's own takes NAME_other, a date NAME_year, NAME_month and NAME_day")
}

func (c *checker) name(name string, at Place) {
	switch {
	case name == "":
		c.fail("no-name", at, "name", "there is no name", "give it one, such as life_sat")
	case !nameForm.MatchString(name) || strings.HasPrefix(name, "__"):
		c.fail("name", at, "name", fmt.Sprintf("the name %q is not usable", name),
			"use up to 32 Latin letters, digits and _, a letter first")
	}
}

// contact warns of items that ask for an address among the answers.
func (c *checker) contact(i *Item) {
	if !i.Asks() || i.Type == SelectOne || i.Type == SelectMultiple || i.Type == Acknowledge {
		return
	}
	for word := range strings.SplitSeq(strings.ToLower(i.Name), "_") {
		if slices.Contains(contactWords, word) {
			c.warn("contact", i.Source, "name", fmt.Sprintf("%q looks as if it asked for a contact among the answers", i.Name),
				"leave contacts to the contact page, where they are sealed apart from answers")
			return
		}
	}
}
