package workspace

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"sojourn/release"
	"sojourn/study"
	"sojourn/weight"
)

// releaseKey is the file of the secret from which the pseudonyms of releases
// are drawn, and releases the directory of what was built at the desk.
const (
	releaseKey = "release.key"
	releases   = "releases"
)

// ReleasePlan reads release.yaml.
func (p *Project) ReleasePlan() (*release.Plan, error) {
	data, err := readOptional(p.Files, release.File)
	if err != nil {
		return nil, err
	}
	if data == nil {
		return nil, study.Problem{Severity: study.Error, Code: "no-release", Where: release.File, What: "nobody has said yet which role each variable has",
			Do: "let the program propose a file, and correct it: sojourn release FOLDER --propose"}
	}
	return release.Parse(data)
}

// ProposeRelease writes a proposed release.yaml beside the study's other
// files. Of one that is there nothing is changed: it returns the lines that it
// lacks, none if it lacks no variable.
func (p *Project) ProposeRelease(b *Bench) (lacking []byte, written bool, err error) {
	name := filepath.Join(p.Dir, release.File)
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		plan, err := p.ReleasePlan()
		if err != nil {
			return nil, false, err
		}
		return release.ProposeFor(plan.Variables, b.Cut.Data, p.Instruments), false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("workspace: %w", err)
	}
	_, err = file.Write(release.Propose(b.Cut.Data, p.Instruments))
	if err := errors.Join(err, file.Close()); err != nil {
		return nil, false, fmt.Errorf("workspace: writing %s: %w", release.File, err)
	}
	return nil, true, nil
}

// AddRoles puts lines that were proposed at the end of release.yaml. Where its
// variables do not stand last, or not a line each, it is left as it is.
func (p *Project) AddRoles(lines []byte) error {
	name := filepath.Join(p.Dir, release.File)
	before, err := os.ReadFile(name)
	if err != nil {
		return fmt.Errorf("workspace: %w", err)
	}
	was, err := release.Parse(before)
	if err != nil {
		return err
	}
	after := slices.Concat(bytes.TrimRight(before, "\n"), []byte("\n"), lines)
	is, err := release.Parse(after)
	if err != nil || len(is.Variables) != len(was.Variables)+bytes.Count(lines, []byte("\n")) {
		return study.Problem{Severity: study.Error, Code: "release-order", Where: release.File, What: "its variables do not stand at its end, a line each, so nothing can be added to them",
			Do: "put the lines under variables yourself"}
	}
	return p.replace(release.File, after)
}

// A ReadFormer reads a bundle that was built before, by the name of its file.
type ReadFormer func(name string, bundle []byte) (release.Former, error)

// Release protects the cut of a bench by release.yaml for a profile, and
// compares it with the bundles that were built before. Nothing is written but
// the desk's secret, the first time.
func (p *Project) Release(b *Bench, profile release.Profile, read ReadFormer) (*release.Outcome, error) {
	plan, err := p.ReleasePlan()
	if err != nil {
		return nil, err
	}
	settings, err := plan.Settings(profile)
	if err != nil {
		return nil, err
	}
	var sets []weight.Set
	for _, name := range settings.Weights {
		set, ok := b.Weights[name]
		if !ok {
			return nil, release.Trouble(string(profile), fmt.Sprintf("there is no weight set %q", name), "use a name of "+weight.File)
		}
		sets = append(sets, set)
	}
	screened, err := p.Screening()
	if err != nil {
		return nil, err
	}
	secret, err := p.releaseSecret()
	if err != nil {
		return nil, err
	}
	former, err := p.formerReleases(read)
	if err != nil {
		return nil, err
	}
	return release.Protect(release.Source{Study: p.Study, Cut: b.Cut.Hash, Data: b.Cut.Data, Depends: release.Dependents(p.Instruments),
		Computes: release.Computations(p.Instruments),
		Weights:  sets, Screened: screened, Secret: secret, Former: former}, plan, profile)
}

// releaseSecret reads the secret, and makes one the first time.
func (p *Project) releaseSecret() ([]byte, error) {
	secret, err := os.ReadFile(p.path(releaseKey))
	if errors.Is(err, fs.ErrNotExist) {
		secret = make([]byte, 32)
		rand.Read(secret) // never fails
		return secret, p.write(secret, releaseKey)
	}
	if err != nil {
		return nil, fmt.Errorf("workspace: %w", err)
	}
	return secret, nil
}

// Screening reads which texts a human passed.
func (p *Project) Screening() (release.Screening, error) {
	data, err := os.ReadFile(p.path(release.ScreeningFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("workspace: %w", err)
	}
	return release.ParseScreening(data)
}

// ScreenTexts writes the file in which a human passes free texts, with those
// that are not in it yet, and gives its place and how many wait.
func (p *Project) ScreenTexts(b *Bench) (name string, waiting int, err error) {
	plan, err := p.ReleasePlan()
	if err != nil {
		return "", 0, err
	}
	screened, err := p.Screening()
	if err != nil {
		return "", 0, err
	}
	all := release.Texts(plan, b.Cut.Data, screened)
	for _, t := range all {
		if t.By == "" {
			waiting++
		}
	}
	var out bytes.Buffer
	if err := all.Write(&out); err != nil {
		return "", 0, fmt.Errorf("workspace: %w", err)
	}
	return p.path(release.ScreeningFile), waiting, p.write(out.Bytes(), release.ScreeningFile)
}

// KeepRelease keeps a bundle that was built, so that later releases are compared
// with it, and gives the name under which it is kept.
func (p *Project) KeepRelease(o *release.Outcome, bundle []byte) (name string, err error) {
	name = fmt.Sprintf("%s-%s-%s.zip", p.Study.ID, o.Profile, short(o.ID))
	return name, p.write(bundle, releases, name)
}

// formerReleases reads the bundles that were built before.
func (p *Project) formerReleases(read ReadFormer) ([]release.Former, error) {
	names, _ := filepath.Glob(p.path(releases, "*.zip")) // the pattern is fixed: no error
	var all []release.Former
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("workspace: %w", err)
		}
		f, err := read(filepath.Join(".sojourn", releases, filepath.Base(name)), data)
		if err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	return all, nil
}

// KeptRelease reads a bundle that was built at the desk, or gives [study.ErrNotFound].
func (p *Project) KeptRelease(name string) ([]byte, error) {
	data, err := os.ReadFile(p.path(releases, name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, study.ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("workspace: %w", err)
	}
	return data, nil
}

// Questionnaires reads the files of the questionnaires, by their names.
func (p *Project) Questionnaires() (map[string][]byte, error) {
	all := map[string][]byte{}
	for _, w := range p.Study.Waves {
		if w.Instrument == "" { // collected elsewhere
			continue
		}
		data, err := fs.ReadFile(p.Files, w.Instrument)
		if err != nil {
			return nil, fmt.Errorf("workspace: reading %s: %w", w.Instrument, err)
		}
		all[w.Instrument] = data
	}
	return all, nil
}
