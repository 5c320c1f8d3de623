package study

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"time"
)

// File is the name of the file in the study folder that this package reads.
const File = "study.yaml"

// A Folder is a study folder: the text files in which a team decides
// everything. Only study.yaml is read here; the packages that own the other
// files read them from Files.
type Folder struct {
	Study *Study
	Files fs.FS
}

// Load reads and checks study.yaml at the root of files. What a person can
// mend comes back as [Problems].
func Load(files fs.FS) (*Folder, error) {
	data, err := fs.ReadFile(files, File)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, Problems{{Severity: Error, Code: "no-study", Where: File,
			What: "this folder has no study.yaml",
			Do:   "name a study folder, or make one with: sojourn new FOLDER"}}
	}
	if err != nil {
		return nil, fmt.Errorf("study: reading %s: %w", File, err)
	}
	s, err := Parse(data)
	if err != nil {
		return nil, err
	}
	return &Folder{Study: s, Files: files}, nil
}

// Parse reads the text of a study.yaml and checks it.
func Parse(data []byte) (*Study, error) {
	var s Study
	if bytes.Contains(data, []byte("AGE-SECRET-KEY")) {
		return nil, Problems{{Severity: Error, Code: "private-key", Where: File, Column: "keys", What: "a private key stands here",
			Do: "take it out, make a new pair with \"sojourn key new\", and put only the line here that it prints"}}
	}
	if err := Decode(File, data, &s); err != nil {
		return nil, err
	}
	if err := s.Check().Err(); err != nil {
		return nil, err
	}
	return &s, nil
}

var idForm = regexp.MustCompile(`^[a-z][a-z0-9-]{1,40}$`)

// IDOf is the id that a folder's name gives a new study, and whether the name
// can be one: "Exile 2026" cannot, because an id stands in addresses and in the
// names of files.
func IDOf(folder string) (ID, bool) {
	id := ID(strings.ToLower(folder))
	return id, idForm.MatchString(string(id))
}

// Check lists what is wrong with the study's settings.
func (s *Study) Check() Problems {
	var ps Problems
	add := func(column, what, do string) {
		ps = append(ps, Problem{Severity: Error, Code: "study-" + column, Where: File, Column: column, What: what, Do: do})
	}
	if !idForm.MatchString(string(s.ID)) {
		add("id", fmt.Sprintf("the id %q is not usable in addresses", s.ID), "use 2 to 41 small letters, digits and hyphens, a letter first")
	}
	if len(s.Languages) == 0 {
		add("languages", "no language is listed", "list at least one, such as [en, ru]")
	}
	if _, err := time.LoadLocation(s.TimeZone); err != nil {
		add("timezone", fmt.Sprintf("the time zone %q is not known", s.TimeZone), "use a name such as Asia/Tbilisi or UTC")
	}
	if len(s.Waves) == 0 {
		add("waves", "no wave is listed", "describe at least one wave with its doors")
	}
	if c := s.Completion; c.Partial <= 0 || c.Complete > 1 || c.Partial > c.Complete {
		add("completion", "the shares do not order as 0 < partial <= complete <= 1", "use for example partial: 0.5, complete: 0.8")
	}
	if len(s.Consent) == 0 {
		add("consent", "there is no consent text", "write version 1; nobody can be asked without it")
	}
	s.checkConsent(add)
	s.checkHelp(add)
	s.checkCrowd(add)
	s.checkExits(add)
	s.checkLive(add)
	s.checkOfficial(add)
	s.checkWaves(add)
	s.checkSamples(add)
	s.checkSnowball(add)
	s.checkRecognition(add)
	return ps
}

func (s *Study) checkWaves(add func(column, what, do string)) {
	for i, w := range s.Waves {
		if int(w.Number) != i+1 {
			add("waves", fmt.Sprintf("wave %d stands at place %d", w.Number, i+1), "number the waves 1, 2, 3 … in order")
		}
		if w.Imported != "" && len(w.Doors) > 0 {
			add("imported", fmt.Sprintf("wave %d was collected elsewhere and has doors", w.Number), "take its doors away, or the line imported")
		}
		for _, d := range w.Doors {
			if d.Kind != PanelDoor && d.Kind != OpenDoor {
				add("doors", fmt.Sprintf("wave %d has a door of unknown kind %q", w.Number, d.Kind), "use panel or open")
			}
			if !d.Opens.Valid() || !d.Closes.Valid() || d.Opens > d.Closes {
				add("doors", fmt.Sprintf("the %s door of wave %d is open from %q to %q", d.Kind, w.Number, d.Opens, d.Closes),
					"give both days as 2022-03-27, the first not after the last")
			}
		}
	}
}

func (s *Study) checkSamples(add func(column, what, do string)) {
	seen := map[string]bool{}
	for _, sm := range s.Samples {
		if seen[sm.Name] {
			add("samples", fmt.Sprintf("two samples are named %q", sm.Name), "give each a name of its own")
		}
		seen[sm.Name] = true
		if sm.Min < 1 || sm.Min > len(sm.Waves) {
			add("samples", fmt.Sprintf("sample %q asks for %d of %d waves", sm.Name, sm.Min, len(sm.Waves)), "min lies between 1 and the number of waves listed")
		}
		for _, n := range sm.Waves {
			if !slices.ContainsFunc(s.Waves, func(w Wave) bool { return w.Number == n }) {
				add("samples", fmt.Sprintf("sample %q names wave %d, which is not there", sm.Name, n), "correct the number or add the wave")
			}
		}
	}
}
