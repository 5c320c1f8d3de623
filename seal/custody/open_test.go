package custody

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"filippo.io/age"
	"github.com/google/go-cmp/cmp"

	"sojourn/internal/judge"
	"sojourn/seal"
)

// marker must never be in an error.
const marker = "живу в Тбилиси"

var answers = []byte(`{"study":"exile-panel","answers":{"where":"` + marker + `"}}`)

var header = seal.Header{Study: "exile-panel", Wave: 2, Form: "wave2", Version: "a1b2", Lang: "ru",
	Day: "2022-09-05", Channel: "group-3", Key: "ylmjfqdul7ps32g2sjfm3jeyxq"}

func newIdentity(t testing.TB, role Role) Identity {
	t.Helper()
	id, err := NewIdentity(role, "2022-03-01")
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func classicIdentity(t testing.TB) Identity {
	t.Helper()
	key, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	id, err := Read(strings.NewReader("# role: answers\n" + key.String() + "\n"))
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func recipients(t testing.TB, ids ...Identity) seal.Recipients {
	t.Helper()
	var keys []string
	for _, id := range ids {
		keys = append(keys, id.Public())
	}
	to, err := seal.ParseRecipients(keys)
	if err != nil {
		t.Fatal(err)
	}
	return to
}

func sealed(t testing.TB, h seal.Header, plain []byte, ids ...Identity) seal.Envelope {
	t.Helper()
	e, err := seal.Seal(h, plain, recipients(t, ids...))
	if err != nil {
		t.Fatal(err)
	}
	e.Kind = seal.Final
	return e
}

func TestEachKeyAloneOpensAnEnvelope(t *testing.T) {
	data, recovery := newIdentity(t, Answers), newIdentity(t, Recovery)
	e := sealed(t, header, answers, data, recovery)
	want := header
	want.V, want.Size = 1, 4096
	for _, ids := range [][]Identity{{data}, {recovery}, {newIdentity(t, Contact), data}} {
		h, plain, err := Open(e, ids...)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, h); diff != "" || !bytes.Equal(plain, answers) {
			t.Errorf("not what was sealed (%d bytes): %s", len(plain), diff)
		}
	}
}

func TestClassicKeysOpenToo(t *testing.T) {
	id := classicIdentity(t)
	e := sealed(t, header, answers, id)
	if _, plain, err := Open(e, id); err != nil || !bytes.Equal(plain, answers) {
		t.Errorf("a classic key: %v", err)
	}
}

func TestWhatWasClosedWithoutAHeaderOpens(t *testing.T) {
	id := newIdentity(t, Contact)
	for _, n := range []int{0, 1, 4000, 5000, 1<<20 - 100} {
		plain := bytes.Repeat([]byte{'x'}, n)
		body, err := seal.Close(plain, recipients(t, id))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := OpenClosed(body, id); err != nil || !bytes.Equal(got, plain) {
			t.Errorf("%d bytes come back as %d, %v", n, len(got), err)
		}
	}
}

func TestAnotherKeyOpensNothing(t *testing.T) {
	e := sealed(t, header, answers, newIdentity(t, Answers))
	for name, ids := range map[string][]Identity{
		"none":           nil,
		"another key":    {newIdentity(t, Answers)},
		"a classic key":  {classicIdentity(t)},
		"two other keys": {newIdentity(t, Contact), newIdentity(t, Recovery)},
	} {
		_, plain, err := Open(e, ids...)
		refused(t, name, plain, err, ErrWrongKey)
		closed, err := OpenClosed(e.Body, ids...)
		refused(t, name, closed, err, ErrWrongKey)
	}
}

// refused checks that nothing was opened, that the cause is one of those wanted
// and that the error tells nothing of what was sealed.
func refused(t *testing.T, name string, plain []byte, err error, want ...error) {
	t.Helper()
	named := false
	for _, w := range want {
		named = named || errors.Is(err, w)
	}
	if plain != nil || !named {
		t.Fatalf("%s: opened %d bytes, %v; want %v", name, len(plain), err, want)
	}
	for _, secret := range []string{marker, "where", "AGE-SECRET", header.Key} {
		if strings.Contains(err.Error(), secret) {
			t.Fatalf("%s: the error quotes %q", name, secret)
		}
	}
}

func TestAnEnvelopeCutShortAnywhereIsRefusedAsSuch(t *testing.T) {
	id := newIdentity(t, Answers)
	for _, plain := range [][]byte{answers, bytes.Repeat([]byte{'x'}, 5000)} {
		e := sealed(t, header, plain, id)
		whole := e.Body
		for n := range whole {
			e.Body = whole[:n]
			_, plain, err := Open(e, id)
			want := ErrTruncated
			if n == 0 {
				want = ErrNotEnvelope
			}
			if len(whole) > 8192 && len(whole)-n == 4096 {
				want = ErrAltered // what is left has the size of a smaller bucket
			}
			refused(t, fmt.Sprintf("the first %d of %d bytes", n, len(whole)), plain, err, want)
		}
		e.Body = append(bytes.Clone(whole), 'x')
		_, plain, err := Open(e, id)
		refused(t, "a byte more", plain, err, ErrTruncated)
	}
}

func TestAnyBitFlippedIsRefused(t *testing.T) {
	id := newIdentity(t, Answers)
	e := sealed(t, header, answers, id)
	for n := range e.Body {
		if n > len(e.Body)-4096 && n%11 != 0 {
			continue // of the content every eleventh byte; of age's own part each
		}
		e.Body[n] ^= 1 << (n % 8)
		_, plain, err := Open(e, id)
		refused(t, fmt.Sprintf("a bit of byte %d", n), plain, err, ErrAltered, ErrWrongKey, ErrNotEnvelope, ErrTruncated)
		e.Body[n] ^= 1 << (n % 8)
	}
	if _, _, err := Open(e, id); err != nil {
		t.Errorf("put back as it was: %v", err)
	}
}

func TestAHeaderThatIsNotTheOneSealedInsideIsRefused(t *testing.T) {
	id := newIdentity(t, Answers)
	mine := sealed(t, header, answers, id)
	other := header
	other.Channel = "group-4"
	theirs := sealed(t, other, answers, id)
	tests := map[string]func(e *seal.Envelope){
		"header of another envelope": func(e *seal.Envelope) { e.Header = theirs.Header },
		"body of another envelope":   func(e *seal.Envelope) { e.Body = theirs.Body },
		"a letter altered":           func(e *seal.Envelope) { e.Header = bytes.Replace(e.Header, []byte("group-3"), []byte("group-5"), 1) },
		"the same in other spacing":  func(e *seal.Envelope) { e.Header = append(e.Header[:len(e.Header):len(e.Header)], ' ') },
		"no header":                  func(e *seal.Envelope) { e.Header = nil },
		"filed under another key":    func(e *seal.Envelope) { e.Key = "other" },
		"filed under another wave":   func(e *seal.Envelope) { e.Wave = 1 },
	}
	for name, swap := range tests {
		e := mine
		swap(&e)
		_, plain, err := Open(e, id)
		refused(t, name, plain, err, ErrAlteredHeader)
	}
}

// Anybody can seal to a public key, so what comes out of a body is not trusted
// either.
func TestAnAgeFileThatIsNoEnvelopeIsRefused(t *testing.T) {
	id := newIdentity(t, Answers)
	encrypt := func(plain []byte) []byte {
		r, err := age.ParseHybridRecipient(id.Public())
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		w, err := age.Encrypt(&b, r)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(plain); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	pad := func(text string) []byte {
		return append([]byte(text), bytes.Repeat([]byte{'\n'}, 4096-len(text))...)
	}
	closed, err := seal.Close([]byte("contact"), recipients(t, id))
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		body []byte
		want error
	}{
		"a letter":                    {[]byte("Dear all"), ErrNotEnvelope},
		"an age file of any length":   {encrypt([]byte("Dear all")), ErrTruncated},
		"an age file of nothing":      {encrypt(nil), ErrTruncated},
		"an age file of the length":   {encrypt(pad("Dear all")), ErrNotEnvelope},
		"a contact":                   {closed, ErrNotEnvelope},
		"a header of another program": {encrypt(pad("{}\n8\nDear all")), ErrAlteredHeader},
	}
	for name, tt := range tests {
		_, plain, err := Open(seal.Envelope{Wave: 2, Header: []byte(`{"v":1}`), Body: tt.body}, id)
		refused(t, name, plain, err, tt.want)
	}
	plain, err := OpenClosed(sealed(t, header, answers, id).Body, id)
	refused(t, "an envelope taken for a contact", plain, err, ErrNotEnvelope)

	claim := []byte(`{"v":1,"wave":2,"size":8192,"key":""}`)
	_, plain, err = Open(seal.Envelope{Wave: 2, Header: claim, Body: encrypt(pad(string(claim) + "\n8\nDear all"))}, id)
	refused(t, "a header that claims another size", plain, err, ErrAlteredHeader)

	future := []byte(`{"v":2}`)
	_, _, err = Open(seal.Envelope{Header: future, Body: encrypt(pad(string(future) + "\n8\nDear all"))}, id)
	if err == nil || !strings.Contains(err.Error(), "newer Sojourn") {
		t.Errorf("an envelope of a later version gives %v", err)
	}
}

func TestABodysSizeTellsOnlyItsBucket(t *testing.T) {
	ids := []Identity{newIdentity(t, Answers), newIdentity(t, Recovery)}
	sizes := map[int]int{}
	for n := 0; n < 70<<10; n += 503 {
		sizes[len(sealed(t, header, make([]byte, n), ids...).Body)]++
	}
	if len(sizes) != 6 { // 4, 8, 16, 32, 64 and 128 kB
		t.Errorf("bodies have %d sizes: %v", len(sizes), sizes)
	}
}

func TestTheSameAnswersAreNeverSealedAlike(t *testing.T) {
	id := newIdentity(t, Answers)
	a, b := sealed(t, header, answers, id), sealed(t, header, answers, id)
	if bytes.Equal(a.Body, b.Body) || bytes.Equal(a.Body[len(a.Body)-4096:], b.Body[len(b.Body)-4096:]) {
		t.Error("two envelopes look alike")
	}
	if seal.ReceiptOf(a.Body) == seal.ReceiptOf(b.Body) {
		t.Error("two envelopes have one receipt")
	}
	if bytes.Contains(a.Body, []byte("Тбилиси")) || bytes.Contains(a.Header, []byte("Тбилиси")) {
		t.Error("an answer is readable")
	}
}

// readByEye is what a person does who has the decrypted file and no program of
// ours: the first line is the header, the second the length, then the content.
func readByEye(t *testing.T, file []byte) (header, content string) {
	t.Helper()
	lines := strings.SplitN(string(file), "\n", 3)
	if len(lines) != 3 {
		t.Fatal("there are not three lines")
	}
	n, err := strconv.Atoi(lines[1])
	if err != nil || n > len(lines[2]) {
		t.Fatalf("the second line is not a length: %v", err)
	}
	return lines[0], lines[2][:n]
}

func TestTheAgeLibraryOpensABodyWithTheKeyFile(t *testing.T) {
	for _, id := range []Identity{newIdentity(t, Answers), classicIdentity(t)} {
		e := sealed(t, header, answers, id)
		var file bytes.Buffer
		if err := id.Write(&file); err != nil {
			t.Fatal(err)
		}
		keys, err := age.ParseIdentities(&file)
		if err != nil {
			t.Fatal(err)
		}
		r, err := age.Decrypt(bytes.NewReader(e.Body), keys...)
		if err != nil {
			t.Fatal(err)
		}
		plain, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if h, content := readByEye(t, plain); h != string(e.Header) || content != string(answers) {
			t.Errorf("read by eye: %d and %d bytes", len(h), len(content))
		}
	}
}

var ageVersion = regexp.MustCompile(`v?(\d+)\.(\d+)`)

// ageCommand gives what the stock age command makes of a body with a key; nil
// where it does not open it.
func ageCommand(t *testing.T) func(body []byte, id Identity) []byte {
	t.Helper()
	command := judge.Program(t, "age")
	version, err := exec.Command(command, "--version").Output()
	if err != nil {
		t.Fatal(err)
	}
	v := ageVersion.FindStringSubmatch(string(version))
	if v == nil {
		t.Skipf("the age command does not say its version but %q", version)
	}
	if major, _ := strconv.Atoi(v[1]); major == 1 {
		if minor, _ := strconv.Atoi(v[2]); minor < 3 {
			t.Skipf("the age command is %s; post-quantum keys need 1.3", v[0])
		}
	}
	return func(body []byte, id Identity) []byte {
		file := filepath.Join(t.TempDir(), "body.age")
		if err := os.WriteFile(file, body, 0o600); err != nil {
			t.Fatal(err)
		}
		plain, err := exec.Command(command, "--decrypt", "--identity", keyFileOf(t, id), file).Output()
		if err != nil {
			return nil
		}
		return plain
	}
}

func TestTheAgeCommandOpensABodyWithTheKeyFile(t *testing.T) {
	command := ageCommand(t)
	id := newIdentity(t, Answers)
	e := sealed(t, header, answers, id, newIdentity(t, Recovery))
	if h, content := readByEye(t, command(e.Body, id)); h != string(e.Header) || content != string(answers) {
		t.Errorf("read by eye: %d and %d bytes", len(h), len(content))
	}
}

func BenchmarkSeal(b *testing.B) {
	to := recipients(b, newIdentity(b, Answers), newIdentity(b, Recovery))
	plain := make([]byte, 3500)
	for b.Loop() {
		if _, err := seal.Seal(header, plain, to); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOpen(b *testing.B) {
	id := newIdentity(b, Answers)
	e := sealed(b, header, make([]byte, 3500), id, newIdentity(b, Recovery))
	b.ReportMetric(float64(len(e.Body)), "bytes")
	for b.Loop() {
		if _, _, err := Open(e, id); err != nil {
			b.Fatal(err)
		}
	}
}

func TestADrillTellsTheKeyThatWorksFromOneThatDoesNot(t *testing.T) {
	listed, recovery, other := newIdentity(t, Answers), newIdentity(t, Recovery), newIdentity(t, Answers)
	to := recipients(t, listed, recovery)
	for _, id := range []Identity{listed, recovery} {
		if err := Drill(id, to); err != nil {
			t.Errorf("%s: %v", id.Role(), err)
		}
	}
	if err := Drill(other, to); !errors.Is(err, ErrDrill) {
		t.Errorf("a key that is not listed: %v", err)
	}
}
