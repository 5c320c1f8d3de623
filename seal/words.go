package seal

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"sojourn/study"
)

//go:embed words/en.txt
var englishWords string

//go:embed words/ru.txt
var russianWords string

// bits is what one word carries: a list has 2¹¹ words.
const bits = 11

// A wordList is one of the two public lists, a word a line, sorted. A list is
// never changed once phrases of it are in people's hands: the word itself goes
// into the key.
type wordList struct {
	lang  study.Lang
	words []string
	place map[string]int
}

var (
	english = sync.OnceValue(func() wordList { return newWordList("en", englishWords) })
	russian = sync.OnceValue(func() wordList { return newWordList("ru", russianWords) })
)

func newWordList(lang study.Lang, text string) wordList {
	l := wordList{lang: lang, words: strings.Fields(text), place: map[string]int{}}
	for i, w := range l.words {
		l.place[w] = i
	}
	return l
}

// spell writes the leading bits of data as n words.
func (l wordList) spell(data []byte, n int) []string {
	words := make([]string, n)
	for i := range words {
		index := 0
		for bit := i * bits; bit < (i+1)*bits; bit++ {
			index = index<<1 | int(data[bit/8]>>(7-bit%8)&1)
		}
		words[i] = l.words[index]
	}
	return words
}

func (l wordList) has(word string) bool {
	_, ok := l.place[word]
	return ok
}

// near returns up to three words of the list that a slip of the pen turns into
// typed, the likeliest first.
func (l wordList) near(typed string) []string {
	type candidate struct {
		word  string
		slips int
	}
	letters, allowed := []rune(typed), 2
	if len(letters) < 4 {
		allowed = 1 // two slips turn a word of three letters into any other
	}
	var found []candidate
	for _, w := range l.words {
		if n := slips(letters, []rune(w)); n <= allowed {
			found = append(found, candidate{w, n})
		}
	}
	slices.SortStableFunc(found, func(a, b candidate) int { return a.slips - b.slips })
	var words []string
	for _, c := range found[:min(3, len(found))] {
		words = append(words, c.word)
	}
	return words
}

// slips counts the letters that were left out, put in, mistaken or swapped
// with their neighbour between s and t: the optimal string alignment distance
// (Damerau 1964, "A technique for computer detection and correction of
// spelling errors").
func slips(s, t []rune) int {
	if d := len(s) - len(t); d > 2 || d < -2 {
		return max(d, -d) // far enough; spares the table
	}
	before, last, row := make([]int, len(t)+1), make([]int, len(t)+1), make([]int, len(t)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(s); i++ {
		before, last, row = last, row, before
		row[0] = i
		for j := 1; j <= len(t); j++ {
			mistaken := 1
			if s[i-1] == t[j-1] {
				mistaken = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+mistaken)
			if i > 1 && j > 1 && s[i-1] == t[j-2] && s[i-2] == t[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
	}
	return row[len(t)]
}
