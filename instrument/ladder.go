package instrument

import (
	"fmt"
	"strings"

	"sojourn/dataset"
	"sojourn/study"
)

// ladders are labels of common scales, each from one end to the other, in the
// languages in which most questionnaires come here. Those that say the same
// stand on one rung.
var ladders = map[study.Lang][]string{
	"en": {
		"never; almost never; rarely/seldom; sometimes/from time to time; often; very often; almost always; always",
		"strongly disagree/completely disagree/fully disagree; disagree/rather disagree/somewhat disagree; neither agree nor disagree/neutral; agree/rather agree/somewhat agree; strongly agree/completely agree/fully agree",
		"very bad/very poor; bad/poor/rather bad; average/neither good nor bad/fair; good/rather good; very good; excellent",
		"very dissatisfied/completely dissatisfied; dissatisfied/rather dissatisfied; neither satisfied nor dissatisfied; satisfied/rather satisfied; very satisfied/completely satisfied",
		"very unlikely/definitely not; unlikely/probably not; likely/probably/probably yes; very likely/definitely/definitely yes",
		"not at all; a little/slightly; somewhat/moderately; very/a lot/much; extremely/very much",
		"none; primary; secondary; vocational; bachelor; master; doctorate",
	},
	"ru": {
		"никогда; почти никогда; редко; иногда/время от времени; часто; очень часто; почти всегда; всегда/постоянно",
		"совершенно не согласен/полностью не согласен/совсем не согласен; не согласен/скорее не согласен; ни да, ни нет/отчасти согласен, отчасти нет/нейтрально; согласен/скорее согласен; полностью согласен/совершенно согласен",
		"очень плохо/очень плохое; плохо/скорее плохо/плохое; средне/удовлетворительно/среднее; хорошо/скорее хорошо/хорошее; очень хорошо/отлично/очень хорошее",
		"совершенно не удовлетворён/совсем не доволен; скорее не удовлетворён/скорее не доволен; скорее удовлетворён/скорее доволен; полностью удовлетворён/полностью доволен",
		"точно нет/определённо нет; скорее нет/вероятно, нет; скорее да/вероятно, да; точно да/определённо да",
		"совсем нет/нисколько; немного/слегка; отчасти/умеренно; сильно/значительно; очень сильно",
	},
}

// ladderLabels is how many labels must stand on one ladder before their order
// says something.
const ladderLabels = 3

// longestScale is the number of categories beyond which a list is no scale.
const longestScale = 15

// labelOrder warns of a scale whose labels do not go up or down step by step.
func (c *checker) labelOrder(l *dataset.CodeList) {
	if len(l.Categories) > longestScale {
		return
	}
	for _, lang := range c.in.Languages {
		for _, ladder := range ladders[lang] {
			var rungs []float64
			first := 0
			for n, category := range l.Categories {
				if r, on := rung(ladder, normal(category.Label[lang])); on {
					if len(rungs) == 0 {
						first = n
					}
					rungs = append(rungs, float64(r))
				}
			}
			if len(rungs) >= ladderLabels && !inOrder(rungs) {
				c.warn("label-order", c.choiceRow(l.Name, first), "label::"+string(lang), fmt.Sprintf("the labels of the list %q go neither up nor down", l.Name),
					"bring them into the order of the scale")
				return
			}
		}
	}
}

// rung is the place of a label on a ladder.
func rung(ladder, label string) (int, bool) {
	for n, r := range strings.Split(ladder, "; ") {
		for word := range strings.SplitSeq(r, "/") {
			if word == strings.ReplaceAll(label, "согласна", "согласен") {
				return n, true
			}
		}
	}
	return 0, false
}
