package seal

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
)

func TestAHashHasOneTextForm(t *testing.T) {
	h := HashOf([]byte("abc"))
	const want = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" // FIPS 180-2, B.1
	if h.String() != want {
		t.Errorf("%s, want %s", h, want)
	}
	read, err := ParseHash(want)
	if err != nil || read != h {
		t.Errorf("read back as %s, %v", read, err)
	}
	text, err := json.Marshal(h)
	if err != nil || string(text) != `"`+want+`"` {
		t.Errorf("in JSON %s, %v", text, err)
	}
	for _, bad := range []string{"", want[:63], want + "00", strings.Repeat("x", 64)} {
		if _, err := ParseHash(bad); err == nil {
			t.Errorf("%q was read as a hash", bad)
		}
	}
}

func TestAReceiptCanBeReadAloudAndFollowsTheBody(t *testing.T) {
	r := ReceiptOf([]byte("abc"))
	if want := Receipt("Q9W1D-FWF07-7YMGA-183F5-VBH24"); r != want {
		t.Errorf("receipt %s, want %s", r, want)
	}
	if !regexp.MustCompile(`^([0-9A-HJKMNP-TV-Z]{5}-){4}[0-9A-HJKMNP-TV-Z]{5}$`).MatchString(string(r)) {
		t.Errorf("%s has letters that are taken for others", r)
	}
	if ReceiptOf([]byte("abd")) == r {
		t.Error("two bodies have one receipt")
	}
}
