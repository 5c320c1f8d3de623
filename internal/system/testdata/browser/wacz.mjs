// Opens a WACZ in ReplayWeb.page, the player of the Webrecorder project, and
// prints the text of the page that it shows at the address, or "none".
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { open } from './open.mjs';

const [player, archive, address] = process.argv.slice(2);
const types = { js: 'text/javascript', html: 'text/html' };
const server = createServer(async (request, response) => {
  const name = new URL(request.url, 'http://localhost').pathname.slice(1) || 'index.html';
  try {
    const data = await readFile(name === 'kept.wacz' ? archive : join(player, basename(name)));
    const range = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? '');
    const end = range && range[2] ? Math.min(+range[2], data.length - 1) : data.length - 1;
    const part = range ? data.subarray(+range[1], end + 1) : data;
    response.writeHead(range ? 206 : 200, {
      'Content-Type': types[name.split('.').pop()] ?? 'application/octet-stream',
      'Content-Length': part.length,
      'Accept-Ranges': 'bytes',
      ...(range && { 'Content-Range': `bytes ${range[1]}-${end}/${data.length}` }),
    });
    response.end(request.method === 'HEAD' ? undefined : part);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
const base = `http://localhost:${server.address().port}/`;

const browser = await open();
const page = await browser.newPage();
await page.goto(`${base}?source=${base}kept.wacz#view=resources&url=${encodeURIComponent(address)}`);
const shown = async () => {
  for (const frame of page.frames()) {
    if (!frame.url().includes('/w/')) continue;
    const text = await frame.evaluate(() => document.body?.innerText ?? '').catch(() => '');
    if (text.trim()) return text.trim();
  }
};
let text;
for (let tries = 0; tries < 100 && !text; tries++) {
  await new Promise((later) => setTimeout(later, 200));
  text = await shown();
}
console.log((text ?? 'none').replace(/\s+/g, ' '));
await browser.close();
server.close();
