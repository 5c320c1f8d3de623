package seal

import (
	"bytes"
	"crypto/rand"
	"errors"
	"testing"
)

func TestADraftComesBackWithItsOwnKeyOnly(t *testing.T) {
	k := fixedDraftKey(t)
	for _, plain := range []string{"", "{}", string(bytes.Repeat([]byte("ответ "), 3000))} {
		sealed, err := k.Seal([]byte(plain), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := k.Open(sealed); err != nil || string(got) != plain {
			t.Errorf("%d bytes come back as %d, %v", len(plain), len(got), err)
		}
		for _, other := range []DraftKey{DraftKey(derive(k, "another")), {}} {
			if _, err := other.Open(sealed); !errors.Is(err, ErrNotOpened) {
				t.Errorf("another key gives %v", err)
			}
		}
	}
}

func TestADamagedDraftIsRefused(t *testing.T) {
	k := fixedDraftKey(t)
	sealed, err := k.Seal([]byte(`{"age":27}`), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for n := range sealed {
		if _, err := k.Open(sealed[:n]); !errors.Is(err, ErrNotOpened) {
			t.Fatalf("the first %d bytes give %v", n, err)
		}
		sealed[n] ^= 1 << (n % 8)
		if _, err := k.Open(sealed); !errors.Is(err, ErrNotOpened) {
			t.Fatalf("a bit of byte %d flipped gives %v", n, err)
		}
		sealed[n] ^= 1 << (n % 8)
	}
	if _, err := k.Open(append(sealed, 0)); !errors.Is(err, ErrNotOpened) {
		t.Errorf("a byte more gives %v", err)
	}
}

func TestADraftIsBoundToItsName(t *testing.T) {
	k := fixedDraftKey(t)
	framed, err := frame(nil, []byte("{}"))
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := closeBox(derive(k, "draft-body"), "another draft's id", framed, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := k.Open(sealed); !errors.Is(err, ErrNotOpened) {
		t.Errorf("what was stored under another name gives %v", err)
	}
}

func TestADraftsSizeTellsOnlyItsBucket(t *testing.T) {
	k := fixedDraftKey(t)
	for n := 0; n < 70<<10; n += 1009 {
		sealed, err := k.Seal(make([]byte, n), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		if !allowed(len(sealed) - 12 - 16) {
			t.Fatalf("%d bytes are sealed as %d", n, len(sealed))
		}
	}
}

func TestTheSameDraftIsNeverSealedAlike(t *testing.T) {
	k := fixedDraftKey(t)
	a, errA := k.Seal([]byte("{}"), rand.Reader)
	b, errB := k.Seal([]byte("{}"), rand.Reader)
	if errA != nil || errB != nil || bytes.Equal(a[:12], b[:12]) || bytes.Equal(a[12:], b[12:]) {
		t.Errorf("two savings look alike (%v, %v)", errA, errB)
	}
	if k.Digest([]byte("{}")) != k.Digest([]byte("{}")) || k.Digest([]byte("{}")) == k.Digest([]byte("{ }")) {
		t.Error("the digest does not follow the content")
	}
}

func BenchmarkDraftSeal(b *testing.B) {
	k := fixedDraftKey(b)
	plain := make([]byte, 3000)
	for b.Loop() {
		if _, err := k.Seal(plain, rand.Reader); err != nil {
			b.Fatal(err)
		}
	}
}
