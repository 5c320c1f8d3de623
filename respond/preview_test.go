package respond

import (
	"strings"
	"testing"
)

func TestALinkPreviewDoesNotNameTheStudy(t *testing.T) {
	f := newFake(t)
	for _, lang := range f.study.Languages {
		told := map[string]string{}
		for _, n := range parsed(t, visit(t, f).get("/o/friends?lang="+string(lang))).find(func(n node) bool { return n.Data == "meta" && n.attr("property") != "" }) {
			told[n.attr("property")] = n.attr("content")
		}
		for _, property := range []string{"og:title", "og:description"} {
			if told[property] == "" {
				t.Errorf("%s: without %s a messenger takes the words of the page", lang, property)
			}
			if strings.Contains(told[property], f.study.Title[lang]) {
				t.Errorf("%s: %s names the study: %s", lang, property, told[property])
			}
		}
	}
}
