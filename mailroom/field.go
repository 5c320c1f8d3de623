package mailroom

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"

	"sojourn/handover"
	"sojourn/outreach"
	"sojourn/panel"
	"sojourn/study"
)

// A Field is the mailroom's way to the field.
type Field struct {
	Address string // its sync address
	Token   string // the mailroom's
	Client  *http.Client
}

// together is how many hashes go in one request.
const together = 1000

// OpenDoor tells the field whose personal links open the panel door of the
// round's wave, by hashes, and says of how many people. Those who are told already
// change nothing; those who do not agree to be asked again are left out.
func OpenDoor(ctx context.Context, f Field, round Round) (people int, err error) {
	var hashes []string
	for _, p := range round.People {
		if !round.Agreed.May(p, outreach.Invitation) {
			continue
		}
		people++
		for _, n := range p.Names() {
			hashes = append(hashes, n.Invitation)
		}
	}
	for some := range slices.Chunk(hashes, together) {
		if err := f.invite(ctx, round.Wave.Number, some); err != nil {
			return people, err
		}
	}
	return people, nil
}

func openedFile(w study.WaveID) string { return fmt.Sprintf("opened-wave%d", w) }

// Opened notes whose links the field knows now: those of the round that
// [OpenDoor] told it of.
func (r *Room) Opened(round Round) error {
	known, err := r.opened(round.Wave.Number)
	if err != nil {
		return err
	}
	for _, p := range round.People {
		if round.Agreed.May(p, outreach.Invitation) {
			known[p.Invitation] = true
		}
	}
	return r.replace(openedFile(round.Wave.Number), []byte(strings.Join(slices.Sorted(maps.Keys(known)), "\n")+"\n"))
}

// opened are the hashes that the field was told for a wave.
func (r *Room) opened(w study.WaveID) (map[string]bool, error) {
	data, err := os.ReadFile(r.path(openedFile(w)))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("mailroom: %w", err)
	}
	known := map[string]bool{}
	for hash := range strings.FieldsSeq(string(data)) {
		known[hash] = true
	}
	return known, nil
}

func (f Field) invite(ctx context.Context, w study.WaveID, hashes []string) error {
	body, err := json.Marshal(hashes)
	if err != nil {
		return fmt.Errorf("mailroom: %w", err)
	}
	address := fmt.Sprintf("%s/mailroom/waves/%d/invitations", strings.TrimRight(f.Address, "/"), w)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return study.Problem{Where: "--field", What: "the address of the field cannot be used", Do: "give it as http://127.0.0.1:8081"}
	}
	req.Header.Set("Authorization", "Bearer "+f.Token)
	client := f.Client
	if client == nil {
		client = &http.Client{Timeout: time.Minute}
	}
	answer, err := client.Do(req)
	if err != nil {
		return study.Problem{Where: "--field", What: "the field does not answer at " + f.Address, Do: "check that it runs and that the address is its sync address"}
	}
	answer.Body.Close()
	switch answer.StatusCode {
	case http.StatusNoContent:
		return nil
	case http.StatusUnauthorized:
		return study.Problem{Where: "--token", What: "the field refused the token", Do: "use the file mailroom-token in the field's data folder"}
	}
	return study.Problem{Where: "--field", What: fmt.Sprintf("the field answered with status %d", answer.StatusCode), Do: "use its sync address; look at its messages"}
}

// Back is what the desk learns of the round: the outcome of each invitation,
// under marks, and which marks are of one address. Who answered is known
// there; that they were invited is not.
func (r Round) Back(s *study.Study, j outreach.Journal) handover.ToDesk {
	back := handover.ToDesk{Study: s.ID, Wave: r.Wave.Number, Refused: j.Refusals()}
	for _, p := range r.People {
		for _, n := range p.Also {
			back.Same = append(back.Same, handover.Pair{p.Ever, n.Ever})
		}
		o := handover.Outcome{Mark: p.Mark, Disposition: panel.NonContact}
		switch {
		case j.Stand(p, outreach.Invitation, false, r.Post.MostTries()) == outreach.Gone:
			o.Disposition = panel.Undelivered
		case j.State(p, outreach.Invitation) != outreach.Sent:
			continue
		}
		back.Outcomes = append(back.Outcomes, o)
	}
	return back
}
