package report

import (
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"testing"

	"sojourn/estimate"
	"sojourn/study"
)

// exile is a small made-up study with three waves.
func exile() *study.Study {
	wave := func(n study.WaveID, en, ru string, opens, closes study.Day) study.Wave {
		return study.Wave{Number: n, Title: both(en, ru), Doors: []study.Door{{Kind: study.OpenDoor, Opens: opens, Closes: closes}}}
	}
	return &study.Study{
		ID: "exile-panel", Title: both("The exile panel", "Панель уехавших"), Synthetic: true, Languages: []study.Lang{"en", "ru"},
		Population: both("people who left Russia after 24 February 2022", "люди, уехавшие из России после 24 февраля 2022 года"),
		Sampling:   both("Respondents came by open links in channels and groups, and by word of mouth.", "Респонденты приходили по открытым ссылкам в каналах и группах и по рассказам знакомых."),
		Waves: []study.Wave{
			wave(1, "March 2022", "Март 2022", "2022-03-27", "2022-04-04"),
			wave(2, "September 2022", "Сентябрь 2022", "2022-08-23", "2022-09-25"),
			wave(3, "Summer 2023", "Лето 2023", "2023-05-15", "2023-07-31"),
		},
		Samples: []study.Sample{
			{Name: "panel", Title: both("panel sample", "панельная выборка"), Waves: []study.WaveID{1, 2, 3}, Min: 2},
			{Name: "second", Title: both("combined sample", "объединённая выборка"), Waves: []study.WaveID{2}, Min: 1},
			{Name: "third", Title: both("third wave", "третья волна"), Waves: []study.WaveID{3}, Min: 1},
		},
		Disclosure: study.Disclosure{MinCell: 10, MinBase: 30},
	}
}

func both(en, ru string) study.Text { return study.Text{"en": en, "ru": ru} }

var sampleSizes = map[string]int{"panel": 2170, "second": 2176, "third": 5697}

// share is a cell of count people of n, its interval a plain Wald one: what it
// is computed by does not matter here.
func share(count, n int, keys ...estimate.Key) estimate.Cell {
	p := float64(count) / float64(n)
	se := math.Sqrt(p * (1 - p) / float64(n))
	return estimate.Cell{Keys: keys, Value: p, SE: se, Low: max(0, p-1.96*se), High: min(1, p+1.96*se), DF: float64(n - 1),
		Count: count, N: n, WeightedN: float64(n), Effective: float64(n), Method: "share; wald interval; unweighted"}
}

func people(count, n int, keys ...estimate.Key) estimate.Cell {
	return estimate.Cell{Keys: keys, Value: float64(count), Low: float64(count), High: float64(count), Count: count, N: n,
		WeightedN: float64(n), Effective: float64(n), Method: "count of people"}
}

func key(dim, value, en, ru string) estimate.Key {
	return estimate.Key{Dim: dim, Value: value, Label: both(en, ru)}
}

func waveKey(n int) estimate.Key { return estimate.Key{Dim: "wave", Value: strconv.Itoa(n)} }

// made finishes an estimate as the engine would.
func made(e estimate.Estimate) estimate.Estimate {
	sample, err := exile().Sample(e.Spec.Sample)
	if err != nil {
		panic(err)
	}
	e.ID, e.Cut = fmt.Sprintf("%x", e.Spec.Name+"0000000000000000")[:32], "c0ffee00c0ffee00c0ffee00c0ffee00"
	e.Sample, e.SampleN, e.Population, e.Synthetic = sample.Title, sampleSizes[sample.Name], exile().Population, true
	e.Assumption = both("Model-based interval: volunteers, not a random sample.", "Модельный интервал: добровольцы, а не случайная выборка.")
	return e
}

var satisfaction = []estimate.Key{
	key("category", "1", "not at all", "совсем нет"), key("category", "2", "rather not", "скорее нет"),
	key("category", "3", "in between", "и да и нет"), key("category", "4", "rather yes", "скорее да"),
	key("category", "5", "fully", "полностью"),
}

