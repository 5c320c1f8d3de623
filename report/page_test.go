package report

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"sojourn/study"
)

// parsed is the tree of an edition's page.
func parsed(t *testing.T, page []byte) *html.Node {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	return root
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func words(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

// printedNumbers lists the numbers of the text with what each links to.
func printedNumbers(root *html.Node) (values, anchors []string) {
	for n := range root.Descendants() {
		if n.Data == "a" && attribute(n, "class") == "number" {
			values = append(values, words(n))
			anchors = append(anchors, attribute(n, "href"))
		}
	}
	return values, anchors
}

func TestTheEditionsPrintTheSameNumbers(t *testing.T) {
	out := built(t, memo(t))
	normal := strings.NewReplacer(",", ".", "\u00a0", "", "\u202f", "", " to ", "–", "от ", "", " до ", "–")
	var numbers, anchors [2][]string
	for i, lang := range []study.Lang{"en", "ru"} {
		values, links := printedNumbers(parsed(t, out.Pages[lang]))
		for _, v := range values {
			numbers[i] = append(numbers[i], normal.Replace(v))
		}
		anchors[i] = links
		slices.Sort(numbers[i])
		slices.Sort(anchors[i])
	}
	if len(numbers[0]) == 0 {
		t.Fatal("no number is printed")
	}
	if diff := cmp.Diff(numbers[0], numbers[1]); diff != "" {
		t.Errorf("numbers in English and in Russian:\n%s", diff)
	}
	if diff := cmp.Diff(anchors[0], anchors[1]); diff != "" {
		t.Errorf("their estimates:\n%s", diff)
	}
}

func TestEveryNumberLeadsToItsRowOfTheAppendix(t *testing.T) {
	for lang, page := range built(t, memo(t)).Pages {
		root := parsed(t, page)
		rows := map[string]string{}
		for n := range root.Descendants() {
			if n.Data == "tr" && attribute(n, "id") != "" {
				rows["#"+attribute(n, "id")] = words(n)
			}
		}
		values, anchors := printedNumbers(root)
		for i, a := range anchors {
			row, ok := rows[a]
			if !ok {
				t.Errorf("%s: %s leads to %s, which is not there", lang, values[i], a)
			}
			if strings.HasSuffix(values[i], "%") && !strings.Contains(row, values[i]) {
				t.Errorf("%s: the row of %s says %q", lang, values[i], row)
			}
		}
	}
}

func TestANumberCarriesIntervalSampleWeightAndEstimate(t *testing.T) {
	root := parsed(t, built(t, memo(t)).Pages["en"])
	for n := range root.Descendants() {
		if n.Data == "a" && words(n) == "10.2%" {
			want := "learns · does not learn · of the origin group: 10.2%; 95% interval 7.7–12.7%; n = 569; panel sample; unweighted; estimate 6c616e677561"
			if got := attribute(n, "title"); got != want {
				t.Errorf("the number says\n%s, want\n%s", got, want)
			}
			return
		}
	}
	t.Error("10.2% is not printed")
}

// The page must work without a network and let no third party know its reader.
func TestThePageLoadsNothingAndRunsNothing(t *testing.T) {
	for lang, page := range built(t, memo(t)).Pages {
		root := parsed(t, page)
		for n := range root.Descendants() {
			if slices.Contains([]string{"script", "link", "img", "iframe", "object", "embed", "image", "use"}, n.Data) && n.Type == html.ElementNode {
				t.Errorf("%s: the page has a <%s>", lang, n.Data)
			}
			for _, a := range n.Attr {
				if strings.HasPrefix(a.Key, "on") || a.Key == "src" || a.Key == "srcset" {
					t.Errorf("%s: <%s> has %s", lang, n.Data, a.Key)
				}
			}
			if n.Type == html.ElementNode && n.Data == "html" && (attribute(n, "lang") != string(lang) || attribute(n, "dir") != "ltr") {
				t.Errorf("%s: the page says lang=%s dir=%s", lang, attribute(n, "lang"), attribute(n, "dir"))
			}
		}
		if loads := regexp.MustCompile(`url\([^#]|@import`).Find(page); loads != nil {
			t.Errorf("%s: a style loads something: %s", lang, loads)
		}
	}
}

func TestIDsOnAPageAreUnique(t *testing.T) {
	seen := map[string]bool{}
	for n := range parsed(t, built(t, memo(t)).Pages["ru"]).Descendants() {
		if id := attribute(n, "id"); id != "" {
			if seen[id] {
				t.Errorf("two elements have the id %s", id)
			}
			seen[id] = true
		}
	}
}

func TestNotesOnWordingStandBesideTheNumberAndUnderTheFigure(t *testing.T) {
	root := parsed(t, built(t, memo(t)).Pages["ru"])
	const note = "В первой волне вопрос говорил о соседях."
	margin, figure := false, false
	for n := range root.Descendants() {
		margin = margin || attribute(n, "class") == "margin" && strings.Contains(words(n), note)
		figure = figure || attribute(n, "id") == "figure-trust" && strings.Contains(words(n), note)
	}
	if !margin || !figure {
		t.Errorf("the note stands in the margin: %v, under the figure: %v", margin, figure)
	}
}

func TestADraftShowsWhatIsWrongWhereItStands(t *testing.T) {
	in := memo(t)
	in.Editions["en"] = []byte("So many: {{nothing}}, {{stability_w3 country=il category=unclear}}.\n\n{{figure nothing}}\n")
	var marks []string
	for n := range parsed(t, built(t, in).Pages["en"]).Descendants() {
		if n.Data == "mark" || attribute(n, "class") == "bad" {
			marks = append(marks, words(n))
		}
	}
	want := []string{"{{nothing}}", "hidden", "there is no figure nothing. look at figures.yaml."}
	if diff := cmp.Diff(want, marks); diff != "" {
		t.Error(diff)
	}
}

func TestMadeUpDataAreSaidToBe(t *testing.T) {
	in := memo(t)
	if !bytes.Contains(built(t, in).Pages["en"], []byte("Nobody gave these answers")) {
		t.Error("the page of a made-up study does not say so")
	}
	in.Study.Synthetic = false
	if bytes.Contains(built(t, in).Pages["en"], []byte("Nobody gave these answers")) {
		t.Error("the page of a real study says that it is made up")
	}
}
