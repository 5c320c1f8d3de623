// Decides about a suggested pair by keyboard alone, on a narrow window without
// script, and takes the decision back. Prints the pair and what the page says.
import { open } from './open.mjs';

const browser = await open();
const page = await browser.newPage();
await page.setJavaScriptEnabled(false);
await page.setViewport({ width: 360, height: 800 });
const [entry, lang] = process.argv.slice(2);
await page.goto(entry);
await page.goto(new URL(`/panel/codes?lang=${lang}`, entry).href);

// reach goes on by the tabulator until what a selector names has the focus.
async function reach(selector) {
  for (let i = 0; i < 200; i++) {
    await page.keyboard.press('Tab');
    if (await page.$eval(':focus', (e, s) => e.matches(s), selector).catch(() => false)) return;
  }
  throw new Error(`${selector} is not reached by keyboard`);
}

async function follow(selector) {
  await reach(selector);
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
}

async function write(why) {
  await reach('#signed-by');
  await page.keyboard.type('Mira');
  await reach('#why');
  await page.keyboard.type(why);
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
  console.log('said', await page.$eval('[role=status]', (e) => e.innerText));
}

await follow('#suggested td a, #suggested th a');
console.log('pair', await page.$eval('#first', (e) => e.value), await page.$eval('#second', (e) => e.value));
await write('same town');
await follow('#decisions td a');
console.log('verdict', await page.$eval('#verdict', (e) => e.value));
await write('not so sure');
console.log('left', (await page.$$('#decisions td a')).length);
await browser.close();
