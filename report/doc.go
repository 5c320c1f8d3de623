// Package report turns a text with references into published editions.
//
// Numbers in print go wrong by hand: a share of the wrong whole, two language
// editions that disagree, a figure whose caption names another sample. So a
// number is never typed here. An edition is Markdown in which every number is
// a reference to a cell of an estimate, and the package prints the value with
// its interval, n and sample, in the manner of the edition's language:
//
//	{{life_sat_mean_w2}}                               the only cell of an estimate
//	{{trust_locals_waves wave=2}}                      the cell with this key
//	{{employment_w1_w3 from=ru to=int of=origin}}      a transition always says of what
//	{{trust_locals_waves wave=2 show=interval}}        something else about the cell
//	{{trust_locals_waves wave=2 decimals=0}}           default: 1 for shares, 2 for means
//
// show is one of value (the default), n or base (people in the base), count
// (people in the cell), se, interval, low, high, effective (effective n) and
// sample (the title of the sample). A difference of shares is printed as a
// number of percentage points, points adds the unit, and size leaves the sign
// out: "fell by". The names of waves and samples come from the study as well:
//
//	{{wave 2}}  {{wave 2 show=dates}}  {{sample panel2022}}  {{sample panel2022 show=n}}
//
// Standing alone in a paragraph, these become blocks:
//
//	{{figure NAME}}   a figure of figures.yaml, its table of data beneath
//	{{table NAME}}    the table of a figure, or of an estimate; keys choose cells
//	{{samples}}       the definitions of the samples used, with n
//	{{methods}}       how the numbers were made and what an interval means
//	{{citation}}      how to cite the report
//
// Within a line, {{figure NAME}} becomes "Figure 2" and leads to it.
//
// There is no arithmetic: a difference is an estimate of its own. Digits that
// are no reference are a problem, unless they are a year, a date, the number
// of a wave, section, figure, table or note, part of a name such as WVS-7,
// code, or are vouched for in double square brackets: [[86]].
//
// Disclosure control comes before everything else: [Suppress] hides small
// cells, and enough others that the hidden ones cannot be recomputed within
// their table, and nothing that renders ever sees what was hidden.
//
// The package reads no files and has no clock. It does not compute: an
// estimate comes in finished, and it knows nothing of the people behind it.
package report
