package estimate

import (
	"regexp"
	"strings"
	"sync"

	"sojourn/study"
)

// methodPhrases are the parts of which the method of a cell is put together,
// the more particular before those that fit anything.
var methodPhrases = [...]string{
	"mean", "share", "total", "ratio", "variance", "deviation", "correlation", "contrast",
	"weighted-people", "count", "difference-means", "difference-shares", "difference-from", "standardised", "quantile", "kappa",
	"mean-score", "deviation-scores", "alpha", "cronbach", "marginal-mean", "difference-marginal", "rate", "regression",
	"errors-survey", "errors-replicates", "errors-classical", "errors", "interval-none", "interval-normal", "interval-t", "interval",
	"unweighted", "alike", "weights-fixed", "weights-replicates", "weights-raking", "test-rao-scott-f", "test-rao-scott-chi-squared", "test-rao-scott-saddlepoint",
	"test-wald-f", "test-adjusted-wald-f", "test-wald-chi-squared", "test-likelihood-ratio", "test-pearson-chi-squared", "test-pearson-chi-squared-yates", "test-mcnemar-chi-squared", "test-mcnemar-chi-squared-corrected",
	"test-stuart-maxwell", "test-bhapkar", "test-cochran-q", "test-score-test-of-a-share", "test-two-shares-chi-squared",
}

// slot stands for a name while a phrase is turned into a pattern.
const slot = "\x01"

// MethodText says the method of a cell in every language of the pages. A part
// that no phrase fits, such as which group was subtracted from which, stays as
// it is.
func MethodText(method string) study.Text {
	var text study.Text
	for k, part := range strings.Split(method, "; ") {
		said := phraseOf(part)
		if k == 0 {
			text = said
		} else {
			text = joined(text, said, "; ")
		}
	}
	return text
}

// methodPatterns are the phrases as they stand in English.
var methodPatterns = sync.OnceValue(func() []*regexp.Regexp {
	var all []*regexp.Regexp
	for _, key := range methodPhrases {
		english := regexp.QuoteMeta(book.In("en").Say("method-"+key, slot))
		all = append(all, regexp.MustCompile("^"+strings.ReplaceAll(english, slot, "(.+)")+"$"))
	}
	return all
})

// phraseOf says one part.
func phraseOf(part string) study.Text {
	for k, key := range methodPhrases {
		if found := methodPatterns()[k].FindStringSubmatch(part); found != nil {
			var names []any
			for _, name := range found[1:] {
				names = append(names, name)
			}
			return say("method-"+key, names...)
		}
	}
	t := study.Text{}
	for _, lang := range book.Languages() {
		t[lang] = part
	}
	return t
}
