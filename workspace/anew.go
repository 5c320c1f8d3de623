package workspace

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"sojourn/seal"
	"sojourn/seal/custody"
	"sojourn/study"
)

// Anew says what sealing a wave anew did.
type Anew struct {
	Wave    study.WaveID
	All     int      // finished envelopes here
	Here    int      // of them sealed anew now
	Field   int      // bodies of finished responses replaced at the field now
	Partial int      // of partial ones
	Refused []string // envelopes that none of the keys opens: place and cause
}

// together is how many bodies go to the field in one request.
const together = 25

// SealAnew seals what is sealed to keys that the study no longer lists to those
// that it lists: first the envelopes here, then those at the field, where the
// former ciphertext is erased. The chain and the receipts stay as they are.
// Each step can be repeated, so whoever was interrupted starts again. With
// whatever stands, envelopes that the keys at hand find as they should be are
// sealed anew too, once.
func (p *Project) SealAnew(ctx context.Context, at Field, c custody.Change, whatever bool, progress Progress) ([]Anew, error) {
	var all []Anew
	for _, w := range p.Study.Waves {
		a := Anew{Wave: w.Number}
		err := p.sealHere(c, whatever, &a)
		if err == nil {
			err = p.sealThere(ctx, at, &a, progress)
		}
		if err == nil {
			err = p.sealPartials(ctx, at, c, whatever, &a)
		}
		all = append(all, a)
		if err != nil {
			return all, err
		}
	}
	return all, nil
}

// sealHere puts bodies sealed anew in the place of those in the file of a wave.
// The log is on the disk before the file is: a body that the log does not know
// counts as altered.
func (p *Project) sealHere(c custody.Change, whatever bool, a *Anew) error {
	log, err := p.anewLog()
	if err != nil {
		return err
	}
	to := sumOf(c.To)
	var file, lines bytes.Buffer
	err = p.eachEnvelope(a.Wave, func(e seal.Envelope) error {
		if e.Kind == seal.Withdrawn {
			return writeEnvelope(&file, e)
		}
		a.All++
		done := c.Stands(e.Body)
		if whatever {
			done = log[anewKey{e.Wave, e.Seq, seal.HashOf(e.Body)}] == to
		}
		if done {
			return writeEnvelope(&file, e)
		}
		fresh, err := c.Envelope(e)
		if err != nil {
			a.Refused = append(a.Refused, fmt.Sprintf("envelope %d of wave %d: %v", e.Seq, e.Wave, errors.Unwrap(err)))
			return writeEnvelope(&file, e)
		}
		a.Here++
		line := anewLine{Wave: e.Wave, Seq: e.Seq, Was: seal.HashOf(e.Body), Now: seal.HashOf(fresh.Body), To: to}
		return errors.Join(json.NewEncoder(&lines).Encode(line), writeEnvelope(&file, fresh))
	})
	if err != nil || a.Here == 0 {
		return err
	}
	if err := p.appendAnew(lines.Bytes()); err != nil {
		return err
	}
	return p.write(file.Bytes(), finishedName(a.Wave)...)
}

// sumOf names a set of recipients.
func sumOf(to seal.Recipients) seal.Hash {
	return seal.HashOf([]byte(strings.Join(slices.Sorted(slices.Values(to.Keys())), "\n")))
}

// sealThere brings to the field the bodies that were sealed anew here, and asks
// at the end whether they are the ones that it has.
func (p *Project) sealThere(ctx context.Context, at Field, a *Anew, progress Progress) error {
	sums, err := at.bodies(ctx, a.Wave)
	if err != nil {
		return err
	}
	var some []seal.Envelope
	flush := func() error {
		n, err := at.anew(ctx, "/sync/anew", linesOf(some))
		a.Field += n
		some = some[:0]
		return err
	}
	seen := 0
	err = p.eachEnvelope(a.Wave, func(e seal.Envelope) error {
		seen++
		if sum, known := sums[e.Seq]; e.Was == (seal.Hash{}) || !known || sum == (seal.Hash{}) || sum == seal.HashOf(e.Body) {
			return nil
		}
		if some = append(some, e); len(some) < together {
			return nil
		}
		if progress != nil {
			progress(a.Wave, seen, a.All)
		}
		return flush()
	})
	if err == nil {
		err = flush()
	}
	if err != nil || a.Field == 0 {
		return err
	}
	return p.compareBodies(ctx, at, a.Wave)
}

