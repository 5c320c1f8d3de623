// Follows the file: when it was saved, the page comes anew and the form stays where it was.
"use strict";
const frame = document.querySelector("iframe");
const changes = new EventSource("/preview/changes?stamp=" + encodeURIComponent(document.body.dataset.stamp));
changes.addEventListener("changed", () => {
  const address = new URL(location.href);
  try {
    const at = frame.contentWindow.location.pathname;
    if (at.startsWith("/c/")) address.searchParams.set("at", at);
  } catch { /* the form shows nothing yet */ }
  changes.close();
  location.replace(address);
});
