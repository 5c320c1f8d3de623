package chart

import (
	"fmt"
	"math"

	"sojourn/study"
)

// The gallery holds one of each thing that can go wrong in a figure: long
// labels, nothing, everything, too many, too close. All numbers are made up.
func gallery() []Figure {
	return []Figure{
		countriesRU(), reasonsEN(), singleEN(), fortyRU(), satisfactionEN(), changeFA(), answersRU(),
		scaleEN(), statusRU(), hopesFA(), emptyEN(),
		trustEN(), sevenRU(), gapsFA(), crowdedEN(),
		workEN(), languageRU(), stayFA(),
		funnelEN(), funnelRU(), funnelFA(),
	}
}

func frame(id string, lang study.Lang, title, subtitle string) Frame {
	f := Frame{ID: id, Lang: lang, Title: title, Subtitle: subtitle, N: 2170, Synthetic: true}
	switch lang {
	case "ru":
		f.Sample, f.Base = "ответили не менее чем в двух волнах из трёх", "все ответившие на вопрос"
		f.Interval, f.Source = "интервал 95 %", "вымышленная панель, волны 1–3, без весов"
	case "fa":
		f.Sample, f.Base = "کسانی که دست‌کم در دو موج پاسخ داده‌اند", "همهٔ پاسخ‌دهندگان به این پرسش"
		f.Interval, f.Source = "بازهٔ ۹۵ درصدی", "پانل ساختگی، موج‌های ۱ تا ۳"
	default:
		f.Sample, f.Base = "responded in at least two of waves 1–3", "everybody who answered the question"
		f.Interval, f.Source = "95% interval", "made-up panel, waves 1–3, unweighted"
	}
	return f
}

// share is a share with its interval by Wald, which is good enough for a picture.
func share(x float64, n int) Value {
	half := 1.96 * math.Sqrt(x*(1-x)/float64(n))
	return Value{Value: x, Low: max(0, x-half), High: min(1, x+half), N: n}
}

func shares(n int, xs ...float64) []Value {
	var vs []Value
	for _, x := range xs {
		vs = append(vs, share(x, n))
	}
	return vs
}

func plainShares(xs ...float64) []Value {
	var vs []Value
	for _, x := range xs {
		vs = append(vs, Value{Value: x})
	}
	return vs
}

func countriesRU() Figure {
	f := Bars{Frame: frame("bars-countries", "ru", "Кто сталкивался с дискриминацией в стране пребывания за последние шесть месяцев",
		"«Приходилось ли вам сталкиваться с неприязненным отношением из-за гражданства?», доля ответивших «да»"),
		Unit: Percent, Decimals: 1, RowName: "Страна", Series: []string{""}}
	f.Notes = []string{"В волне 2 вопрос задавался о последних трёх месяцах, поэтому волны прямо не сравнимы."}
	f.Rows = []Row{
		{"Грузия", shares(950, .312)},
		{"Армения", shares(434, .124)},
		{"Страны Европейского союза, кроме Германии и стран Балтии", shares(1235, .201)},
		{"Соединённые Штаты Америки, Канада и другие англоязычные страны", shares(282, 0)},
		{"Казахстан", []Value{{State: Suppressed, N: 9}}},
		{"Страны, где никто не ответил на вопрос", []Value{{State: NoData}}},
		{"Нью-Йоркско-Нижнесаксонскодальневосточноазиатское сообщество", shares(311, 1)},
		{"Сербия", []Value{{State: NoInterval, Value: .25, N: 16}}},
	}
	return f
}

func reasonsEN() Figure {
	f := Bars{Frame: frame("bars-reasons", "en", "Reasons for leaving, by wave", "Several answers were possible"),
		Unit: Percent, Decimals: 1, RowName: "Reason", SeriesName: "Wave", Ordered: true,
		Series: []string{"March 2022", "September 2022", "Summer 2023"}}
	f.Rows = []Row{
		{"Did not want to have any part in what was going on", append(shares(1680, .752), append(shares(2176, .701), share(.664, 5697))...)},
		{"Fear of being drafted", append(shares(1680, .214), append(shares(2176, .337), share(.482, 5697))...)},
		{"Work or the employer moved", append(shares(1680, .281), append(shares(2176, .243), share(.198, 5697))...)},
		{"Pressure or threats", append(shares(1680, .163), Value{State: Suppressed, N: 2176}, share(.118, 5697))},
		{"Studies", append(shares(1680, .021), Value{State: NoData}, share(.034, 5697))},
	}
	return f
}

