package instrument

import (
	"fmt"
	"strings"
)

// drawnNames takes the names of what an experiment draws. It is all there before
// the first page.
func (c *checker) drawnNames(taken map[string]string, x *Experiment) {
	for _, v := range x.Variables() {
		c.name(v.Name, x.Source)
		key := strings.ToLower(v.Name)
		if _, again := taken[key]; again {
			c.fail("duplicate-name", x.Source, "name", fmt.Sprintf("the name %q is taken twice", v.Name), "give each experiment a name of its own; it takes NAME and names that begin with NAME_")
		}
		taken[key] = v.Name
		c.names[v.Name] = -1
	}
}

// experiment checks one experiment by itself, and that something comes of it.
func (c *checker) experiment(x *Experiment) {
	c.translated(x.Label, x.Source, "label", fmt.Sprintf("the experiment %q", x.Name))
	switch x.Kind {
	case Split:
		c.splitArms(x)
	case Order:
		c.drawnOrder(x)
	case List:
		c.statements(x)
	case Vignette, Conjoint:
		c.profiles(x)
	default:
		c.faulty(x, "type", fmt.Sprintf("there is no experiment of type %q", x.Kind), "write split, order, list, vignette or conjoint")
	}
	if x.Kind != Order && !c.mentioned(x) {
		c.warn("idle-experiment", x.Source, "name", fmt.Sprintf("nothing in the questionnaire depends on the experiment %q", x.Name), "refer to it in a condition or a wording, or take it out")
	}
}

func (c *checker) faulty(x *Experiment, column, what, do string) {
	c.fail("experiment", x.Source, column, what, do)
}

func (c *checker) splitArms(x *Experiment) {
	if len(x.Arms) < 2 {
		c.faulty(x, "type", fmt.Sprintf("the experiment %q has %d arms", x.Name, len(x.Arms)), "write at least two rows of type arm below it")
	}
	c.armCodes(x)
}

func (c *checker) armCodes(x *Experiment) {
	seen := map[string]bool{}
	for _, a := range x.Arms {
		if a.Code == "" || seen[a.Code] || strings.ContainsAny(a.Code, " ~'\"") {
			c.faulty(x, "name", fmt.Sprintf("the name %q in the experiment %q is not usable or stands twice", a.Code, x.Name), "give each row below it a name of its own without spaces")
		}
		if a.Share < 0 {
			c.faulty(x, "share", fmt.Sprintf("the arm %q has a share below nothing", a.Code), "write a number such as 1 or 0.5")
		}
		c.translated(a.Label, x.Source, "label", fmt.Sprintf("%q of the experiment %q", a.Code, x.Name))
		seen[a.Code] = true
	}
}

// statements checks a list experiment: a ceiling of few statements gives away
// those to whom all of them apply.
func (c *checker) statements(x *Experiment) {
	sensitive, harmless := 0, 0
	for _, a := range x.Arms {
		if a.Sensitive {
			sensitive++
		} else {
			harmless++
		}
		if len(a.Label) == 0 {
			c.faulty(x, "label", fmt.Sprintf("the statement %q has no wording", a.Code), "write it")
		}
	}
	c.armCodes(x)
	switch {
	case sensitive != 1 || harmless < 2:
		c.faulty(x, "type", fmt.Sprintf("the list %q has %d sensitive statements and %d others", x.Name, sensitive, harmless), "write one row of type sensitive and at least two, better four, of type statement")
	case harmless < 3:
		c.warn("short-list", x.Source, "type", fmt.Sprintf("the list %q has only %d harmless statements; whoever counts all gives the sensitive one away", x.Name, harmless), "add statements, one that hardly applies to anybody among them")
	}
	i := c.items[x.Count]
	if i == nil || i.Type != Integer && i.Type != SelectOne && i.Type != Range {
		c.faulty(x, "parameters", fmt.Sprintf("it is not said which item asks how many statements of %q apply", x.Name), "write count=NAME, the name of an integer, a range or a select_one")
	}
}

// maxTried is the number of profiles that are tried against restrictions.
const maxTried = 100_000