// distribution is an estimate of one wave with the counts of its categories.
func distribution(name, sample string, wave int, title study.Text, categories []estimate.Key, counts ...int) estimate.Estimate {
	n := 0
	for _, c := range counts {
		n += c
	}
	e := estimate.Estimate{Title: title, Spec: estimate.Spec{Name: name, Measure: estimate.Share, Item: "item_" + name,
		Waves: []study.WaveID{study.WaveID(wave)}, Sample: sample}}
	for i, c := range counts {
		e.Cells = append(e.Cells, share(c, n, waveKey(wave), categories[i]))
	}
	return made(e)
}

// trend is one share in several waves.
func trend(name, sample string, title study.Text, counts map[int][2]int) estimate.Estimate {
	e := estimate.Estimate{Title: title, Spec: estimate.Spec{Name: name, Measure: estimate.Share, Item: name, Categories: []string{"yes"}, Sample: sample}}
	for w := 1; w <= 3; w++ {
		if c, ok := counts[w]; ok {
			e.Spec.Waves = append(e.Spec.Waves, study.WaveID(w))
			e.Cells = append(e.Cells, share(c[0], c[1], waveKey(w)))
		}
	}
	return made(e)
}

// grouped is a distribution in every group of a variable, in wave 3.
func grouped(name, by string, title study.Text, groups, categories []estimate.Key, counts [][]int) estimate.Estimate {
	e := estimate.Estimate{Title: title, Spec: estimate.Spec{Name: name, Measure: estimate.Share, Item: name, Waves: []study.WaveID{3}, By: by, Sample: "third"}}
	for g, row := range counts {
		n := 0
		for _, c := range row {
			n += c
		}
		for i, c := range row {
			e.Cells = append(e.Cells, share(c, n, waveKey(3), groups[g], categories[i]))
		}
	}
	return made(e)
}

// transition is a matrix with its shares and margins, as the engine lays it out.
func transition(name string, title study.Text, from, to []estimate.Key, counts [][]int) estimate.Estimate {
	e := estimate.Estimate{Title: title, Spec: estimate.Spec{Name: name, Measure: estimate.Transition, Sample: "panel",
		From: &estimate.Point{Item: name, Wave: 2}, To: &estimate.Point{Item: name, Wave: 3}}}
	of := func(s string) estimate.Key { return estimate.Key{Dim: "of", Value: s} }
	columns, n := make([]int, len(to)), 0
	for _, row := range counts {
		for j, c := range row {
			columns[j], n = columns[j]+c, n+c
		}
	}
	for i, row := range counts {
		origin := 0
		for _, c := range row {
			origin += c
		}
		for j, c := range row {
			e.Cells = append(e.Cells, people(c, n, from[i], to[j], of("count")), share(c, n, from[i], to[j], of("all")), share(c, origin, from[i], to[j], of("origin")))
		}
		e.Cells = append(e.Cells, people(origin, n, from[i], of("count")), share(origin, n, from[i], of("all")))
	}
	for j, c := range columns {
		e.Cells = append(e.Cells, people(c, n, to[j], of("count")), share(c, n, to[j], of("all")))
	}
	e.Cells = append(e.Cells, people(n, n, of("count")))
	return made(e)
}

// languages is the matrix of learning the local language in waves 2 and 3.
func languages() estimate.Estimate {
	return transition("language_w2_w3", both("Learning the local language", "Изучение местного языка"),
		[]estimate.Key{key("from", "speak", "speaks it", "владеет"), key("from", "not", "does not learn", "не учит"), key("from", "learn", "learns", "учит")},
		[]estimate.Key{key("to", "speak", "speaks it", "владеет"), key("to", "no", "does not learn", "не учит"),
			key("to", "some", "learns irregularly", "учит нерегулярно"), key("to", "much", "learns with much effort", "учит с большими усилиями")},
		[][]int{{57, 12, 15, 19}, {17, 261, 145, 37}, {30, 58, 307, 174}})
}