func singleEN() Figure {
	f := Bars{Frame: frame("bars-single", "en", "Still abroad a year later", ""), Unit: Percent, Series: []string{""}}
	f.Rows = []Row{{"Lives outside the country of origin", shares(470, .914)}}
	return f
}

func fortyRU() Figure {
	f := Bars{Frame: frame("bars-forty", "ru", "Доля говорящих на языке страны, по городам", "Все города, где ответили не менее десяти человек"),
		Unit: Percent, RowName: "Город", Series: []string{""}}
	for i := range 40 {
		f.Rows = append(f.Rows, Row{fmt.Sprintf("Город под номером %d", i+1), shares(10+i*37, math.Mod(.37*float64(i), 1))})
	}
	return f
}

func satisfactionEN() Figure {
	f := Bars{Frame: frame("bars-means", "en", "Satisfaction with life", "Mean on a scale from 1, not at all, to 5, fully"),
		Unit: Mean, Decimals: 2, Ends: [2]float64{1, 5}, Series: []string{"Women", "Men"}, SeriesName: "Gender", RowName: "Country"}
	mean := func(x, half float64, n int) Value { return Value{Value: x, Low: x - half, High: x + half, N: n} }
	f.Rows = []Row{
		{"Georgia", []Value{mean(3.38, .06, 512), mean(3.21, .07, 438)}},
		{"Armenia", []Value{mean(3.44, .11, 231), mean(3.52, .12, 203)}},
		{"Germany", []Value{mean(3.9, .1, 198), {State: NoInterval, Value: 3.1, N: 4}}},
		{"Elsewhere", []Value{mean(1, 0, 3), mean(5, 0, 2)}},
	}
	return f
}

func changeFA() Figure {
	f := Bars{Frame: frame("bars-change", "fa", "تغییر اعتماد میان موج ۱ و موج ۳", "تفاوت دو سهم، به واحد درصد"),
		Unit: Points, Decimals: 1, Series: []string{""}}
	f.Rows = []Row{
		{"مردم محلی", []Value{{Value: .182, Low: .12, High: .24, N: 470}}},
		{"هم‌میهنان در خارج از کشور و سازمان‌های یاری‌رسان به مهاجران", []Value{{Value: -.084, Low: -.15, High: -.02, N: 470}}},
		{"رسانه‌های مستقل", []Value{{Value: 0, Low: -.05, High: .05, N: 466}}},
		{"دولت", []Value{{State: Suppressed, N: 6}}},
	}
	return f
}

func answersRU() Figure {
	f := Bars{Frame: frame("bars-counts", "ru", "Заполненные анкеты по каналам", ""), Unit: Count, Series: []string{""}, RowName: "Канал"}
	f.Rows = []Row{{"Группы о переезде", []Value{{Value: 10871}}}, {"СМИ", []Value{{Value: 2176}}}, {"Личные ссылки", []Value{{Value: 0}}}}
	return f
}

func scaleEN() Figure {
	f := Stacked{Frame: frame("stacked-scale", "en", "Satisfaction with life in three waves and in a reference survey", ""),
		Decimals: 1, RowName: "Wave", Ordered: true,
		Categories: []string{"Not at all satisfied", "Rather not", "Both yes and no", "Rather satisfied", "Fully satisfied"}}
	f.Rows = []Distribution{
		{"March 2022", 611, plainShares(.041, .121, .363, .366, .109)},
		{"September 2022", 611, plainShares(.022, .15, .301, .402, .125)},
		{"Summer 2023", 470, []Value{{State: Suppressed}, {Value: .094}, {Value: .312}, {Value: .455}, {State: Suppressed}}},
		{"National survey of households, 2021, ages 18 to 60, same wording", 7012, plainShares(.06, .17, .25, .4, .12)},
	}
	return f
}

