package seal

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// chained returns n envelopes of wave 2 in an honest chain.
func chained(n int) []Envelope {
	var head Hash
	es := make([]Envelope, n)
	for i := range es {
		e := Envelope{Wave: 2, Seq: int64(i + 1), Key: fmt.Sprint("key", i), Kind: Final,
			Header: fmt.Appendf(nil, `{"v":1,"n":%d}`, i), Body: fmt.Append(nil, "body", i)}
		e.Link = ChainNext(head, e)
		head, es[i] = e.Link, e
	}
	return es
}

// breaks verifies a whole wave as the desk does and returns where it breaks.
func breaks(t *testing.T, es []Envelope) (where []int64, what []string) {
	t.Helper()
	c := Chain{Wave: 2}
	for _, e := range es {
		err := c.Verify(e)
		var b *Break
		if err != nil && !errors.As(err, &b) {
			t.Fatalf("not a break: %v", err)
		}
		if err != nil {
			where, what = append(where, b.Seq), append(what, b.Error())
			c.Skip(e)
		}
	}
	return where, what
}

func TestAnHonestChainVerifies(t *testing.T) {
	if where, what := breaks(t, chained(50)); where != nil {
		t.Errorf("breaks at %v: %v", where, what)
	}
}

func TestALinkIsWhatTheDocumentationSays(t *testing.T) {
	e := chained(1)[0]
	e.Link = Hash{}
	text := func(parts ...string) string {
		var b []byte
		for _, p := range parts {
			b = binary.BigEndian.AppendUint64(b, uint64(len(p)))
			b = append(b, p...)
		}
		sum := sha256.Sum256(b)
		return string(sum[:])
	}
	body := sha256.Sum256(e.Body)
	leaf := text("sojourn/v1/leaf", string(e.Kind), e.Key, string(e.Header), string(body[:]))
	prev := HashOf([]byte("the one before"))
	if got, want := ChainNext(prev, e), text("sojourn/v1/link", string(prev[:]), leaf); string(got[:]) != want {
		t.Errorf("link %s, want %x", got, want)
	}
}

func TestTamperingIsNamedWhereItWasDone(t *testing.T) {
	tests := []struct {
		name   string
		tamper func(es []Envelope) []Envelope
		where  []int64
		what   string
	}{
		{"body altered", func(es []Envelope) []Envelope { es[4].Body = []byte("other"); return es }, []int64{5}, "altered"},
		{"header altered", func(es []Envelope) []Envelope { es[4].Header = []byte(`{"v":1}`); return es }, []int64{5}, "altered"},
		{"key altered", func(es []Envelope) []Envelope { es[4].Key = "other"; return es }, []int64{5}, "altered"},
		{"kind altered", func(es []Envelope) []Envelope { es[4].Kind = Revision; return es }, []int64{5}, "altered"},
		{"text moved from key to kind", func(es []Envelope) []Envelope {
			es[4].Kind, es[4].Key = es[4].Kind+"k", es[4].Key[1:]
			return es
		}, []int64{5}, "altered"},
		{"first deleted", func(es []Envelope) []Envelope { return slices.Delete(es, 0, 1) }, []int64{2}, "missing before it: 1 envelope;"},
		{"two deleted", func(es []Envelope) []Envelope { return slices.Delete(es, 3, 5) }, []int64{6}, "missing before it: 2 envelopes;"},
		{"deleted, the rest numbered anew", func(es []Envelope) []Envelope { return renumber(slices.Delete(es, 3, 4)) }, []int64{4}, "the one before it was removed"},
		{"inserted under a number that was there", func(es []Envelope) []Envelope {
			return slices.Insert(es, 4, es[2])
		}, []int64{3}, "inserted or moved"},
		{"inserted with a link of its own, the rest numbered anew", func(es []Envelope) []Envelope {
			forged := Envelope{Wave: 2, Seq: 4, Kind: Final, Key: "forged"}
			forged.Link = ChainNext(es[2].Link, forged)
			return renumber(slices.Insert(es, 3, forged))
		}, []int64{5}, "inserted"},
		{"two exchanged", func(es []Envelope) []Envelope { es[3], es[4] = es[4], es[3]; return es }, []int64{5, 4}, "missing"},
		{"two exchanged with their numbers", func(es []Envelope) []Envelope {
			es[3], es[4] = es[4], es[3]
			return renumber(es)
		}, []int64{4, 5, 6}, "does not follow"},
		{"of another wave", func(es []Envelope) []Envelope { es[4].Wave = 1; return es }, []int64{5, 6}, "wave 1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			where, what := breaks(t, tt.tamper(chained(10)))
			if !slices.Equal(where, tt.where) || !strings.Contains(what[0], tt.what) {
				t.Errorf("breaks at %v, want %v: %v", where, tt.where, what)
			}
		})
	}
}

func renumber(es []Envelope) []Envelope {
	for i := range es {
		es[i].Seq = int64(i + 1)
	}
	return es
}

func TestAThousandRandomTamperingsAreAllSeen(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for round := range 1000 {
		es := chained(30)
		i, j := r.IntN(29), r.IntN(29)
		for i == j {
			j = r.IntN(29)
		}
		switch round % 4 {
		case 0:
			es[i].Body = fmt.Append(nil, "altered", round)
		case 1:
			es = renumber(slices.Delete(es, i, i+1))
		case 2:
			es = renumber(slices.Insert(es, i, Envelope{Wave: 2, Kind: Final, Link: es[j].Link}))
		case 3:
			es[i], es[j] = es[j], es[i]
			es = renumber(es)
		}
		if where, _ := breaks(t, es); len(where) == 0 {
			t.Fatalf("round %d passed unseen", round)
		}
	}
}

func TestAChainWrittenAnewDoesNotGoOnFromTheDesksHead(t *testing.T) {
	desk := Chain{Wave: 2}
	for _, e := range chained(5) {
		if err := desk.Verify(e); err != nil {
			t.Fatal(err)
		}
	}
	forged := chained(6)
	forged[1].Body = []byte("altered")
	var head Hash
	for i := range forged {
		forged[i].Link = ChainNext(head, forged[i])
		head = forged[i].Link
	}
	if err := desk.Verify(forged[5]); err == nil {
		t.Error("the sixth envelope of a forged chain follows on the fifth of the true one")
	}
}
