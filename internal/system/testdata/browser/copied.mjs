// Goes through a page with the keyboard alone to the first button that copies,
// presses it, and prints what then is pasted and what the button says.
import { open } from './open.mjs';

const browser = await open();
const page = await browser.newPage();
await page.goto(process.argv[2]);
for (let at = 0; at < 100; at++) {
  await page.keyboard.press('Tab');
  if (await page.evaluate(() => document.activeElement.matches('.cite button'))) break;
}
await page.keyboard.press('Enter');
const says = await page.evaluate(() => document.activeElement.textContent);
await page.evaluate(() => {
  const place = document.createElement('textarea');
  document.body.append(place);
  place.focus();
});
await page.keyboard.down('Control');
await page.keyboard.press('KeyV', { commands: ['Paste'] });
await page.keyboard.up('Control');
console.log(await page.evaluate(() => document.activeElement.value.trim()));
console.log(says);
await browser.close();
