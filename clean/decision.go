package clean

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"sojourn/study"
)

// DecisionsFile is the name of the file in the study folder in which people
// decide about single responses.
const DecisionsFile = "decisions.yaml"

// decisionName stands in place of a rule's name where people decided.
const decisionName = "decision"

// A Verdict is what was decided about a response.
type Verdict string

// The verdicts.
const (
	Keep     Verdict = "keep"      // it stands, whatever rules say
	SetAside Verdict = "set_aside" // it does not stand, though no rule flags it
	AsRuled  Verdict = "as_ruled"  // takes earlier decisions back: the rules decide
)

// A Decision is one entry of decisions.yaml. The last one about a response
// holds; none is ever taken out, so that the file tells who decided what.
type Decision struct {
	Wave     study.WaveID `yaml:"wave" json:"wave"`
	Response Handle       `yaml:"response" json:"response"`
	Verdict  Verdict      `yaml:"verdict" json:"verdict"`
	By       string       `yaml:"by" json:"by"`
	On       study.Day    `yaml:"on" json:"on"`
	Why      string       `yaml:"why" json:"why"`
}

// A Handle names a response to people at the desk. It is made of the
// pseudonym, which the field never holds in the open, so a file of decisions
// cannot be matched with what lies on the server.
type Handle string

// HandleOf is the handle of a response of a wave.
func HandleOf(w study.WaveID, panelist, response string) Handle {
	sum := sha256.Sum256(fmt.Appendf(nil, "sojourn handle\n%d\n%q\n%q", w, panelist, response))
	return Handle(hex.EncodeToString(sum[:6]))
}

// ParseDecisions reads and checks the text of a decisions.yaml.
func ParseDecisions(data []byte) ([]Decision, error) {
	var file struct {
		Decisions []Decision `yaml:"decisions"`
	}
	if err := study.Decode(DecisionsFile, data, &file); err != nil {
		return nil, err
	}
	var ps study.Problems
	for i, d := range file.Decisions {
		if what := d.fault(); what != "" {
			ps = append(ps, study.Problem{Severity: study.Error, Code: "decision", Where: DecisionsFile, Row: i + 1,
				What: what, Do: "see docs/cleaning.md; a decision is taken back by another entry"})
		}
	}
	return file.Decisions, ps.Err()
}

func (d Decision) fault() string {
	switch {
	case d.Wave < 1 || d.Response == "":
		return "wave and response say what was decided about"
	case !slices.Contains([]Verdict{Keep, SetAside, AsRuled}, d.Verdict):
		return "verdict is keep, set_aside or as_ruled"
	case d.By == "" || d.Why == "":
		return "by says who decided and why says why"
	case d.On.Time().IsZero():
		return "on is the day of the decision, such as 2022-04-30"
	}
	return ""
}

// standing gives the decisions that hold in a wave.
func standing(all []Decision, w study.WaveID) map[Handle]Decision {
	hold := map[Handle]Decision{}
	for _, d := range all {
		if d.Wave != w {
			continue
		}
		if hold[d.Response] = d; d.Verdict == AsRuled {
			delete(hold, d.Response)
		}
	}
	return hold
}