// compareBodies is the last look: what was sealed anew here is what the field has.
func (p *Project) compareBodies(ctx context.Context, at Field, w study.WaveID) error {
	sums, err := at.bodies(ctx, w)
	if err != nil {
		return err
	}
	differ := 0
	err = p.eachEnvelope(w, func(e seal.Envelope) error {
		if sum := sums[e.Seq]; e.Was != (seal.Hash{}) && sum != (seal.Hash{}) && sum != seal.HashOf(e.Body) {
			differ++
		}
		return nil
	})
	if err == nil && differ > 0 {
		err = study.Problem{Severity: study.Error, Code: "anew", Where: fmt.Sprintf("wave %d", w), What: fmt.Sprintf("the field has %s other than those sealed anew here", study.Counted(differ, "envelope")),
			Do: "start again; if it stays so, look at the field's messages"}
	}
	return err
}

// sealPartials does the same for partial responses, which are in no chain. One
// that is saved meanwhile stays as it was saved.
func (p *Project) sealPartials(ctx context.Context, at Field, c custody.Change, whatever bool, a *Anew) error {
	var old []seal.Envelope
	for after := ""; ; {
		n := 0
		err := at.partials(ctx, a.Wave, after, batch, func(e seal.Envelope) error {
			n, after = n+1, e.Key
			if whatever || !c.Stands(e.Body) {
				old = append(old, e)
			}
			return nil
		})
		if err != nil {
			return err
		}
		if n < batch {
			break
		}
	}
	for some := range slices.Chunk(old, together) {
		var fresh []seal.Envelope
		for _, e := range some {
			f, err := c.Envelope(e)
			if err != nil {
				a.Refused = append(a.Refused, fmt.Sprintf("a partial response of wave %d: %v", a.Wave, errors.Unwrap(err)))
				continue
			}
			fresh = append(fresh, f)
		}
		n, err := at.anew(ctx, "/sync/anew", linesOf(fresh))
		a.Partial += n
		if err != nil {
			return err
		}
	}
	_, err := p.syncPartials(ctx, at, a.Wave)
	return err
}

// SealContactsAnew makes the outer seal of the contacts that the field keeps
// anew and says how many there were. What is inside stays sealed to the contact key.
func (p *Project) SealContactsAnew(ctx context.Context, at Field, c custody.Change, whatever bool) (replaced int, refused []string, err error) {
	type line struct {
		ID     string    `json:"id"`
		Was    seal.Hash `json:"was"`
		Sealed []byte    `json:"sealed"`
	}
	var old []line
	err = at.contacts(ctx, func(id string, sealed []byte) {
		if !whatever && c.Stands(sealed) {
			return
		}
		fresh, err := c.Closed(sealed)
		if err != nil {
			refused = append(refused, fmt.Sprintf("contact %s: %v", id, errors.Unwrap(err)))
			return
		}
		old = append(old, line{id, seal.HashOf(sealed), fresh})
	})
	for some := range slices.Chunk(old, together) {
		if err != nil {
			break
		}
		var n int
		n, err = at.anew(ctx, "/sync/contacts/anew", linesOf(some))
		replaced += n
	}
	return replaced, refused, err
}

func linesOf[T any](all []T) []byte {
	var lines bytes.Buffer
	enc := json.NewEncoder(&lines)
	for _, one := range all {
		_ = enc.Encode(one) // strings, numbers and bytes have a JSON form
	}
	return lines.Bytes()
}

// anew sends lines to the field and returns how many it took.
func (f Field) anew(ctx context.Context, path string, lines []byte) (n int, err error) {
	if len(lines) == 0 {
		return 0, nil
	}
	body, err := f.send(ctx, http.MethodPost, path, bytes.NewReader(lines))
	if err != nil {
		return 0, err
	}
	defer body.Close()
	if err := json.NewDecoder(body).Decode(&n); err != nil {
		return 0, errors.New("workspace: the field's answer breaks off; start again")
	}
	return n, nil
}

// bodies asks for the sums of the bodies of a wave's chain, by their places;
// of one that was withdrawn the sum is zero.
func (f Field) bodies(ctx context.Context, w study.WaveID) (map[int64]seal.Hash, error) {
	body, err := f.get(ctx, fmt.Sprintf("/sync/waves/%d/bodies", w))
	if err != nil {
		return nil, err
	}
	defer body.Close()
	sums := map[int64]seal.Hash{}
	dec := json.NewDecoder(body)
	for {
		var line struct {
			Seq int64     `json:"seq"`
			Sum seal.Hash `json:"sum"`
		}
		switch err := dec.Decode(&line); {
		case errors.Is(err, io.EOF):
			return sums, nil
		case err != nil:
			return nil, errors.New("workspace: the field's answer breaks off; start again")
		}
		sums[line.Seq] = line.Sum
	}
}
