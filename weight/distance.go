package weight

import "math"

// g is the calibration function at u with its integral and its derivative.
func (c Calibration) g(u float64) (area, g, rise float64) {
	switch c.kind() {
	case Raking:
		area, g, rise = math.Exp(u), math.Exp(u), math.Exp(u)
	case Logit:
		return c.logit(u)
	default:
		area, g, rise = 1+u+u*u/2, 1+u, 1
	}
	if c.Lower > 0 && g < c.Lower {
		at, there := c.bound(c.Lower)
		return there + c.Lower*(u-at), c.Lower, 0
	}
	if c.Upper > 0 && g > c.Upper {
		at, there := c.bound(c.Upper)
		return there + c.Upper*(u-at), c.Upper, 0
	}
	if c.Upper > 0 && c.kind() == Linear && g < 0 { // bounds given by upper alone begin at zero
		return 0.5, 0, 0
	}
	return area, g, rise
}

// bound is the u at which g meets a bound, and the integral there.
func (c Calibration) bound(g float64) (u, area float64) {
	if c.kind() == Raking {
		return math.Log(g), g
	}
	return g - 1, 1 + (g - 1) + (g-1)*(g-1)/2
}

// logit is, with L and U the bounds and A = (U−L)/((1−L)(U−1)),
//
//	g = (L(U−1) + U(1−L)e^(Au)) / ((U−1) + (1−L)e^(Au))
//
// (Deville & Särndal 1992, case 6), written by the share s of the way from L
// to U so that nothing overflows.
func (c Calibration) logit(u float64) (area, g, rise float64) {
	low, high := c.Lower, c.Upper
	a := (high - low) / ((1 - low) * (high - 1))
	odds := a*u + math.Log((1-low)/(high-1))
	s := 1 / (1 + math.Exp(-odds))
	softplus := math.Max(odds, 0) + math.Log1p(math.Exp(-math.Abs(odds)))
	return low*u + (high-low)/a*softplus, low + (high-low)*s, (high - low) * a * s * (1 - s)
}
