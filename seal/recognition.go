package seal

import (
	"slices"
	"strconv"
	"strings"

	"golang.org/x/crypto/argon2"

	"sojourn/study"
)

// Recognition closes a self-generated code, one element a question: first the
// whole of it and then, for every element in turn, all the others. Two codes
// of which one element differs are alike in exactly one of the latter, so that
// the desk can tell that much and reads no element.
//
// Each is Argon2id under the study's name, as dear as [Phrase.Locker]. A code
// has far less to guess than a phrase: the result belongs inside a sealed body
// and nowhere else.
func Recognition(id study.ID, elements []string) []string {
	closed := []string{closeCode(id, "whole", elements)}
	for i := range elements {
		rest := slices.Delete(slices.Clone(elements), i, i+1)
		closed = append(closed, closeCode(id, "without", append(rest, strconv.Itoa(i))))
	}
	return closed
}

func closeCode(id study.ID, use string, elements []string) string {
	salt := "sojourn/v1/recognition-" + use + "\n" + string(id)
	key := argon2.IDKey([]byte(strings.Join(elements, "\n")), []byte(salt), argonTime, argonMemory, argonLanes, 32)
	return name([32]byte(key))
}
