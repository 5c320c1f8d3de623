package system

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf16"

	"sojourn/fieldwork/scenario"
	"sojourn/instrument"
)

// canaryStudy asks one item of each kind in which a person can type.
const canaryStudy = `
id: canary
title: {en: Canary, ru: Канарейка}
languages: [en, ru]
population: {en: nobody}
sampling: {en: none}
waves:
  - number: 1
    title: {en: Always}
    instrument: instrument/wave1.md
    doors: [{kind: open, opens: 2000-01-01, closes: 2999-12-31}]
samples: [{name: all, title: {en: all}, waves: [1], min: 1}]
channels: [{name: group, title: {en: a group}}]
completion: {partial: 0.5, complete: 0.8}
disclosure: {min_cell: 10, min_base: 30}
consent: [{version: 1, text: {en: "Do you agree?", ru: "Вы согласны?"}}]
keys:
  answers: [%s]
  contact: [%s]
`

const canaryInstrument = `
## survey
| type | name | label::English (en) | label::Русский (ru) | hint::English (en) | hint::Русский (ru) |
| --- | --- | --- | --- | --- | --- |
| begin_group | one | One | Один | | |
| text | story | Your story | Ваша история | Name nobody. | Не называйте имён. |
| integer | number | A number | Число | | |
| end_group | | | | | |
| begin_group | two | Two | Два | | |
| select_one place or_other | place | Where? | Где? | | |
| text | more | More | Ещё | Name nobody. | Не называйте имён. |
| end_group | | | | | |
| begin_group | three | Three | Три | | |
| text | last | Last words | Напоследок | Name nobody. | Не называйте имён. |
| end_group | | | | | |

## choices
| list_name | name | label::English (en) | label::Русский (ru) |
| --- | --- | --- | --- |
| place | here | Here | Здесь |
| place | other | Elsewhere | В другом месте |

## settings
| form_id | version | default_language |
| --- | --- | --- |
| canary | 1 | en |
`

// markers are unique strings, one for each way in.
var markers = map[string]string{
	"answer: text":      "Zvxqstory71",
	"answer: other":     "Zvxqplace72",
	"answer: more":      "Zvxqmore73",
	"answer: last":      "Зюйдвест74",
	"answer: number":    "918273645",
	"contact":           "zvxqmail75@example.org",
	"User-Agent":        "ZvxqAgent76",
	"Referer":           "zvxqreferer77",
	"X-Forwarded-For":   "203.0.113.78",
	"Cookie":            "zvxqcookie79",
	"Accept-Language":   "zvxqlang80",
	"query":             "zvxqquery81",
	"an unknown path":   "zvxqpath82",
	"a field name":      "zvxqfield83",
	"the address":       "127.66.77.88",
	"an overlong field": "zvxqlong84",
}

// TestNothingARespondentSendsIsWrittenOpen is the canary run: a whole interview
// with a marker in every input, and none of them in anything the field wrote.
func TestNothingARespondentSendsIsWrittenOpen(t *testing.T) {
	for _, end := range []string{"a clean stop", "kill -9"} {
		t.Run("after "+end, func(t *testing.T) {
			root := t.TempDir()
			studyDir, data, tmp := filepath.Join(root, "study"), filepath.Join(root, "data"), filepath.Join(root, "tmp")
			key := prepare(t, root, studyDir)
			if err := os.Mkdir(tmp, 0o700); err != nil {
				t.Fatal(err)
			}
			s := serve(t, studyDir, data, tmp)
			interview(t, s)
			if end == "kill -9" {
				s.kill(t)
			} else {
				s.stop(t)
			}
			write(t, root, map[string]string{"output.txt": s.output.String()})
			for name, marker := range markers {
				for _, hit := range search(t, marker, data, tmp, studyDir, filepath.Join(root, "output.txt")) {
					t.Errorf("the marker of %s stands in %s", name, hit)
				}
			}
			secretsAtRest(t, data)
			opensAtTheDesk(t, root, studyDir, data, tmp, key)
		})
	}
}

// prepare makes the study folder and its keys and returns the answers key's file.
func prepare(t testing.TB, root, studyDir string) string {
	t.Helper()
	public := regexp.MustCompile(`age1\S+`)
	keys := map[string]string{}
	for _, role := range []string{"answers", "contact"} {
		out := sojourn(t, "key", "new", role, "--unlocked", "--out", filepath.Join(root, "keys", role+".key"))
		keys[role] = public.FindString(out)
	}
	write(t, studyDir, map[string]string{
		"study.yaml":          fmt.Sprintf(canaryStudy, keys["answers"], keys["contact"]),
		"instrument/wave1.md": canaryInstrument,
	})
	return filepath.Join(root, "keys", "answers.key")
}