func statusRU() Figure {
	f := Stacked{Frame: frame("stacked-status", "ru", "Правовой статус в стране пребывания", "Один ответ, девять категорий"),
		Decimals: 0, RowName: "Страна",
		Categories: []string{"Гражданство", "Вид на жительство", "Рабочая виза", "Студенческая виза", "Гуманитарная виза", "Статус беженца",
			"Безвизовое пребывание", "Без действующего статуса", "Другое или затрудняюсь ответить"}}
	f.Rows = []Distribution{
		{"Грузия", 950, plainShares(.01, .12, .02, .01, 0, .005, .8, .015, .02)},
		{"Армения", 434, plainShares(.16, .34, .05, .03, .01, .01, .36, .01, .03)},
		{"Германия", 311, plainShares(.06, .31, .2, .12, .23, .05, 0, .01, .02)},
		{"Объединённые Арабские Эмираты", 367, plainShares(0, 1, 0, 0, 0, 0, 0, 0, 0)},
		{"Никто не ответил", 0, []Value{{State: NoData}, {State: NoData}, {State: NoData}, {State: NoData}, {State: NoData}, {State: NoData}, {State: NoData}, {State: NoData}, {State: NoData}}},
		{"Остальные", 2709, plainShares(.09, .24, .14, .12, .07, .06, .2, .03, .05)},
	}
	return f
}

func hopesFA() Figure {
	f := Stacked{Frame: frame("stacked-hopes", "fa", "آینده‌ام بهتر خواهد شد", ""), Decimals: 1, Ordered: true,
		Categories: []string{"بدتر", "بی‌تغییر", "بهتر"}}
	f.Rows = []Distribution{{"موج ۱", 1680, plainShares(.723, .04, .237)}, {"موج ۲", 2176, plainShares(.302, .148, .55)}}
	return f
}

func emptyEN() Figure {
	f := Stacked{Frame: frame("stacked-empty", "en", "Asked of nobody yet", ""), Categories: []string{"Yes", "No"}}
	f.N = 0
	f.Rows = []Distribution{{"Wave 4", 0, []Value{{State: NoData}, {State: NoData}}}}
	return f
}

func trustEN() Figure {
	f := Lines{Frame: frame("lines-trust", "en", "Trust in others", "Share who trust fully or rather trust"), Unit: Percent, Decimals: 1, SeriesName: "Trust in",
		Moments: []Moment{{"March 2022", 2022.24}, {"September 2022", 2022.7}, {"Summer 2023", 2023.5}, {"Autumn 2024", 2024.75}}}
	f.Series = []Series{
		{"People of the host country", shares(470, .462, .514, .578, .603)},
		{"Compatriots abroad", shares(470, .612, .594, .582, .571)},
		{"Independent media of the country of origin", shares(470, .7, .742, .731, .71)},
		{"The president", shares(470, .011, .012, .012, .02)},
	}
	return f
}

func sevenRU() Figure {
	f := Lines{Frame: frame("lines-seven", "ru", "Удовлетворённость жизнью за семь волн", "Среднее по шкале от 1 до 5"), Unit: Mean, Decimals: 2, Series: []Series{{}}}
	names := []string{"Март 2022", "Сентябрь 2022", "Лето 2023", "Осень 2024", "Весна 2025", "Сентябрь 2025", "Весна 2026"}
	for i, name := range names {
		x := 3.1 + .08*float64(i) - .03*float64(i%3)
		f.Moments = append(f.Moments, Moment{Label: name})
		f.Series[0].Values = append(f.Series[0].Values, Value{Value: x, Low: x - .07, High: x + .07, N: 600 - 40*i})
	}
	return f
}

func gapsFA() Figure {
	f := Lines{Frame: frame("lines-gaps", "fa", "سهم کسانی که به بازگشت می‌اندیشند", ""), Unit: Percent, Decimals: 1,
		Moments: []Moment{{Label: "مارس ۲۰۲۲"}, {Label: "سپتامبر ۲۰۲۲"}, {Label: "تابستان ۲۰۲۳"}, {Label: "پاییز ۲۰۲۴"}}}
	f.Series = []Series{
		{"در گرجستان", []Value{share(.21, 300), {State: Suppressed, N: 7}, share(.11, 210), share(.09, 180)}},
		{"در ارمنستان", []Value{share(.34, 220), share(.25, 190), {State: NoInterval, Value: .2, N: 11}, {State: NoData}}},
	}
	return f
}

func crowdedEN() Figure {
	f := Lines{Frame: frame("lines-crowded", "en", "Eight lines that end in one place", ""), Unit: Percent,
		Moments: []Moment{{Label: "Wave 1"}, {Label: "Wave 2"}, {Label: "Wave 3"}}}
	for i := range 8 {
		x := .5 + .01*float64(i)
		f.Series = append(f.Series, Series{fmt.Sprintf("Group %d of those who left in the first months", i+1), shares(900, x-.2+.05*float64(i), x+.02*float64(i%3), x)})
	}
	return f
}

