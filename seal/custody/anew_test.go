package custody

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"sojourn/seal"
)

func changeTo(t *testing.T, to seal.Recipients, keys ...Identity) Change {
	t.Helper()
	c, err := NewChange(to, keys...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestAnEnvelopeSealedAnewKeepsItsPlaceItsReceiptAndWhatIsInIt(t *testing.T) {
	stolen, fresh, recovery := newIdentity(t, Answers), newIdentity(t, Answers), newIdentity(t, Recovery)
	e := sealed(t, header, answers, stolen, recovery)
	e.Seq, e.Link = 1, seal.ChainNext(seal.Hash{}, e)
	c := changeTo(t, recipients(t, fresh, recovery), fresh, stolen)
	if c.Stands(e.Body) {
		t.Error("what the stolen key opens is left as it is")
	}
	again := e
	for range 2 { // a second change of keys does not lose the first body's sum
		var err error
		if again, err = c.Envelope(again); err != nil {
			t.Fatal(err)
		}
	}
	for _, id := range []Identity{fresh, recovery} {
		if h, plain, err := Open(again, id); err != nil || !bytes.Equal(plain, answers) || h.Day != header.Day {
			t.Errorf("the %s key: %d bytes, %v", id.Role(), len(plain), err)
		}
	}
	_, plain, err := Open(again, stolen)
	refused(t, "the stolen key", plain, err, ErrWrongKey)
	if !c.Stands(again.Body) {
		t.Error("what was sealed anew is to be sealed once more")
	}
	chain := seal.Chain{Wave: e.Wave}
	if err := chain.Verify(again); err != nil || again.Receipt() != seal.ReceiptOf(e.Body) {
		t.Errorf("chain: %v; receipt %s, was %s", err, again.Receipt(), seal.ReceiptOf(e.Body))
	}
}

func TestALostKeyIsReplacedByTheRecoveryKey(t *testing.T) {
	lost, fresh, recovery := newIdentity(t, Answers), newIdentity(t, Answers), newIdentity(t, Recovery)
	e := sealed(t, header, answers, lost, recovery)
	c := changeTo(t, recipients(t, fresh, recovery), fresh, recovery)
	if c.Stands(e.Body) {
		t.Error("the new key does not open it, and it is left as it is")
	}
	again, err := c.Envelope(e)
	if err != nil || !c.Stands(again.Body) {
		t.Errorf("sealed anew: %v", err)
	}
	contact, err := seal.Close([]byte("a contact"), recipients(t, lost, recovery))
	if err != nil {
		t.Fatal(err)
	}
	closed, err := c.Closed(contact)
	if err != nil {
		t.Fatal(err)
	}
	if plain, err := OpenClosed(closed, fresh); err != nil || string(plain) != "a contact" {
		t.Errorf("a contact: %d bytes, %v", len(plain), err)
	}
}

func TestWithoutAPresentKeyOrTheOneThatOpensNothingIsSealedAnew(t *testing.T) {
	old, fresh, other := newIdentity(t, Answers), newIdentity(t, Answers), newIdentity(t, Answers)
	if _, err := NewChange(recipients(t, fresh), old); err == nil {
		t.Error("nothing could be tried before the old is given up")
	}
	c := changeTo(t, recipients(t, fresh), fresh, other)
	_, err := c.Envelope(sealed(t, header, answers, old))
	refused(t, "no key opens it", nil, err, ErrWrongKey)
	e := sealed(t, header, answers, old)
	e.Header = []byte(`{"v":1}`)
	_, err = changeTo(t, recipients(t, fresh), fresh, old).Envelope(e)
	refused(t, "a header of another", nil, err, ErrAlteredHeader)
}

func TestTheAgeCommandOpensWhatWasSealedAnew(t *testing.T) {
	command := ageCommand(t)
	old, fresh := newIdentity(t, Answers), newIdentity(t, Answers)
	c := changeTo(t, recipients(t, fresh), fresh, old)
	e, err := c.Envelope(sealed(t, header, answers, old))
	if err != nil {
		t.Fatal(err)
	}
	if h, content := readByEye(t, command(e.Body, fresh)); h != string(e.Header) || content != string(answers) {
		t.Errorf("read by eye: %d and %d bytes", len(h), len(content))
	}
	if opened := command(e.Body, old); opened != nil {
		t.Error("age opens it with the former key too")
	}
}

// keyFileOf writes a key where the age command finds it.
func keyFileOf(t *testing.T, id Identity) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "a.key")
	if err := os.WriteFile(name, []byte(keyFile(t, id)), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}
