// Adds a passkey with Chromium's virtual authenticator, comes in with it, and
// looks at what a page at another address says. Prints a line for each step.
import { open } from './open.mjs';

const [base, elsewhere, name, password, first, second, shots] = process.argv.slice(2);
const browser = await open();
const page = await browser.newPage();
await page.setViewport({ width: 360, height: 740 });
page.on('pageerror', (e) => console.log('fault ' + e.message));
page.on('console', (m) => m.type() === 'error' && !m.text().includes("'data:,'") && console.log('fault ' + m.text()));
const cdp = await page.createCDPSession();
await cdp.send('WebAuthn.enable');
const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
  options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } });

const at = () => new URL(page.url()).pathname;
const press = async (selector) => { await Promise.all([page.waitForNavigation(), page.click(selector)]); };
await page.goto(base + '/login?lang=ru');
await page.type('#name', name);
await page.type('#password', password);
await page.type('#code', first);
await press('form[action="/login"] button');
await page.goto(base + '/keys');
await page.type('form[data-passkey] #name', 'Телефон');
await page.type('form[data-passkey] #password', password);
await page.type('form[data-passkey] #code', second);
if (shots) await page.screenshot({ path: shots + '/keys.png', fullPage: true });
await press('form[data-passkey] button');
console.log('added', at(), await page.$$eval('tbody th', (all) => all.map((e) => e.textContent).join()));
await press('form.me button');
console.log('out', at());
if (shots) await page.screenshot({ path: shots + '/login.png', fullPage: true });
await press('form[data-passkey] button');
console.log('in', at(), (await cdp.send('WebAuthn.getCredentials', { authenticatorId })).credentials.map((c) => c.signCount).join());
await page.goto(elsewhere + '/login');
console.log('elsewhere', (await page.$$('form[data-passkey]')).length, (await page.content()).includes(base + '/login'));
await browser.close();
