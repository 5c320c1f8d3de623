package system

import (
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// repository is the root of the repository, seen from this package.
const repository = "../.."

// documents reads what people read, by its path in the repository.
func documents(t *testing.T) map[string]string {
	t.Helper()
	texts := map[string]string{}
	for _, pattern := range []string{"README.md", "ARCHITECTURE.md", "docs/*.md", "changes/*.md"} {
		names, err := filepath.Glob(filepath.Join(repository, pattern))
		if err != nil || len(names) == 0 {
			t.Fatalf("no file is %s: %v", pattern, err)
		}
		for _, name := range names {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			name, err = filepath.Rel(repository, name)
			if err != nil {
				t.Fatal(err)
			}
			texts[filepath.ToSlash(name)] = string(text)
		}
	}
	return texts
}

var (
	link    = regexp.MustCompile(`\]\(([^()\s]+)\)`)
	heading = regexp.MustCompile(`(?m)^#+ +(.*)$`)
	fenced  = regexp.MustCompile("(?ms)^```([^\n]*)\n(.*?)^```$")
	spoken  = regexp.MustCompile("`([^`\n]+)`")
)

func TestLinksInTheDocumentsLeadSomewhere(t *testing.T) {
	texts := documents(t)
	for name, text := range texts {
		for _, m := range link.FindAllStringSubmatch(fenced.ReplaceAllString(text, ""), -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			file, place, _ := strings.Cut(m[1], "#")
			target := name
			if file != "" {
				target = path.Join(path.Dir(name), file)
			}
			if _, err := os.Stat(filepath.Join(repository, target)); err != nil {
				t.Errorf("%s: the link %s leads to nothing", name, m[1])
			} else if place != "" && !slices.Contains(anchors(texts[target]), place) {
				t.Errorf("%s: the link %s leads to no heading", name, m[1])
			}
		}
	}
}

// anchors are the headings of a document as links name them.
func anchors(text string) []string {
	var all []string
	for _, m := range heading.FindAllStringSubmatch(text, -1) {
		kept := regexp.MustCompile(`[^\p{L}\p{N}\s_-]`).ReplaceAllString(strings.ToLower(m[1]), "")
		all = append(all, strings.ReplaceAll(strings.TrimSpace(kept), " ", "-"))
	}
	return all
}

// A usage is what the help says of one command.
type usage struct {
	flags    map[string]bool // without the dashes; whether the flag takes a value
	required []string        // flags that must be given
	least    int             // arguments
	most     int
}

var (
	listed    = regexp.MustCompile(`(?m)^  ([a-z-]+(?: [a-z-]+)?)  +\S`)
	usageLine = regexp.MustCompile(`(?s)^Usage: sojourn (.*?)\n\n`)
	flagName  = regexp.MustCompile(`--([a-z][a-z0-9-]*)(=?)`)
)

// usages asks the program for its commands and for the help of each.
func usages(t *testing.T) map[string]usage {
	t.Helper()
	commands := listed.FindAllStringSubmatch(sojourn(t, "--help"), -1)
	if len(commands) == 0 {
		t.Fatal("the help lists no commands")
	}
	all := map[string]usage{}
	for _, m := range commands {
		help := sojourn(t, append(strings.Fields(m[1]), "--help")...)
		line := usageLine.FindStringSubmatch(help)
		_, flags, _ := strings.Cut(help, "\nFlags:\n")
		if line == nil || flags == "" {
			t.Fatalf("the help of %s has another form:\n%s", m[1], help)
		}
		u := usage{flags: map[string]bool{}}
		for _, f := range flagName.FindAllStringSubmatch(flags, -1) {
			u.flags[f[1]] = u.flags[f[1]] || f[2] == "="
		}
		for _, word := range strings.Fields(line[1]) {
			switch {
			case strings.HasPrefix(word, "--"):
				u.required = append(u.required, flagName.FindStringSubmatch(word)[1])
			case strings.HasPrefix(word, "<"):
				u.least, u.most = u.least+1, u.most+1
			case strings.HasPrefix(word, "[<"):
				u.most = 1 << 10
			}
		}
		name := strings.TrimSuffix(m[1], " make") // "sojourn cut" alone makes one
		if name == "field serve" {                // and "sojourn field" serves
			name = "field"
		}
		all[name] = u
	}
	return all
}

func TestCommandLinesInTheDocumentsAreUnderstood(t *testing.T) {
	known := usages(t)
	seen := map[string]bool{}
	for name, text := range documents(t) {
		whole, mentioned := commandLines(text)
		for _, line := range slices.Concat(whole, mentioned) {
			command, what := understood(line, known, slices.Contains(whole, line))
			if what != "" {
				t.Errorf("%s: %q: %s", name, line, what)
			}
			seen[command] = true
		}
	}
	for command := range known {
		if !seen[command] {
			t.Errorf("no document shows %q", "sojourn "+command)
		}
	}
}

// commandLines lists the lines that call the program: those of listings, which
// must be whole, and those mentioned in a sentence, which may be a command's
// name alone.
func commandLines(text string) (whole, mentioned []string) {
	call := regexp.MustCompile(`^\s*(?:\$ )?(?:bin/)?sojourn ([a-z].*)$`)
	for _, m := range fenced.FindAllStringSubmatch(text, -1) {
		text = strings.Replace(text, m[0], "", 1)
		if m[1] == "" || m[1] == "sh" {
			text += "\n    " + strings.ReplaceAll(strings.ReplaceAll(m[2], "\\\n", " "), "\n", "\n    ")
		}
	}
	for line := range strings.Lines(text) {
		if m := call.FindStringSubmatch(strings.TrimRight(line, "\n")); m != nil && strings.HasPrefix(line, "    ") {
			whole = append(whole, m[1])
			continue
		}
		for _, m := range spoken.FindAllStringSubmatch(line, -1) {
			if m := call.FindStringSubmatch(m[1]); m != nil {
				mentioned = append(mentioned, m[1])
			}
		}
	}
	return whole, mentioned
}

// remark ends a command line: what another program takes over, a comment, or
// words set apart by spaces.
var remark = regexp.MustCompile(`\s*(?:[>|&#;]|\s\s+\S).*$`)

// understood finds the command of a line and says what is wrong with it.
func understood(line string, known map[string]usage, whole bool) (command, what string) {
	words := strings.Fields(remark.ReplaceAllString(line, ""))
	for n := min(2, len(words)); n > 0 && command == ""; n-- {
		if _, ok := known[strings.Join(words[:n], " ")]; ok {
			command, words = strings.Join(words[:n], " "), words[n:]
		}
	}
	if command == "" {
		return "", "there is no such command"
	}
	u, arguments, given := known[command], 0, []string{}
	for i := 0; i < len(words); i++ {
		flag, isFlag := strings.CutPrefix(words[i], "--")
		if !isFlag {
			arguments++
			continue
		}
		flag, _, assigned := strings.Cut(flag, "=")
		valued, ok := u.flags[flag]
		if !ok {
			return command, "there is no flag --" + flag
		}
		given = append(given, flag)
		if !assigned && valued {
			i++
		}
	}
	if !whole && len(words) == 0 {
		return command, ""
	}
	if arguments < u.least || arguments > u.most {
		return command, "the number of arguments is wrong"
	}
	for _, flag := range u.required {
		if !slices.Contains(given, flag) {
			return command, "the flag --" + flag + " is missing"
		}
	}
	return command, ""
}

func TestTestsAndBenchmarksNamedInTheDocumentsExist(t *testing.T) {
	declared := map[string]bool{}
	err := filepath.WalkDir(repository, func(name string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, "_test.go") {
			return err
		}
		source, err := os.ReadFile(name)
		for _, m := range regexp.MustCompile(`(?m)^func ((?:Test|Benchmark|Fuzz)\w+)\(`).FindAllStringSubmatch(string(source), -1) {
			declared[m[1]+" "+filepath.ToSlash(filepath.Dir(name))] = true
			declared[m[1]] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile("(?:`([a-z/]+)`:? )?`((?:Test|Benchmark|Fuzz)[A-Z]\\w+)`")
	for name, text := range documents(t) {
		for _, m := range named.FindAllStringSubmatch(text, -1) {
			key := m[2]
			if m[1] != "" {
				key += " " + repository + "/" + m[1]
			}
			if !declared[key] {
				t.Errorf("%s names %s, which is not there", name, strings.Trim(m[1]+" "+m[2], " "))
			}
		}
	}
}

// examples are the listings of docs/folder.md that name the file they stand for.
func examples(t *testing.T) map[string]string {
	t.Helper()
	files := map[string]string{}
	for _, m := range fenced.FindAllStringSubmatch(documents(t)["docs/folder.md"], -1) {
		if _, name, ok := strings.Cut(m[1], " "); ok {
			files[name] = m[2]
		}
	}
	if len(files) < 9 {
		t.Fatalf("only %d files have an example: %q", len(files), slices.Sorted(maps.Keys(files)))
	}
	return files
}
