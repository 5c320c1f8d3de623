package model

import (
	"fmt"
	"math"
	"slices"
)

// A Family is a distribution of the response with its canonical link.
type Family string

// The families. The quasi families have the same coefficients as those they
// are named after, but no likelihood: their classical standard errors are
// widened by the dispersion found (Wedderburn 1974; McCullagh & Nelder 1989).
// Under a survey design the two give the same results.
const (
	Gaussian      Family = "gaussian"      // identity link
	Binomial      Family = "binomial"      // logit link; the response lies between 0 and 1
	Quasibinomial Family = "quasibinomial" // the same without a likelihood
	Poisson       Family = "poisson"       // log link; the response is not negative
	Quasipoisson  Family = "quasipoisson"  // the same without a likelihood
)

// check refuses a response that the family does not know.
func (f Family) check(fr *Frame) error {
	low, high := math.Inf(-1), math.Inf(1)
	switch f {
	case Gaussian:
		if len(fr.Outcomes) > 0 {
			return fmt.Errorf("model: %s has categories and a gaussian model needs numbers: use number(%s), or another family", fr.Formula.Response, fr.Formula.Response.Name)
		}
	case Binomial, Quasibinomial:
		low, high = 0, 1
		if len(fr.Outcomes) > 2 {
			return fmt.Errorf("model: %s has %d categories and a binomial model needs two: use is(%s, code) or an ordinal model",
				fr.Formula.Response, len(fr.Outcomes), fr.Formula.Response.Name)
		}
	case Poisson, Quasipoisson:
		low = 0
		if len(fr.Outcomes) > 0 {
			return fmt.Errorf("model: %s has categories and a Poisson model needs counts", fr.Formula.Response)
		}
	default:
		return fmt.Errorf("model: there is no family %q: use gaussian, binomial, quasibinomial, poisson or quasipoisson", f)
	}
	for i, y := range fr.y {
		if y < low || y > high {
			return fmt.Errorf("model: %s lies outside what a %s model explains in row %d: its values are to be %v", fr.Formula.Response, f, fr.Rows[i]+1, between(low, high))
		}
	}
	return f.varies(fr)
}

// varies refuses outcomes that are all alike.
func (f Family) varies(fr *Frame) error {
	least, most := slices.Min(fr.y), slices.Max(fr.y)
	if least == most {
		return fmt.Errorf("model: %s is %v for all %d people of the model, so that there is nothing to explain", fr.Formula.Response, most, fr.N())
	}
	return nil
}

func between(low, high float64) string {
	if math.IsInf(high, 1) {
		return fmt.Sprintf("%v or more", low)
	}
	return fmt.Sprintf("from %v to %v", low, high)
}

// dispersed reports whether the dispersion is found from the data.
func (f Family) dispersed() bool { return f != Binomial && f != Poisson }

// mean is the inverse link.
func (f Family) mean(eta float64) float64 {
	switch f {
	case Gaussian:
		return eta
	case Poisson, Quasipoisson:
		return math.Exp(eta)
	}
	return expit(eta)
}

// link is the canonical link.
func (f Family) link(mu float64) float64 {
	switch f {
	case Gaussian:
		return mu
	case Poisson, Quasipoisson:
		return math.Log(mu)
	}
	return math.Log(mu / (1 - mu))
}

// variance is the variance function of the mean; with a canonical link it is
// the slope of the mean too. It is taken of the predictor, so that it keeps
// its digits where the mean is close to 1.
func (f Family) variance(eta float64) float64 {
	switch f {
	case Gaussian:
		return 1
	case Poisson, Quasipoisson:
		return math.Exp(eta)
	}
	return expit(eta) * expit(-eta)
}

// deviance is one row's share of the deviance, −2 times its log likelihood
// beyond the best possible.
func (f Family) deviance(y, eta float64) float64 {
	switch f {
	case Gaussian:
		return (y - eta) * (y - eta)
	case Poisson, Quasipoisson:
		if y == 0 {
			return 2 * math.Exp(eta)
		}
		return 2 * (y*(math.Log(y)-eta) - (y - math.Exp(eta)))
	}
	return 2 * (entropy(y) + entropy(1-y) - y*logExpit(eta) - (1-y)*logExpit(-eta))
}

// entropy is y·log y with its limit at zero.
func entropy(y float64) float64 {
	if y <= 0 {
		return 0
	}
	return y * math.Log(y)
}

func expit(x float64) float64 {
	if x < 0 {
		e := math.Exp(x)
		return e / (1 + e)
	}
	return 1 / (1 + math.Exp(-x))
}

// logExpit is the logarithm of expit, exact in both tails.
func logExpit(x float64) float64 {
	if x < 0 {
		return x - math.Log1p(math.Exp(x))
	}
	return -math.Log1p(math.Exp(-x))
}
