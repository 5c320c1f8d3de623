package seal

import (
	"fmt"
	"io"
	"strings"
	"unicode"

	"sojourn/study"
)

// phraseWords is the number of words of a phrase: 6 × 11 = 66 bits.
const phraseWords = 6

// A Phrase is a return phrase: six words with which a respondent resumes,
// comes back in a later wave or withdraws without leaving a contact.
type Phrase struct {
	words [phraseWords]string
}

// PhraseLanguage is the language of the words of which a phrase is drawn:
// Russian for Russian, English for every other.
func PhraseLanguage(lang study.Lang) study.Lang {
	if primary, _, _ := strings.Cut(string(lang), "-"); primary == "ru" {
		return "ru"
	}
	return "en"
}

// NewPhrase draws a phrase from rand, in the words of [PhraseLanguage].
func NewPhrase(lang study.Lang, rand io.Reader) (Phrase, error) {
	list := english()
	if PhraseLanguage(lang) == "ru" {
		list = russian()
	}
	// 2048 divides 2⁷², so every phrase is equally likely.
	var random [(phraseWords*bits + 7) / 8]byte
	if _, err := io.ReadFull(rand, random[:]); err != nil {
		return Phrase{}, fmt.Errorf("seal: drawing a return phrase: %w", err)
	}
	return Phrase{[phraseWords]string(list.spell(random[:], phraseWords))}, nil
}

// String gives the six words with spaces between them.
func (p Phrase) String() string { return strings.Join(p.words[:], " ") }

// A PhraseFault says why what somebody typed is no return phrase. Its text
// holds none of the words, for they are all but the phrase; what stands in
// Close is for the page that answers the person, and for nothing else.
type PhraseFault struct {
	Count int      // words that were typed
	Place int      // the word that is not in the list, counted from 1; 0 where the count is wrong
	Close []string // words of the public list that look like it, the likeliest first
}

// Error says what is wrong without quoting what was typed.
func (f *PhraseFault) Error() string {
	if f.Place == 0 {
		return fmt.Sprintf("seal: a return phrase has %d words and %d were typed; type all of them", phraseWords, f.Count)
	}
	return fmt.Sprintf("seal: word %d of the return phrase is in no word list; check its spelling", f.Place)
}

// ParsePhrase reads a phrase as people type it: in any case, with ё or е, with
// numbers, commas, hyphens or line breaks between the words, with the keyboard
// in the wrong language, or with letters of the other alphabet that look alike.
// The list is recognised by the words. What is no phrase, or could be two, gives
// a [*PhraseFault]; that the phrase is one of somebody's is not known here.
func ParsePhrase(typed string) (Phrase, error) {
	phrase, fault := readPhrase(typed)
	if fault == nil {
		return phrase, nil
	}
	var other *Phrase
	for _, reading := range readings(typed) {
		switch p, err := readPhrase(reading); {
		case err != nil:
		case other != nil && *other != p:
			return Phrase{}, fault
		default:
			other = &p
		}
	}
	if other == nil {
		return Phrase{}, fault
	}
	return *other, nil
}

// readPhrase reads a phrase letter by letter as it stands.
func readPhrase(typed string) (Phrase, error) {
	words := splitWords(typed)
	if len(words) != phraseWords {
		return Phrase{}, &PhraseFault{Count: len(words)}
	}
	list := listOf(words)
	for i, w := range words {
		if !list.has(w) {
			return Phrase{}, &PhraseFault{Count: len(words), Place: i + 1, Close: list.near(w)}
		}
	}
	return Phrase{[phraseWords]string(words)}, nil
}

// listOf is the list that knows more of the words, and where neither does the
// one whose letters they are written in.
func listOf(words []string) wordList {
	balance := 0
	for _, w := range words {
		switch {
		case russian().has(w):
			balance += len(words)
		case english().has(w):
			balance -= len(words)
		case strings.ContainsFunc(w, func(r rune) bool { return unicode.Is(unicode.Cyrillic, r) }):
			balance++
		default:
			balance--
		}
	}
	if balance > 0 {
		return russian()
	}
	return english()
}

// splitWords brings what was typed to the letters of the lists: small, ё as е,
// stress and other marks dropped, й whole even where a keyboard sends и and a
// mark. Everything that is no letter ends a word, except what is invisible.
func splitWords(typed string) []string {
	var letters []rune
	for _, r := range strings.ToLower(typed) {
		last := len(letters) - 1
		switch {
		case r == breve && last >= 0 && letters[last] == 'и':
			letters[last] = 'й'
		case r == 'ё':
			letters = append(letters, 'е')
		case unicode.IsLetter(r):
			letters = append(letters, r)
		case unicode.In(r, unicode.Mn, unicode.Cf):
		default:
			letters = append(letters, ' ')
		}
	}
	return strings.Fields(string(letters))
}

// breve is the mark of й when it comes as a character of its own.
const breve = '\u0306'