func tallies(rows ...[]int) [][]Tally {
	var all [][]Tally
	for _, row := range rows {
		var ts []Tally
		for _, n := range row {
			ts = append(ts, Tally{People: n})
		}
		all = append(all, ts)
	}
	return all
}

func workEN() Figure {
	names := []string{"Company of the country of origin", "International company", "Non-profit", "Freelance", "Studies", "Not working", "Local company"}
	f := Alluvial{Frame: frame("alluvial-work", "en", "Occupation before leaving and in wave 3", ""),
		From: Side{"Before leaving (asked in wave 1)", names[:6]}, To: Side{"Wave 3, summer 2023", names}}
	f.Base, f.Interval, f.N = "", "", 512
	f.Flows = tallies(
		[]int{61, 48, 9, 33, 5, 21, 31}, []int{12, 70, 1, 15, 3, 8, 9}, []int{1, 5, 9, 7, 1, 2, 4},
		[]int{6, 13, 2, 75, 5, 14, 7}, []int{0, 1, 0, 3, 5, 2, 1}, []int{0, 3, 0, 4, 6, 10, 0})
	return f
}

func languageRU() Figure {
	f := Alluvial{Frame: frame("alluvial-language", "ru", "Изучение языка страны пребывания между волнами", "Скрытые потоки не нарисованы; на их месте штриховка"),
		From: Side{"Волна 2: учите ли вы язык?", []string{"Уже говорю", "Не учу", "Учу"}},
		To:   Side{"Волна 3", []string{"Уже говорю", "Не учу", "Учу нерегулярно, когда есть время и силы", "Учу и прилагаю к этому много усилий"}}}
	f.Base, f.Interval, f.N = "", "", 1120
	f.Flows = tallies([]int{60, 0, 0, 11}, []int{15, 255, 150, 41}, []int{33, 61, 301, 180})
	f.Flows[0][1], f.Flows[0][2] = Tally{State: Suppressed}, Tally{State: Suppressed}
	f.Flows[1][1] = Tally{People: 255}
	return f
}

func stayFA() Figure {
	f := Alluvial{Frame: frame("alluvial-stay", "fa", "ماندن یا رفتن", ""),
		From: Side{"موج ۱", []string{"همین‌جا می‌مانم", "می‌روم", "نمی‌دانم"}}, To: Side{"موج ۲", []string{"مانده", "رفته"}}}
	f.Base, f.Interval, f.N = "", "", 600
	f.Flows = tallies([]int{240, 60}, []int{50, 90}, []int{110, 50})
	return f
}

func funnelEN() Figure {
	f := Funnel{Frame: frame("funnel-panel", "en", "From the first wave to the second", ""), Decimals: 1}
	f.Sample, f.Base, f.N = "everybody who answered wave 1", "", 1680
	f.Stages = []Stage{{"Completed wave 1", Tally{People: 1680}}, {"Left a contact", Tally{People: 1032}}, {"Opened the invitation", Tally{People: 714}}, {"Completed wave 2", Tally{People: 611}}}
	return f
}

func funnelRU() Figure {
	f := Funnel{Frame: frame("funnel-door", "ru", "Путь от ссылки до завершённой анкеты", "Открытый вход волны 3"), Decimals: 1}
	f.Base, f.N = "", 12480
	f.Stages = []Stage{{"Открыли первую страницу и прочитали текст согласия", Tally{People: 12480}}, {"Согласились", Tally{People: 12480}},
		{"Ответили на половину вопросов", Tally{State: Suppressed}}, {"Завершили", Tally{People: 5}}, {"Оставили контакт", Tally{People: 0}}, {"Завершили следующую волну", Tally{State: NoData}}}
	return f
}

func funnelFA() Figure {
	f := Funnel{Frame: frame("funnel-fa", "fa", "از موج نخست تا موج دوم", "")}
	f.Base, f.N = "", 1680
	f.Stages = []Stage{{"موج ۱ را به پایان رساندند", Tally{People: 1680}}, {"نشانی تماس گذاشتند", Tally{People: 1032}}, {"موج ۲ را به پایان رساندند", Tally{People: 611}}}
	return f
}
