package qr

import (
	"bytes"
	"fmt"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"sojourn/internal/judge"
)

func TestTheDrawingHasExactlyTheModulesOfTheCode(t *testing.T) {
	const link = "https://field.example.org/o/friends"
	svg, err := SVG(link, "a <link>")
	if err != nil {
		t.Fatal(err)
	}
	code, err := encode(link)
	if err != nil {
		t.Fatal(err)
	}
	want := code.Bitmap()
	n := len(want)
	if !strings.Contains(svg, fmt.Sprintf(`viewBox="0 0 %d %d"`, n, n)) || !strings.Contains(svg, "a &lt;link&gt;") {
		t.Errorf("size or title: %.200s", svg)
	}
	got := make([][]bool, n)
	for y := range got {
		got[y] = make([]bool, n)
	}
	for _, m := range regexp.MustCompile(`M(\d+) (\d+)h(\d+)v1h-(\d+)z`).FindAllStringSubmatch(svg, -1) {
		x, _ := strconv.Atoi(m[1])
		y, _ := strconv.Atoi(m[2])
		w, _ := strconv.Atoi(m[3])
		for i := range w {
			got[y][x+i] = true
		}
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Error("the drawing is another code")
	}
	for i := range n {
		for edge := range 4 {
			if got[edge][i] || got[i][edge] || got[n-1-edge][i] || got[i][n-1-edge] {
				t.Fatal("the quiet zone of four modules is not empty")
			}
		}
	}
}

func TestThePictureForMessengersIsAPicture(t *testing.T) {
	data, err := PNG("https://field.example.org/o/friends")
	if err != nil {
		t.Fatal(err)
	}
	picture, err := png.Decode(bytes.NewReader(data))
	if err != nil || picture.Bounds().Dx() != pixels {
		t.Errorf("%v", err)
	}
}

func TestATextTooLongForACodeIsAnError(t *testing.T) {
	if _, err := SVG(strings.Repeat("x", 5000), ""); err == nil {
		t.Error("5000 letters were drawn")
	}
}

// TestAnotherProgramReadsTheCode has zbarimg read codes of short and long
// addresses.
func TestAnotherProgramReadsTheCode(t *testing.T) {
	reader := judge.Program(t, "zbarimg")
	for _, address := range []string{"https://a.example/", "https://field.example.org/o/friends", "http://" + strings.Repeat("abcdefgh", 7) + ".onion/r/" + strings.Repeat("Zk_-", 10), "https://example.org/?" + strings.Repeat("x", 300)} {
		data, err := PNG(address)
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Join(t.TempDir(), "code.png")
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.CommandContext(t.Context(), reader, "--quiet", "--raw", name).Output()
		if got := strings.TrimSpace(string(out)); err != nil || got != address {
			t.Errorf("a code of %d letters is read as %q, %v", len(address), got, err)
		}
	}
}
