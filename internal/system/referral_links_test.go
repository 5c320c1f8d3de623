package system

import (
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"sojourn/fieldwork/scenario"
)

// BenchmarkReferralLinksThatLetNobodyIn times what somebody who tries links can
// time.
func BenchmarkReferralLinksThatLetNobodyIn(b *testing.B) {
	root := b.TempDir()
	studyDir, data := filepath.Join(root, "study"), filepath.Join(root, "data")
	prepare(b, root, studyDir)
	with(b, studyDir, "study.yaml", snowballSettings)
	s := serve(b, studyDir, data, root)
	defer s.stop(b)
	player := &scenario.Player{Base: s.pages, Transport: &http.Transport{}}
	first, err := player.Play(b.Context(), scenario.Script{PassOn: true, Answers: chainAnswers(1, "here", 5)})
	if err != nil {
		b.Fatal(err)
	}
	used := first.Links[0]
	if _, err := player.Play(b.Context(), scenario.Script{Coupon: used, Answers: chainAnswers(2, "here", 5)}); err != nil {
		b.Fatal(err)
	}
	for _, link := range []struct{ name, token string }{
		{"guessed", strings.Repeat("B", len(used))}, {"used", used}, {"altered", used[:10] + "zz" + used[12:]}, {"no-token", "x"},
	} {
		b.Run(link.name, func(b *testing.B) {
			for b.Loop() {
				resp, err := http.Get(s.pages + "/r/" + link.token)
				if err != nil {
					b.Fatal(err)
				}
				_, err = io.Copy(io.Discard, resp.Body)
				if resp.Body.Close(); err != nil {
					b.Fatal(err)
				}
				if resp.StatusCode != http.StatusNotFound {
					b.Fatalf("answered with %d", resp.StatusCode)
				}
			}
		})
	}
}
