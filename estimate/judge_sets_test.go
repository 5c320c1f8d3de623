package estimate_test

// judgeSets are the weight sets of all specs.
const judgeSets = `
weights:
  - {name: raked, start: w, margins: [{item: sex, targets: {f: .5, m: .5}, source: made up}, {item: grp, targets: {a: .3, b: .5, x: .2}, source: made up}]}
  - {name: even, margins: [{item: sex, targets: {f: .5, m: .5}, source: made up}, {item: loc, targets: {in: .6, out: .4}, source: made up}], total: 1000}
  - {name: post, start: w, margins: [{item: sex/loc, targets: {f/in: .25, f/out: .2, m/in: .3, m/out: .25}, source: made up}]}
  - {name: linear, start: w, margins: [{item: sex, targets: {f: .5, m: .5}, source: made up}], numbers: [{item: v, mean: 1.6, source: made up}], calibrate: {}}
  - {name: bent, start: w, margins: [{item: sex, targets: {f: .55, m: .45}, source: made up}], numbers: [{item: v, mean: 1.4, source: made up}], calibrate: {function: raking}}
  - {name: bounded, start: w, margins: [{item: sex, targets: {f: .55, m: .45}, source: made up}], numbers: [{item: v, mean: 1.4, source: made up}], calibrate: {function: logit, lower: .3, upper: 3}}
`

// setsInR gives the R of each weight set on the design at hand.
var setsInR = map[string]string{
	"raked":   "d <- rake(d, list(~sex, ~grp), list(data.frame(sex = c('f', 'm'), Freq = nrow(x) * c(.5, .5)), data.frame(grp = c('a', 'b', 'x'), Freq = nrow(x) * c(.3, .5, .2))), control = list(maxit = 2000, epsilon = 1e-12))",
	"even":    "d <- rake(d, list(~sex, ~loc), list(data.frame(sex = c('f', 'm'), Freq = 1000 * c(.5, .5)), data.frame(loc = c('in', 'out'), Freq = 1000 * c(.6, .4))), control = list(maxit = 2000, epsilon = 1e-12))",
	"post":    "d <- postStratify(d, ~sex + loc, data.frame(sex = c('f', 'f', 'm', 'm'), loc = c('in', 'out', 'in', 'out'), Freq = nrow(x) * c(.25, .2, .3, .25)))",
	"linear":  "d <- calibrate(d, ~sex + v, c(`(Intercept)` = nrow(x), sexm = .5 * nrow(x), v = 1.6 * nrow(x)))",
	"bent":    "d <- calibrate(d, ~sex + v, c(`(Intercept)` = nrow(x), sexm = .45 * nrow(x), v = 1.4 * nrow(x)), calfun = 'raking', epsilon = 1e-12, maxit = 500)",
	"bounded": "d <- calibrate(d, ~sex + v, c(`(Intercept)` = nrow(x), sexm = .45 * nrow(x), v = 1.4 * nrow(x)), calfun = 'logit', bounds = c(.3, 3), epsilon = 1e-12, maxit = 500)",
}
