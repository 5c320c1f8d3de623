package study

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"go.yaml.in/yaml/v3"
)

// DrillFile is the file of a study folder that says when each key was last
// tried.
const DrillFile = "drills.yaml"

// A Drill says that on a day somebody opened, with the private half of a key,
// what was sealed to the study's keys.
type Drill struct {
	Role string `yaml:"role"` // answers, contact or recovery
	Key  string `yaml:"key"`  // public half
	Day  Day    `yaml:"day"`
}

// drillDays is how long a drill is worth anything: people move house, sticks
// break, passphrases are forgotten.
const drillDays = 90

// soonDays is how long before that a holder is reminded.
const soonDays = 14

// ReadDrills reads drills.yaml; none if there is no such file.
func ReadDrills(files fs.FS) ([]Drill, error) {
	data, err := fs.ReadFile(files, DrillFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("study: reading %s: %w", DrillFile, err)
	}
	var drills []Drill
	if err := Decode(DrillFile, data, &drills); err != nil {
		return nil, err
	}
	return drills, nil
}

// WithDrill is the text of drills.yaml with one more drill, in place of the
// former of the same key.
func WithDrill(drills []Drill, d Drill) ([]byte, error) {
	kept := slices.DeleteFunc(slices.Clone(drills), func(old Drill) bool { return old.Key == d.Key })
	text, err := yaml.Marshal(append(kept, d))
	if err != nil {
		return nil, fmt.Errorf("study: writing %s: %w", DrillFile, err)
	}
	return text, nil
}

// SafeToField says what is missing before people may be asked: for answers and
// for contacts at least two keys, of which one may be lost, of every key a
// drill within 90 days, and no key in the place of another role. A drill that
// runs out soon is a warning.
func (s *Study) SafeToField(drills []Drill, today Day) Problems {
	ps := s.MisplacedKeys(drills)
	for _, role := range []struct {
		name string
		keys []string
	}{{"answers", s.Keys.Answers}, {"contact", s.Keys.Contact}} {
		if len(role.keys) > 0 && len(role.keys)+len(s.Keys.Recovery) < 2 {
			ps = append(ps, Problem{Severity: Error, Code: "one-key", Where: File, Column: "keys." + role.name,
				What: "one key alone opens what is sealed for " + role.name + "; if it is lost, everything is",
				Do:   "make a recovery key with \"sojourn key new recovery\" and list its public half under keys.recovery"})
		}
	}
	return append(ps, s.DrillsDue(drills, today)...)
}

// DrillsDue lists the keys whose last drill is too long ago, or is dated after
// today so that nobody knows how long, and as warnings those that should be
// tried again within the next days.
func (s *Study) DrillsDue(drills []Drill, today Day) Problems {
	var ps Problems
	before := func(days int) Day { return DayOf(today.Time().AddDate(0, 0, -days)) }
	for _, k := range slices.Concat(s.Keys.Answers, s.Keys.Contact, s.Keys.Recovery) {
		var last Day
		for _, d := range drills {
			if d.Key == k {
				last = max(last, d.Day)
			}
		}
		due := Problem{Severity: Error, Code: "no-drill", Where: DrillFile, Column: shortKey(k),
			What: fmt.Sprintf("within the last %d days nobody tried whether this key still opens what is sealed to it", drillDays),
			Do:   "its holder runs \"sojourn key drill STUDY --key FILE\""}
		switch {
		case last > today:
			due.What = fmt.Sprintf("this key was tried on %s, which is after today, %s: a clock is wrong, and nobody knows how long ago it was", last, today)
			due.Do = "set the clock right; if it was the holder's that was wrong, they run \"sojourn key drill STUDY --key FILE\" again"
		case last < before(drillDays):
		case last < before(drillDays-soonDays):
			due.Severity, due.Code = Warning, "drill-soon"
			due.What = fmt.Sprintf("this key was last tried on %s; after %d days the field does not start any more", last, drillDays)
		default:
			continue
		}
		ps = append(ps, due)
	}
	return ps
}

// shortKey is as much of a public half as tells it from others.
func shortKey(k string) string {
	if len(k) > 16 {
		return k[:16] + "…"
	}
	return k
}

// MisplacedKeys lists the keys that stand in two roles, or in another than the
// one in which a drill tried them. Whoever held such a key could open both what
// people answered and who they are.
func (s *Study) MisplacedKeys(drills []Drill) Problems {
	var ps Problems
	first := map[string]string{}
	for _, role := range []struct {
		name string
		keys []string
	}{{"answers", s.Keys.Answers}, {"contact", s.Keys.Contact}, {"recovery", s.Keys.Recovery}} {
		for _, k := range role.keys {
			if before, known := first[k]; known && before != role.name {
				ps = append(ps, misplaced(role.name, "this key stands under keys."+before+" too"))
			}
			first[k] = role.name
			if at := slices.IndexFunc(drills, func(d Drill) bool { return d.Key == k && d.Role != "" && d.Role != role.name }); at >= 0 {
				ps = append(ps, misplaced(role.name, "by "+DrillFile+" a key listed here is of the role "+drills[at].Role))
			}
		}
	}
	return ps
}

func misplaced(role, what string) Problem {
	return Problem{Severity: Error, Code: "key-role", Where: File, Column: "keys." + role, What: what,
		Do: "make a pair for this role alone: sojourn key new " + role}
}
