// Builds a small questionnaire from nothing on the desk, by mouse and keyboard,
// with script switched on or off, and then looks at every page that was seen:
// what axe-core finds against WCAG 2.2 AA, what is wider than a telephone, what is
// loaded from elsewhere. Prints a line for each fault and at the end "done".
import { axe, open } from './open.mjs';

const [address, lang, script, name] = process.argv.slice(2);
const base = new URL(address).origin;
const browser = await open();
const page = await browser.newPage();
await page.setJavaScriptEnabled(script === 'on');
await page.setViewport({ width: 360, height: 800 });
const seen = new Map(); // of every kind of page the last address
page.on('request', (r) => new URL(r.url()).hostname !== '127.0.0.1' && !r.url().startsWith('data:') && console.log('elsewhere ' + r.url()));
page.on('console', (m) => m.type() === 'error' && m.text().includes('script') && console.log('console ' + m.text()));
page.on('pageerror', (e) => console.log('error ' + e.message));

const follow = async (act) => {
  await Promise.all([page.waitForNavigation({ waitUntil: 'domcontentloaded' }), act()]);
  const at = new URL(page.url());
  if (at.pathname.startsWith('/questionnaire/')) seen.set(at.pathname, page.url().split('#')[0]);
};
const visit = (path) => follow(() => page.goto(base + path, { waitUntil: 'domcontentloaded' }));
const press = (selector) => follow(() => page.click(selector));
const fill = async (selector, text) => {
  await page.click(selector, { clickCount: 3 });
  await page.type(selector, text);
};
const link = async (part) => {
  const handle = await page.$(`main a[href*="${part}"]`);
  if (!handle) throw new Error(`no link ${part} on ${page.url()}`);
  await follow(() => handle.click());
};
const expect = async (selector) => {
  if (!(await page.$(selector))) throw new Error(`no ${selector} on ${page.url()}`);
};

await page.goto(address, { waitUntil: 'domcontentloaded' });
await visit('/?lang=' + lang);
await follow(() => page.click('.side a[href="/questionnaire/"]'));
await fill('#name', name);
await fill('#tongues', 'en ru fa');
await press('form[action$="/new"] button');

// A page with a question of choices and a number under a condition.
await link('what=page');
await fill('#f-name', 'about');
await fill('#f-w-label-en', 'About you');
await press('form[action$="/add"] button');
await link('what=item');
await fill('#f-name', 'left');
await fill('#f-w-label-en', 'Did you leave the country?');
await fill('#f-w-label-fa', 'آیا کشور را ترک کردید؟');
await fill('#f-newlist', 'yn');
await press('form[action$="/add"] button');
await link('list=yn');
for (const [code, en, ru] of [['no', 'No', 'Нет'], ['yes', 'Yes', 'Да']]) {
  await fill('#f-code-new', code);
  await fill('#f-l-new-en', en);
  await fill('#f-l-new-ru', ru);
  await press('#ed-main p.acts button');
}
await press('.ed-choice:nth-child(2) button[name=up]');
await visit('/questionnaire/form?file=instrument%2F' + name + '.md');
await link('what=item');
await fill('#f-name', 'age');
await page.select('#f-kind', 'integer');
await fill('#f-w-label-en', 'How old are you?');
await press('form[action$="/add"] button');

// A slip in a condition is told before anything is written.
await fill('#f-s-relevant', "${leeft} = 'yes'");
await press('#ed-main p.acts button');
await expect('[role=alert]');
await expect('#f-s-relevant[aria-invalid=true]');
await fill('#f-s-relevant', "${left} = 'yes'");
await press('#ed-main p.acts button');
await expect('.note');

// Moved by the keyboard, taken back, duplicated, taken out.
await link('/form');
await page.focus('button[name=up][value="4"]');
await follow(() => page.keyboard.press('Enter'));
await press('button[name=back]');
await link('row=3');
await press('form[action$="/act"].acts button[name=copy]');
await link('/remove');
await press('button[name=remove]');

// Translations: what is missing.
await link('/texts');
for (const id of await page.$$eval('textarea[lang=ru]', (all) => all.filter((t) => !t.value).map((t) => t.id))) await fill('#' + id, 'Перевод');
await press('#ed-main p.acts button');
await link('/settings');
await fill('#f-w-form_title-en', 'A small questionnaire');
await press('#ed-main p.acts button');
await link('/form');
await link('row=3');
await link('/move');
await visit('/questionnaire/');

if (script === 'on') {
  const frame = await browser.newPage();
  await frame.goto(base + '/questionnaire/item?in=en&file=instrument%2F' + name + '.md&row=3');
  let told = '';
  for (let n = 0; n < 100 && !told.includes('Did you leave the country?'); n++) {
    await new Promise((r) => setTimeout(r, 100));
    const shown = frame.frames().find((f) => f !== frame.mainFrame());
    told = await shown.$eval('body', (b) => b.textContent).catch(() => '');
  }
  if (!told.includes('Did you leave the country?')) console.log('preview the question is not shown beside its form, but ' + told);
  await frame.close();
}

const judge = await browser.newPage();
await judge.setBypassCSP(true); // for axe-core alone
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
for (const url of script === 'on' ? seen.values() : []) {
  for (const [width, dark] of [[360, true], [1400, false]]) {
    await judge.setViewport({ width, height: 900 });
    await judge.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }]);
    await judge.goto(url);
    const wider = await judge.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (wider > 0) console.log(`${url}: ${wider} px wider than the window`);
    await judge.evaluate(axe);
    const found = await judge.evaluate((values) => window.axe.run(document, { iframes: false, runOnly: { type: 'tag', values }, resultTypes: ['violations'] }), tags);
    for (const v of found.violations) console.log(`${url}: ${v.id} at ${v.nodes.map((n) => n.target).join(', ')}`);
  }
}
await browser.close();
console.log('done ' + seen.size);
