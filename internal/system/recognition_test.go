package system

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"sojourn/fieldwork/scenario"
	"sojourn/seal"
)

const recognitionSettings = `
recognition:
  on: true
  questions:
    - {name: birthday, label: {en: Day of the month, ru: День}, from: 1, to: 31}
    - {name: month, label: {en: Month, ru: Месяц}, from: 1, to: 12}
    - {name: house, label: {en: Last digit, ru: Последняя цифра}, from: 0, to: 9}
    - {name: hand, label: {en: Hand, ru: Рука}, choices: [{name: left, label: {en: Left, ru: Левая}}, {name: right, label: {en: Right, ru: Правая}}]}
`

// codeOf is somebody's code; other is how often an element of it has changed.
func codeOf(i, other int) map[string]string {
	return map[string]string{"birthday": strconv.Itoa(1 + (i*7)%31), "month": strconv.Itoa(1 + (i*5)%12), "house": strconv.Itoa((i*3 + other) % 10), "hand": []string{"left", "right"}[i%2]}
}

// TestWhoComesBackWithoutLinkOrWordsIsSuggestedAndJoinedByPeopleAlone plays two
// waves. Some people come back as themselves and some as if they were new; the
// desk suggests whom their codes are like, and joins nobody by itself.
func TestWhoComesBackWithoutLinkOrWordsIsSuggestedAndJoinedByPeopleAlone(t *testing.T) {
	const people, back, again = 16, 4, 5 // back: by their own secret; again: as if they were new
	root := t.TempDir()
	studyDir, data := filepath.Join(root, "study"), filepath.Join(root, "data")
	key := prepare(t, root, studyDir)
	with(t, studyDir, "study.yaml", recognitionSettings)
	var secrets []string
	for range people {
		secret, err := seal.NewSecret(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		secrets = append(secrets, secret.Token())
	}
	s := serve(t, studyDir, data, root)
	from := []string{"--field", s.sync, "--token", filepath.Join(data, "sync-token"), "--key", key}
	player := &scenario.Player{Base: s.pages, Transport: &http.Transport{}}
	come := func(secret string, i, other int) {
		t.Helper()
		if _, err := player.Play(t.Context(), scenario.Script{Secret: secret, Answers: chainAnswers(i, "here", 20+i), Code: codeOf(i, other)}); err != nil {
			t.Fatal(err)
		}
	}
	for i := range people {
		come(secrets[i], i, 0)
	}
	if _, err := player.Play(t.Context(), scenario.Script{Answers: chainAnswers(99, "here", 30)}); err != nil { // gives none
		t.Fatal(err)
	}
	if out := sojourn(t, append([]string{"sync", studyDir}, from...)...); !strings.Contains(out, "wave 1: 17 responses open, 17 finished") {
		t.Errorf("codes count as responses of their own:\n%s", out)
	}
	s.stop(t)
	openAgain(t, studyDir)

	s = serve(t, studyDir, data, root)
	from[1], player.Base = s.sync, s.pages
	for i := range back {
		come(secrets[i], i, i%2) // every other has another element
	}
	for i := back; i < back+again; i++ {
		come("", i, i/(back+again-1)) // the last has another element
	}
	come("", 40, 0) // a stranger
	sojourn(t, append([]string{"sync", studyDir}, from...)...)
	s.stop(t)
	cut := sojourn(t, "cut", studyDir)
	if want := fmt.Sprintf(": %d people", people+1+again+1); !strings.Contains(cut, want) {
		t.Errorf("nobody decided yet; want %q in\n%s", want, cut)
	}

	suggest := []string{"recognise", "suggest", studyDir, "--waves", "1,2", "--by", "number,place"}
	out := sojourn(t, suggest...)
	for _, want := range []string{"wave 1: 16 people gave a code, 1 did not", "of 4 people in both waves by link or phrase: 2 codes are equal (50 %), 2 one element apart (50 %)",
		"exact      4 pairs", "Nobody is joined", "too few people"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in\n%s", want, out)
		}
	}
	pairs := regexp.MustCompile(`(?m)^([0-9a-f]{12})\s+([0-9a-f]{12})\s+exact`).FindAllStringSubmatch(out, -1)
	if len(pairs) != 4 {
		t.Fatalf("%d exact pairs in\n%s", len(pairs), out)
	}
	one := []string{pairs[0][1], pairs[0][2], "--waves", "1,2", "--by", "M. K.", "--why", "equal codes"}
	trouble(t, "no response with a code", append([]string{"recognise", "decide", studyDir, "--verdict", "same", pairs[0][2]}, one[1:]...)...)
	sojourn(t, append([]string{"recognise", "decide", studyDir, "--verdict", "same"}, one...)...)
	if cut = sojourn(t, "cut", studyDir); !strings.Contains(cut, ": 1 pair of responses") || !strings.Contains(cut, fmt.Sprintf(": %d people", people+1+again)) {
		t.Errorf("after one decision\n%s", cut)
	}
	if out = sojourn(t, suggest...); strings.Contains(out, pairs[0][1]) || !strings.Contains(out, "exact      3 pairs") {
		t.Errorf("who was joined is suggested again\n%s", out)
	}
	sojourn(t, append([]string{"recognise", "decide", studyDir, "--verdict", "undecided"}, one...)...)
	if again := sojourn(t, "cut", studyDir); strings.Contains(again, "joined") {
		t.Errorf("taken back, and\n%s", again)
	}
	sojourn(t, append([]string{"recognise", "decide", studyDir, "--verdict", "different"}, one...)...)
	if out = sojourn(t, suggest...); strings.Contains(out, pairs[0][1]+"   "+pairs[0][2]) {
		t.Errorf("what was decided to be different is suggested\n%s", out)
	}
	if ledger, err := os.ReadFile(filepath.Join(studyDir, "matches.yaml")); err != nil || strings.Count(string(ledger), "why: equal codes") != 3 {
		t.Errorf("the decisions are not all kept: %v\n%s", err, ledger)
	}
	t.Run("the desk", func(t *testing.T) {
		pagesOfTheDesk(t, studyDir, "/panel/codes", "/panel/codes?by=number&by=place&first="+pairs[1][1]+"&second="+pairs[1][2])
		decidedByKeyboard(t, studyDir)
	})
}

// openAgain closes the first wave and opens a second to everybody.
func openAgain(t *testing.T, studyDir string) {
	t.Helper()
	name := filepath.Join(studyDir, "study.yaml")
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	write(t, studyDir, map[string]string{"study.yaml": strings.Replace(string(text), "closes: 2999-12-31}]\n", `closes: 2020-12-31}]
  - number: 2
    title: {en: Later}
    instrument: instrument/wave1.md
    doors: [{kind: open, opens: 2021-01-01, closes: 2999-12-31}]
`, 1)})
}
