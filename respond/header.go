package respond

import (
	"net/http"

	"sojourn/listener"
)

// loads is what a page may load: nothing.
const loads = "img-src 'none'; font-src 'none'; connect-src 'none'"

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
	listener.Secure(h, s.policy)
	h.Set("Cross-Origin-Embedder-Policy", "require-corp")
	h.Set("Permissions-Policy", permissions)
	h.Set("X-Robots-Tag", "noindex, noarchive")
	h.Set("Strict-Transport-Security", "max-age=31536000")
}

// forget asks the browser to drop what it keeps of these pages.
func forget(h http.Header) { h.Set("Clear-Site-Data", `"*"`) }
