// Answers questions from the index of an exported library, as the script of its
// search does: a line of names for each, of which the first argument says the folder
// and the second a file with the questions.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, questions] = process.argv.slice(2);
const script = (name) => readFileSync(join(folder, 'find', `${name}.js`), 'utf8');
const finder = new Function(`${script('stem')}; ${script('finder')}; return Finder;`)();
const load = async (name) => {
  let content;
  new Function('sojournIndex', script(name))((_, given) => (content = given));
  return content;
};
const page = readFileSync(join(folder, 'search.html'), 'utf8');
const number = (name) => +new RegExp(`data-${name}="(\\d+)"`).exec(page)[1];
const { find } = finder(load, number('works'), number('shards'));
for (const { words, filter } of JSON.parse(readFileSync(questions, 'utf8'))) {
  const found = await find(words, filter);
  const names = await Promise.all((found?.list ?? []).map(async (n) => (await load(`c${Math.floor(n / number('block'))}`))[n % number('block')][0]));
  console.log([...(found?.unclosed ? ['(unclosed)'] : []), ...names].join(' '));
}