// Limits of what one person can be asked, and of the names that it makes.
const (
	maxTasks    = 20
	maxProfiles = 4
)

func (c *checker) profiles(x *Experiment) {
	if len(x.Attributes) < 2 {
		c.faulty(x, "type", fmt.Sprintf("the experiment %q has %d attributes", x.Name, len(x.Attributes)), "write at least two rows of type attribute below it, each followed by its levels")
		return
	}
	if x.Tasks < 1 || x.Tasks > maxTasks || x.Kind == Conjoint && (x.Profiles < 2 || x.Profiles > maxProfiles) {
		c.faulty(x, "parameters", fmt.Sprintf("the experiment %q cannot be asked with tasks=%d profiles=%d", x.Name, x.Tasks, x.Profiles),
			fmt.Sprintf("write tasks from 1 to %d and, of a conjoint, profiles from 2 to %d", maxTasks, maxProfiles))
		return
	}
	names := map[string]bool{}
	for _, a := range x.Attributes {
		if len(a.Levels) < 2 || names[a.Name] {
			c.faulty(x, "type", fmt.Sprintf("the attribute %q of %q has fewer than two levels or stands twice", a.Name, x.Name), "give each attribute a name and at least two rows of type level")
			return
		}
		names[a.Name] = true
		c.translated(a.Label, x.Source, "label", fmt.Sprintf("the attribute %q of %q", a.Name, x.Name))
		c.levels(x, a)
	}
	for _, e := range x.Restrictions {
		for _, name := range e.Names() {
			if !names[name] {
				c.faulty(x, "constraint", fmt.Sprintf("a restriction of %q names %q, which is none of its attributes", x.Name, name), "write the name of an attribute")
				return
			}
		}
	}
	c.permitted(x)
}

func (c *checker) levels(x *Experiment, a Attribute) {
	seen := map[string]bool{}
	for _, l := range a.Levels {
		if l.Code == "" || seen[l.Code] || strings.ContainsAny(l.Code, " ~'\"") {
			c.faulty(x, "name", fmt.Sprintf("the level %q of the attribute %q is not usable or stands twice", l.Code, a.Name), "give each level a name of its own without spaces")
		}
		if len(l.Label) == 0 {
			c.faulty(x, "label", fmt.Sprintf("the level %q of the attribute %q has no wording", l.Code, a.Name), "write it")
		}
		seen[l.Code] = true
		c.translated(l.Label, x.Source, "label", fmt.Sprintf("the level %q of %q", l.Code, a.Name))
	}
}

// permitted checks that the restrictions leave enough profiles, and some with
// every level.
func (c *checker) permitted(x *Experiment) {
	total := 1
	for _, a := range x.Attributes {
		if total *= len(a.Levels); total > maxTried {
			return
		}
	}
	left := 0
	met := map[string]bool{}
	for n := range total {
		p, rest := make([]string, len(x.Attributes)), n
		for a, attribute := range x.Attributes {
			p[a] = attribute.Levels[rest%len(attribute.Levels)].Code
			rest /= len(attribute.Levels)
		}
		ok, err := x.permits(p)
		if err != nil {
			c.faulty(x, "constraint", fmt.Sprintf("a restriction of %q cannot be worked out", x.Name), "simplify it")
			return
		}
		if ok {
			left++
			for a, level := range p {
				met[x.Attributes[a].Name+" "+level] = true
			}
		}
	}
	if needed := max(x.Profiles, map[ExperimentKind]int{Vignette: x.Tasks}[x.Kind]); left < needed || left*maxRedraws/20 < total {
		c.faulty(x, "constraint", fmt.Sprintf("the restrictions of %q leave %d of %d profiles, and that is too few", x.Name, left, total), "loosen them, or ask fewer tasks")
		return
	}
	for _, a := range x.Attributes {
		for _, l := range a.Levels {
			if !met[a.Name+" "+l.Code] {
				c.faulty(x, "constraint", fmt.Sprintf("the restrictions of %q leave no profile with the level %q of %q", x.Name, l.Code, a.Name), "loosen them, or take the level out")
			}
		}
	}
}
