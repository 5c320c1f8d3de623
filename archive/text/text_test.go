package text

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/charmap"
)

func TestMain(m *testing.M) {
	switch {
	case len(os.Args) == 3 && os.Args[1] == ChildCommand:
		if err := Child(os.Args[2], os.Stdout); err != nil {
			os.Exit(1)
		}
		os.Exit(0)
	case len(os.Args) > 1 && os.Args[1] == "sleep":
		time.Sleep(time.Minute)
	}
	os.Exit(m.Run())
}

func reader(t *testing.T) Reader {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return Reader{Self: self, Patience: 20 * time.Second}
}

// plainPDF is the smallest PDF with a text on each page.
func plainPDF(texts ...string) []byte {
	var b strings.Builder
	var offsets []int
	object := func(body string) {
		offsets = append(offsets, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", len(offsets), body)
	}
	b.WriteString("%PDF-1.4\n")
	var kids string
	for i := range texts {
		kids += fmt.Sprintf("%d 0 R ", 4+2*i)
	}
	object("<< /Type /Catalog /Pages 2 0 R >>")
	object(fmt.Sprintf("<< /Type /Pages /Kids [%s] /Count %d >>", kids, len(texts)))
	object("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
	for i, text := range texts {
		object(fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>", 5+2*i))
		stream := "BT /F1 12 Tf 20 200 Td (" + text + ") Tj ET"
		object(fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(stream), stream))
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, o := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(offsets)+1, start)
	return []byte(b.String())
}

func write(t *testing.T, data []byte) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "x.pdf")
	if err := os.WriteFile(name, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestAPDFIsReadByPageWithAndWithoutTheOutsideProgram(t *testing.T) {
	file := write(t, plainPDF("First page", "Second page"))
	for _, program := range []string{"", Find()} {
		r := reader(t)
		r.Pdftotext = program
		pages, err := r.PDF(context.Background(), file)
		if err != nil || len(pages) != 2 || !strings.Contains(pages[0], "First") || !strings.Contains(pages[1], "Second") {
			t.Errorf("with %q: %q, %v", program, pages, err)
		}
	}
}

func TestAHostilePDFIsRefusedAndEndsOnlyTheChild(t *testing.T) {
	good := string(plainPDF("x"))
	for name, data := range map[string]string{
		"no PDF":            "hello",
		"empty":             "",
		"cut short":         good[:len(good)/2],
		"itself as a page":  strings.Replace(good, "/Kids [4 0 R ]", "/Kids [2 0 R ]", 1),
		"a size of its own": strings.Replace(good, "/Size 6", "/Size 99999999999", 1),
		"deep arrays":       strings.Replace(good, "/MediaBox [0 0 300 300]", "/MediaBox "+strings.Repeat("[", 200000), 1),
	} {
		r := reader(t)
		r.Patience = 5 * time.Second
		pages, err := r.PDF(context.Background(), write(t, []byte(data)))
		if err == nil && strings.TrimSpace(strings.Join(pages, "")) != "" && name != "a size of its own" {
			t.Errorf("%s: gives %q", name, pages)
		}
	}
}

func TestAReaderThatTakesTooLongIsStopped(t *testing.T) {
	r := reader(t)
	r.Patience = 200 * time.Millisecond
	_, err := r.child(context.Background(), r.Self, "sleep")
	if err == nil || !strings.Contains(err.Error(), "took longer") {
		t.Error(err)
	}
}

func TestWordsPartedByALineBreakAreJoined(t *testing.T) {
	pages := pagesOf("дис-\nкриминация\fA-\nB long-\nterm\f")
	if len(pages) != 2 || pages[0] != "дискриминация" || !strings.Contains(pages[1], "longterm") || !strings.Contains(pages[1], "A-\nB") {
		t.Errorf("%q", pages)
	}
}

func TestOfAPageOfTheWebOnlyWhatOneReadsIsKept(t *testing.T) {
	const page = `<html lang="ru"><head><title>Заголовок &amp; ещё</title><script>alert(1)</script></head><body onload="x()"><nav>Меню</nav>
<h1 onclick="x()" style="position:fixed">Название</h1><p>Текст <a href="/next?a=1&b=2" onclick="x()">далее</a> <a href="javascript:alert(1)">нет</a> <a href="file:///etc/passwd">нет</a></p>
<iframe src="http://169.254.169.254/"></iframe><img src=x onerror=alert(1)><svg><script>alert(1)</script><a href="x">s</a></svg><form action="http://127.0.0.1/"><input name=x></form>
<object data="x"></object><base href="http://evil.example/"><meta http-equiv=refresh content="0;url=http://127.0.0.1/"><p>&lt;script&gt;остаётся текстом&lt;/script&gt;</p></body></html>`
	got, err := HTML([]byte(page), "", "https://example.org/a/b")
	if err != nil {
		t.Fatal(err)
	}
	body := string(got.Body)
	for _, bad := range []string{"<script", "onclick", "onload", "onerror", "style=", "<iframe", "<img", "<svg", "<form", "<object", "<base", "refresh", "javascript:", "file:", "169.254", "127.0.0.1", "Меню"} {
		if strings.Contains(body, bad) {
			t.Errorf("the page still has %q", bad)
		}
	}
	for _, good := range []string{`<a href="https://example.org/next?a=1&amp;b=2" rel="noreferrer">далее</a>`, "<h1>Название</h1>", "&lt;script&gt;остаётся", `lang="ru"`} {
		if !strings.Contains(body, good) {
			t.Errorf("the page lacks %q in\n%s", good, body)
		}
	}
	if got.Title != "Заголовок & ещё" || !strings.Contains(got.Text, "Текст далее") {
		t.Errorf("%q, %q", got.Title, got.Text)
	}
}

func TestADeepPageDoesNotExhaustTheReader(t *testing.T) {
	if _, err := HTML([]byte(strings.Repeat("<div>", 100000)+"x"), "", ""); err != nil {
		t.Log(err) // refused is as good as cut off
	}
}

// TestAPageIsReadAsItsServerOrItselfSaysItIsWritten reads pages of an older
// writing of Russian, and one that says nothing and is in UTF-8.
func TestAPageIsReadAsItsServerOrItselfSaysItIsWritten(t *testing.T) {
	const words = "Дорога была долгой"
	old, err := charmap.Windows1251.NewEncoder().String(words)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, page, media string }{
		{"the server says so", "<p>" + old, "text/html; charset=windows-1251"},
		{"the page says so", `<meta charset="windows-1251"><p>` + old, "text/html"},
		{"nobody says anything", "<p>" + strings.Repeat("<b></b>", 300) + words, ""},
		{"a mark at the beginning", "\ufeff<p>" + words, ""},
	} {
		if got, err := HTML([]byte(c.page), c.media, "https://example.org/"); err != nil || got.Text != words {
			t.Errorf("%s: %q, %v", c.name, got.Text, err)
		}
	}
}

func TestWordsOfTwoDivisionsStayTwo(t *testing.T) {
	got, err := HTML([]byte("<body>One<div>two<div>three</div><p>f<u>ou</u>r</p>five</div><ul><li>six<li>seven</ul></body>"), "", "https://example.org/")
	if err != nil {
		t.Fatal(err)
	}
	const want = "One two three four five six seven"
	again, err := HTML(got.Body, "", "https://example.org/")
	if shown := strings.Join(strings.Fields(again.Text), " "); err != nil || shown != want || strings.Join(strings.Fields(got.Text), " ") != want {
		t.Errorf("the text is %q, the page one reads %q", got.Text, shown)
	}
}
