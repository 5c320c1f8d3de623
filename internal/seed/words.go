package seed

import (
	"math/rand/v2"
	"strings"

	"sojourn/instrument"
	"sojourn/study"
)

// phrases are made-up free texts, none of which anybody wrote.
var phrases = map[string]map[study.Lang][]string{
	"specialty": {
		"en": {"developer", "designer", "teacher", "translator", "doctor", "editor", "accountant", "project manager", "musician", "lawyer"},
		"ru": {"разработчик", "дизайнер", "преподаватель", "переводчик", "врач", "редактор", "бухгалтер", "менеджер проектов", "музыкант", "юрист"},
	},
	"why_not_continue": {
		"en": {"The office does not allow work from abroad.", "The company closed its branch.", "I do not want to pay taxes there.", "There is no work left to do."},
		"ru": {"Из-за границы работать не разрешают.", "Компания закрыла отделение.", "Не хочу платить там налоги.", "Работы больше нет."},
	},
	"comment": {
		"en": {"Thank you for asking.", "Please ask about schools for children as well.", "Some questions were hard to answer in one word."},
		"ru": {"Спасибо за вопросы.", "Спросите, пожалуйста, и о школах для детей.", "На некоторые вопросы трудно ответить одним словом."},
	},
}

// wordShares are the shares of people who write something.
var wordShares = map[string]float64{"specialty": 0.9, "why_not_continue": 0.7, "comment": 0.12, "country_history": 0.85}

func (w *world) words(rng *rand.Rand, item string, wave, m int, language study.Lang) (instrument.Answer, bool) {
	if rng.Float64() >= wordShares[item] {
		return instrument.Answer{}, false
	}
	if item == "country_history" {
		text := w.history(wave, m, language)
		return instrument.Answer{Values: []string{text}}, text != ""
	}
	all := phrases[item][language]
	if len(all) == 0 {
		return instrument.Answer{}, false
	}
	return instrument.Answer{Values: []string{all[rng.IntN(len(all))]}}, true
}

// since are the months in which the waves found people in a country.
var since = [Waves + 1]string{"", "03.2022", "09.2022", "06.2023"}

// history lists the countries in which the waves found a member.
func (w *world) history(wave, m int, language study.Lang) string {
	var lines []string
	var last string
	for earlier := 1; earlier <= wave; earlier++ {
		c := w.columns[at("country_now", earlier)]
		if !c.answered(m) {
			continue
		}
		name := c.item.Codes.Categories[c.one[m]].Label.In(language)
		if name != last {
			lines = append(lines, name+", "+since[earlier])
		}
		last = name
	}
	return strings.Join(lines, "\n")
}