func estimates() []estimate.Estimate {
	mean := made(estimate.Estimate{Title: both("Satisfaction with life, mean", "Удовлетворённость жизнью, среднее"),
		Spec: estimate.Spec{Name: "life_sat_mean_w2", Measure: estimate.Mean, Item: "life_sat", Waves: []study.WaveID{2}, Sample: "second"},
		Cells: []estimate.Cell{{Keys: []estimate.Key{waveKey(2)}, Value: 3.381, SE: .0208, Low: 3.34, High: 3.422, DF: 2175, Count: 2176, N: 2176,
			WeightedN: 2176, Effective: 2176, Method: "mean; t interval; unweighted"}}})
	locals := trend("trust_locals", "panel", both("Trusts locals", "Доверяет местным"), map[int][2]int{1: {480, 800}, 2: {499, 611}, 3: {1231, 2100}})
	locals.Spec.Note = both("In the first wave the question spoke of neighbours.", "В первой волне вопрос говорил о соседях.")
	change := made(estimate.Estimate{Title: both("Trusts locals: difference", "Доверяет местным: разность"),
		Spec: estimate.Spec{Name: "trust_change", Measure: estimate.Difference, Item: "trust_locals", Categories: []string{"yes"}, Waves: []study.WaveID{2, 3}, Sample: "panel"},
		Cells: []estimate.Cell{{Keys: []estimate.Key{waveKey(3), {Dim: "minus", Value: "2"}}, Value: -.2305, SE: .019, Low: -.2677, High: -.1933, DF: 2500,
			Count: 611, N: 611, WeightedN: 611, Effective: 611, Method: "difference of shares; t interval; unweighted"}}})
	step := func(name, en, ru string, n, before, first int) []estimate.Cell {
		of := func(s string) []estimate.Key {
			return []estimate.Key{key("step", name, en, ru), {Dim: "of", Value: s}}
		}
		return []estimate.Cell{people(n, before, of("count")...), share(n, before, of("previous")...), share(n, first, of("first")...)}
	}
	funnel := made(estimate.Estimate{Title: both("From the first wave to the second", "От первой волны ко второй"),
		Spec: estimate.Spec{Name: "funnel", Measure: estimate.Funnel, Sample: "panel"},
		Cells: slices.Concat([]estimate.Cell{people(1680, 1680, key("step", "first", "answered the first wave", "ответили в первой волне"), estimate.Key{Dim: "of", Value: "count"})},
			step("contact", "left a contact", "оставили контакт", 1032, 1680, 1680), step("back", "came back", "вернулись", 611, 1032, 1680))})
	stability := grouped("stability_w3", "country", both("How stable one’s legal position is", "Насколько стабильно правовое положение"),
		[]estimate.Key{key("country", "il", "Israel", "Израиль"), key("country", "rs", "Serbia", "Сербия"), key("country", "ge", "Georgia", "Грузия"), key("country", "other", "Other", "Другие")},
		[]estimate.Key{key("category", "stable", "stable", "стабильное"), key("category", "precarious", "precarious", "шаткое"), key("category", "unclear", "unclear", "неясное")},
		[][]int{{280, 24, 7}, {180, 214, 40}, {60, 222, 67}, {1200, 1100, 409}})
	return []estimate.Estimate{
		distribution("life_sat_w2", "second", 2, both("Satisfaction with life", "Удовлетворённость жизнью"), satisfaction, 89, 263, 790, 796, 238),
		mean, locals, change, funnel, stability, languages(),
		trend("trust_migrants", "panel", both("Trusts other migrants", "Доверяет другим мигрантам"), map[int][2]int{1: {600, 800}, 2: {494, 611}, 3: {1650, 2100}}),
	}
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// memo is the sound report of testdata/memo.
func memo(t *testing.T) Input {
	t.Helper()
	r, err := Parse(read(t, "memo/report.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	figures, err := ParseFigures(read(t, "memo/figures.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	return Input{Name: "memo-2024", Study: exile(), Report: r, Figures: figures, Estimates: estimates(), SampleN: sampleSizes,
		Editions: map[study.Lang][]byte{"en": read(t, "memo/en.md"), "ru": read(t, "memo/ru.md")}}
}
