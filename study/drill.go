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
// drill within 90 days, and no key in the place of another role.
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
	oldest := DayOf(today.Time().AddDate(0, 0, -drillDays))
	for _, k := range slices.Concat(s.Keys.Answers, s.Keys.Contact, s.Keys.Recovery) {
		at := slices.IndexFunc(drills, func(d Drill) bool { return d.Key == k && d.Day >= oldest && d.Day <= today })
		if at >= 0 {
			continue
		}
		short := k
		if len(short) > 16 {
			short = short[:16] + "…"
		}
		ps = append(ps, Problem{Severity: Error, Code: "no-drill", Where: DrillFile, Column: short,
			What: fmt.Sprintf("within the last %d days nobody tried whether this key still opens what is sealed to it", drillDays),
			Do:   "its holder runs \"sojourn key drill STUDY --key FILE\""})
	}
	return ps
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
