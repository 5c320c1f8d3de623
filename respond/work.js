(function () {
  "use strict";
  var f = document.getElementById("begin"), told = document.getElementById("told"), e = f.elements, text = e.ask.value;
  var bits = +f.getAttribute("data-bits"), parts = +f.getAttribute("data-parts"), until = Date.now() + 1000 * f.getAttribute("data-wait");
  var wants = f.hasAttribute("data-go"), found = [], n = 0, done = false, button = null, w = new Int32Array(64), k = [], h = [];
  for (var p = 2; k.length < 64; p++) {
    for (var q = 2; q * q <= p && p % q; q++);
    if (q * q > p) {
      if (h.length < 8) h.push((Math.sqrt(p) % 1 * 4294967296) | 0);
      k.push((Math.pow(p, 1 / 3) % 1 * 4294967296) | 0);
    }
  }
  function right(x, by) { return (x >>> by) | (x << (32 - by)); }
  function first(s) {
    var i, a = h[0], b = h[1], c = h[2], d = h[3], g = h[4], l = h[5], m = h[6], o = h[7], x, y;
    for (i = 0; i < 15; i++) w[i] = 0;
    for (i = 0; i < s.length; i++) w[i >> 2] |= s.charCodeAt(i) << (24 - i % 4 * 8);
    w[i >> 2] |= 128 << (24 - i % 4 * 8);
    w[15] = s.length * 8;
    for (i = 0; i < 64; i++) {
      if (i > 15) {
        x = w[i - 15]; y = w[i - 2];
        w[i] = (w[i - 16] + (right(x, 7) ^ right(x, 18) ^ (x >>> 3)) + w[i - 7] + (right(y, 17) ^ right(y, 19) ^ (y >>> 10))) | 0;
      }
      x = (o + (right(g, 6) ^ right(g, 11) ^ right(g, 25)) + ((g & l) ^ (~g & m)) + k[i] + w[i]) | 0;
      y = ((right(a, 2) ^ right(a, 13) ^ right(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      o = m; m = l; l = g; g = (d + x) | 0; d = c; c = b; b = a; a = (x + y) | 0;
    }
    return (h[0] + a) | 0;
  }
  function go() {
    if (button && button.name) {
      var x = document.createElement("input");
      x.type = "hidden"; x.name = button.name; x.value = button.value;
      f.appendChild(x);
    }
    f.submit();
  }
  function slice() {
    var end = Date.now() + 25;
    do {
      for (var i = 0; i < 64 && !done; i++, n++) {
        if (!(first(text + "." + found.length + "." + n) >>> (32 - bits))) {
          found.push(n); n = -1; done = found.length == parts;
        }
      }
    } while (!done && Date.now() < end);
    if (done) e.work.value = found.join(".");
    if (wants && (done || Date.now() >= until)) go();
    else if (!done) setTimeout(slice, 0);
  }
  f.addEventListener("submit", function (s) {
    if (done || Date.now() >= until) return;
    s.preventDefault();
    wants = true; button = s.submitter; told.hidden = false;
  });
  slice();
})();
