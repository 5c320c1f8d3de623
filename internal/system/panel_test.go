package system

import (
	"encoding/csv"
	"io"
	"net/http"
	"net/http/cookiejar"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// checkPanel opens the desk and reads its panel page: what the published
// reports say of the panel is derived there.
func checkPanel(t *testing.T, dir string) {
	t.Helper()
	desk, client := openDesk(t, filepath.Join(dir, "study"))
	file, err := client.Get(desk + "/panel.csv?lang=en&sample=wave1&to=2&item=education")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Body.Close()
	lines, err := csv.NewReader(file.Body).ReadAll()
	if err != nil || len(lines) < 10 {
		t.Fatalf("%d lines, %v", len(lines), err)
	}
	found := map[string]string{}
	for _, l := range lines {
		found[strings.Join(l[:4], ", ")] = l[4] + " → " + l[5]
		if l[0] != "table" && (l[9] != "wave1" || l[10] == "" || len(l[11]) != 32 || len(l[12]) != 64) {
			t.Errorf("a number without sample, method, estimate or cut: %v", l)
		}
	}
	for line, want := range map[string]string{
		"back, Wave 1, March 2022, Wave 2, September 2022, ":                        "1680 → 611",
		"back, Wave 1, March 2022, Wave 3, Summer 2023, ":                           "1680 → 494",
		"outcomes, Wave 2, September 2022, those invited, complete":                 "1032 → 611",
		"outcomes, Wave 2, September 2022, those invited, broke off":                "1032 → 103",
		"rates, Wave 2, September 2022, participation, partial included, AAPOR RR2": "1032 → 611",
		"outcomes, Wave 1, March 2022, those who began, responded (completion)":     "1680 → 1680",
	} {
		if found[line] != want {
			t.Errorf("%s: %q, want %q", line, found[line], want)
		}
	}
	for line := range found {
		if strings.HasPrefix(line, "rates, Wave 1") {
			t.Errorf("a rate of an open link: %s", line)
		}
	}
	answer, err := client.Get(desk + "/panel?lang=en&of=1&of=2&of=3&least=2")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	page := textOf(t, answer)
	for _, want := range []string{"In any wave 10,871", "In two waves or more 2,170", "In all 3 waves 470", "at least 2 of the waves 1, 2, 3: 2,170 people"} {
		if !strings.Contains(page, want) {
			t.Errorf("the panel page lacks %q", want)
		}
	}
	for sample, n := range map[string]string{"panel2022": "611", "panel_w1_w3": "494", "panel_w2_w3": "1,465", "panel2023": "2,170", "reduced2023": "470", "combined2022": "2,176"} {
		if !regexp.MustCompile(`\b` + sample + `\b[^|]*?\b` + regexp.QuoteMeta(n) + `\b`).MatchString(page) {
			t.Errorf("the panel page does not give %s for %s", n, sample)
		}
	}
}

// openDesk starts the desk and gives its address and a browser that was let in.
func openDesk(t *testing.T, studyDir string) (string, *http.Client) {
	t.Helper()
	entry := startDesk(t, studyDir)
	jar, _ := cookiejar.New(nil) // never fails
	client := &http.Client{Jar: jar}
	entered, err := client.Get(entry)
	if err != nil || entered.StatusCode != http.StatusOK {
		t.Fatalf("entering: %v", err)
	}
	entered.Body.Close()
	address, _, _ := strings.Cut(entry, "/?")
	return address, client
}

// startDesk starts the desk and gives the address that lets a browser in.
func startDesk(t *testing.T, studyDir string) string {
	t.Helper()
	output := &safeBuffer{}
	cmd := exec.Command(program, "desk", studyDir)
	cmd.Stdout = output
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if m := regexp.MustCompile(`http://[^/\s]+/\?token=\S+`).FindStringSubmatch(output.String()); m != nil {
			return m[0]
		}
	}
	t.Fatal("the desk did not start")
	return ""
}

// textOf is the text of a page, its elements one space apart.
func textOf(t *testing.T, answer *http.Response) string {
	t.Helper()
	data, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	text := regexp.MustCompile(`<[^>]*>`).ReplaceAllString(string(data), " ")
	return strings.Join(strings.Fields(text), " ")
}
