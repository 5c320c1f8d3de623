package respond

import "net/http"

// policy is the Content-Security-Policy of every page: no script, nothing from
// elsewhere, and the one style that stands in the page itself.
func policy(styleHash string) string {
	return "default-src 'none'; script-src 'none'; style-src " + styleHash + "; img-src 'none'; font-src 'none'; " +
		"connect-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; " +
		"require-trusted-types-for 'script'; trusted-types 'none'"
}

// permissions denies the pages every feature of the device.
const permissions = "accelerometer=(), ambient-light-sensor=(), attribution-reporting=(), autoplay=(), battery=(), bluetooth=(), " +
	"browsing-topics=(), camera=(), clipboard-read=(), clipboard-write=(), compute-pressure=(), display-capture=(), encrypted-media=(), " +
	"fullscreen=(), gamepad=(), geolocation=(), gyroscope=(), hid=(), identity-credentials-get=(), idle-detection=(), " +
	"join-ad-interest-group=(), local-fonts=(), magnetometer=(), microphone=(), midi=(), otp-credentials=(), payment=(), " +
	"picture-in-picture=(), publickey-credentials-create=(), publickey-credentials-get=(), run-ad-auction=(), screen-wake-lock=(), " +
	"serial=(), storage-access=(), usb=(), web-share=(), window-management=(), xr-spatial-tracking=()"

// setHeaders gives every answer, errors included, the same headers, so that
// they tell nothing about what was found.
func (s *site) setHeaders(h http.Header) {
	h.Set("Content-Security-Policy", s.policy)
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Embedder-Policy", "require-corp")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", permissions)
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("X-Robots-Tag", "noindex, noarchive")
	h.Set("Cache-Control", "no-store")
	h.Set("Strict-Transport-Security", "max-age=31536000")
}

// forget asks the browser to drop what it keeps of these pages.
func forget(h http.Header) { h.Set("Clear-Site-Data", `"*"`) }
