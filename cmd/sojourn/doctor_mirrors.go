package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"sojourn/seal"
	"sojourn/study"
)

// standingFile is where a field tells its keys and versions.
const standingFile = "/genuine.txt"

// longestStanding bounds what is read of it.
const longestStanding = 64 << 10

// lookAtMirrors holds every mirror against the field's own address: it must be
// reached, close answers with the study's keys, and ask the same versions. A
// mirror that leads elsewhere asks people in the team's name.
func lookAtMirrors(ctx context.Context, e examination) (string, study.Problems) {
	s := e.project.Study
	if len(s.Mirrors) == 0 {
		return "none listed", nil
	}
	keys, err := e.keyLines()
	if err != nil {
		return "", mendable(study.File, err)
	}
	own, _ := e.standingAt(ctx, s.Field) // what is wrong with it, the look before this one says
	if !strings.HasPrefix(own, keys) {
		own = ""
	}
	var problems study.Problems
	reached := 0
	for _, mirror := range s.Mirrors {
		said, ps := e.mirror(ctx, strings.TrimRight(mirror, "/"), keys, own)
		problems = append(problems, ps...)
		if said {
			reached++
		}
	}
	return fmt.Sprintf("%d of %d reached", reached, len(s.Mirrors)), problems
}

// mirror looks at one mirror and says whether it was reached. Keys are the
// lines that it must begin with; own is what the field itself says, empty where
// that is not known.
func (e examination) mirror(ctx context.Context, mirror, keys, own string) (bool, study.Problems) {
	if setting := withoutTor(mirror); setting != "" {
		return false, problemOf(study.Warning, mirror, "", "not looked at: an onion service is reached through Tor alone",
			fmt.Sprintf("where Tor runs, look once more with %s=socks5://127.0.0.1:9050; else open %s in Tor Browser and compare the words", setting, mirror+standingFile))
	}
	response, err := e.ask(ctx, mirror+standingFile)
	if err != nil {
		return false, problem(mirror, "", "the mirror cannot be reached, or its certificate does not hold", "mend it, or take it out of mirrors: people are told that it is ours")
	}
	defer response.Body.Close()
	problems := e.answered(mirror, response)
	text, err := io.ReadAll(io.LimitReader(response.Body, longestStanding))
	switch {
	case err != nil || response.StatusCode != http.StatusOK:
	case !strings.HasPrefix(string(text), keys):
		problems = append(problems, problem(mirror, "", "the mirror closes answers with other keys than the study's", "find out where it leads; until then take it out of mirrors and warn people")...)
	case own != "" && string(text) != own:
		problems = append(problems, problem(mirror, "", "the mirror asks another version of a questionnaire than the field", "lead it to the same field")...)
	}
	return true, problems
}

// withoutTor names the setting that leads to an onion service, where that is not
// set; it is empty for all other addresses.
func withoutTor(mirror string) string {
	u, err := url.Parse(mirror)
	if err != nil || !strings.HasSuffix(u.Hostname(), ".onion") {
		return ""
	}
	if proxy, err := http.ProxyFromEnvironment(&http.Request{URL: u}); proxy != nil && err == nil {
		return ""
	}
	if u.Scheme == "https" {
		return "HTTPS_PROXY"
	}
	return "HTTP_PROXY"
}

// keyLines are the lines by which the study's field names its keys.
func (e examination) keyLines() (string, error) {
	var lines strings.Builder
	for _, key := range e.project.Study.Keys.Answers {
		words, err := seal.Fingerprint(key)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&lines, "key: %s\n", words)
	}
	return lines.String(), nil
}

// standingAt is what an address says.
func (e examination) standingAt(ctx context.Context, address string) (string, error) {
	response, err := e.ask(ctx, strings.TrimRight(address, "/")+standingFile)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, longestStanding))
	return string(text), err
}