// interview sends every marker, in one response to the end with a contact, in
// another that stays a draft, and in requests that the field refuses.
func interview(t *testing.T, s *server) {
	t.Helper()
	dialer := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP("127.66.77.88")}}
	player := &scenario.Player{Base: s.pages, Transport: &http.Transport{DialContext: dialer.DialContext},
		Header: http.Header{"User-Agent": {markers["User-Agent"]}, "Referer": {"http://" + markers["Referer"]}, "X-Forwarded-For": {markers["X-Forwarded-For"]},
			"Cookie": {"c=" + markers["Cookie"]}, "Accept-Language": {markers["Accept-Language"]}}}
	answers := instrument.Answers{
		"story": {Values: []string{markers["answer: text"]}}, "number": {Values: []string{markers["answer: number"]}},
		"place": {Values: []string{"other"}}, "place_other": {Values: []string{markers["answer: other"]}},
		"more": {Values: []string{markers["answer: more"]}}, "last": {Values: []string{markers["answer: last"]}},
	}
	whole := scenario.Script{Channel: "group", Language: "en", Switch: "ru", ReturnBy: scenario.ByPhrase, Answers: answers,
		Contact: &scenario.Contact{Medium: "email", Address: markers["contact"]}}
	if _, err := player.Play(t.Context(), whole); err != nil {
		t.Fatal(err)
	}
	if _, err := player.Play(t.Context(), scenario.Script{Answers: answers, LeaveAfter: "two"}); err != nil {
		t.Fatal(err)
	}
	refused := []struct{ method, path, body string }{
		{"GET", "/?q=" + markers["query"], ""},
		{"GET", "/c/" + markers["an unknown path"] + "/one", ""},
		{"POST", "/c/" + markers["an unknown path"] + "/one", "story=" + markers["answer: text"]},
		{"POST", "/start", markers["a field name"] + "=1"},
		{"POST", "/return", "phrase=" + markers["answer: text"]},
		{"POST", "/contact", "address=" + markers["contact"]},
		{"POST", "/start", "x=" + strings.Repeat(markers["an overlong field"], 200_000)},
	}
	for _, r := range refused {
		req, err := http.NewRequest(r.method, s.pages+r.path, strings.NewReader(r.body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header = player.Header.Clone()
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		resp, err := player.Transport.RoundTrip(req)
		if err == nil {
			resp.Body.Close()
		}
	}
	raw, err := dialer.Dial("tcp", strings.TrimPrefix(s.pages, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(raw, "%s / HTTP/9.9\r\n\x00%s\r\n\r\n", markers["query"], markers["User-Agent"])
	raw.Close()
}

// search looks for a marker, in every form in which a program might write it,
// in all files under the given paths.
func search(t *testing.T, marker string, paths ...string) []string {
	t.Helper()
	var hits []string
	forms := encodings(marker)
	for _, path := range paths {
		err := filepath.WalkDir(path, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			content, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			low := bytes.ToLower(content)
			for form, bytesOf := range forms {
				if bytes.Contains(content, bytesOf) || bytes.Contains(low, bytes.ToLower(bytesOf)) {
					hits = append(hits, fmt.Sprintf("%s as %s", filepath.Base(name), form))
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return hits
}

// encodings gives a marker in the forms that are searched for.
func encodings(marker string) map[string][]byte {
	forms := map[string][]byte{"text": []byte(marker), "hex": []byte(hex.EncodeToString([]byte(marker))), "URL": []byte(url.QueryEscape(marker))}
	if quoted, err := json.Marshal(marker); err == nil {
		forms["JSON"] = bytes.Trim(quoted, `"`)
	}
	var little, big []byte
	for _, u := range utf16.Encode([]rune(marker)) {
		little = append(little, byte(u), byte(u>>8))
		big = append(big, byte(u>>8), byte(u))
	}
	forms["UTF-16LE"], forms["UTF-16BE"] = little, big
	for shift := range 3 { // inside a longer text it starts at any of three places
		padded := append(bytes.Repeat([]byte{0}, shift), marker...)
		whole := base64.StdEncoding.EncodeToString(padded)
		from := []int{0, 2, 3}[shift]
		to := len(padded) / 3 * 4
		forms[fmt.Sprintf("base64 at offset %d", shift)] = []byte(whole[from:to])
	}
	return forms
}

// TestTheSearchFindsWhatIsThere keeps the canary honest: a search that finds
// nothing must be one that could have found something.
func TestTheSearchFindsWhatIsThere(t *testing.T) {
	for _, marker := range markers {
		for form, content := range encodings(marker) {
			dir := t.TempDir()
			write(t, dir, map[string]string{"file": "before " + string(content) + " after"})
			if len(search(t, marker, dir)) == 0 {
				t.Errorf("a marker written as %s is not found", form)
			}
		}
		for shift := range 3 {
			dir := t.TempDir()
			write(t, dir, map[string]string{"file": base64.StdEncoding.EncodeToString([]byte(strings.Repeat("x", 9+shift) + marker + "yyyy"))})
			if len(search(t, marker, dir)) == 0 {
				t.Errorf("a marker inside base64 at offset %d is not found", shift)
			}
		}
	}
}

// secretsAtRest refuses private keys in the field's storage.
func secretsAtRest(t *testing.T, data string) {
	t.Helper()
	for _, hit := range search(t, "AGE-SECRET-KEY", data) {
		t.Errorf("a private key stands in %s", hit)
	}
}

// opensAtTheDesk shows that the markers were really sent: with the answers key
// the desk reads them.
func opensAtTheDesk(t *testing.T, root, studyDir, data, tmp, key string) {
	t.Helper()
	s := serve(t, studyDir, data, tmp)
	sojourn(t, "sync", studyDir, "--field", s.sync, "--token", filepath.Join(data, "sync-token"), "--key", key)
	s.stop(t)
	for _, name := range []string{"answer: text", "answer: other", "answer: more", "answer: last", "answer: number"} {
		if len(search(t, markers[name], filepath.Join(studyDir, ".sojourn", "opened"))) == 0 {
			t.Errorf("%s did not reach the desk", name)
		}
	}
}
