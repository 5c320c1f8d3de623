// Finds works in the index of an exported library: what the desk finds in what is
// said of works. A test holds the two against each other. Every part of the index
// comes from load, by its name.
const Finder = (load, works, shards) => {
  'use strict';

  // shard is the number of the files that have a stem (FNV-1a over its letters).
  function shard(stem) {
    let h = 2166136261;
    for (const letter of stem) h = Math.imul(h ^ letter.codePointAt(0), 16777619) >>> 0;
    return h % shards;
  }

  // postings are what is written of a stem, for titles and for texts.
  async function postings(kind, stem) {
    const part = await load(kind + shard(stem));
    const written = Object.hasOwn(part, stem) ? part[stem] : '|'; // every object has a "constructor"
    return written.split('|').map((list) => (list ? list.split(' ') : []));
  }

  // numbers reads works written as steps from one to the next.
  function numbers(list) {
    let at = -1;
    return list.map((step) => (at += parseInt(step, 36)));
  }

  // places reads where in a work a stem stands: letters are digits, and the last
  // of each number is a capital.
  function places(text) {
    let at = -1;
    const number = (digits) => [...digits.toLowerCase()].reduce((n, letter) => n * 26 + letter.charCodeAt(0) - 97, 0);
    return text.match(/[a-z]*[A-Z]/g).map((digits) => (at += number(digits)));
  }

  const stemmed = async (stem) => (await postings('w', stem)).map(numbers);

  // together gives the works in which the stems stand one after the other.
  async function together(stems) {
    const lists = await Promise.all(stems.map(stemmed));
    const written = await Promise.all(stems.map((stem) => postings('p', stem)));
    return [0, 1].map((half) => {
      const here = lists.map((list, i) => new Map(list[half].map((n, at) => [n, written[i][half][at]])));
      return lists[0][half].filter((n) => {
        if (!here.every((of) => of.has(n))) return false;
        const [first, ...others] = here.map((of) => places(of.get(n)));
        return first.some((place) => others.every((list, i) => list.includes(place + i + 1)));
      });
    });
  }

  // matching gives the works in which all parts of a question stand, with how well
  // they match: what is rare counts more, and a title eight times what the rest does.
  async function matching(parts) {
    let scores;
    for (const stems of parts) {
      const [titles, texts] = stems.length > 1 ? await together(stems) : await stemmed(stems[0]);
      const weight = Math.log(1 + works / (titles.length + texts.length + 1));
      const here = new Map(texts.map((n) => [n, weight]));
      for (const n of titles) here.set(n, (here.get(n) ?? 0) + 8 * weight);
      if (!scores) scores = here;
      else for (const [n, score] of scores) here.has(n) ? scores.set(n, score + here.get(n)) : scores.delete(n);
    }
    return scores;
  }

  // passing keeps the works that the filter picks.
  async function passing(list, f) {
    if (f.population) {
      const { wordings, of } = await load('people');
      const part = f.population.toLowerCase();
      const picked = wordings.map((wording) => wording.split('\n').some((one) => one.toLowerCase().includes(part)));
      list = list.filter((n) => picked[of[n]]);
    }
    if (!f.from && !f.to && !f.country && !f.method && !f.min && !f.max) return list;
    const { years, countries, methods, people } = await load('facts');
    const kind = f.method.toLowerCase();
    return list.filter((n) => (!f.from || years[n] >= f.from) && (!f.to || (years[n] && years[n] <= f.to)) &&
      (!f.country || countries[n].split(' ').includes(f.country)) && (!kind || methods[n].toLowerCase() === kind) &&
      (!f.min || people[n] >= f.min) && (!f.max || (people[n] && people[n] <= f.max)));
  }

  const marks = /["«»“”]/;

  // parts are the words of a question, each alone but those in quotation marks.
  const parts = (question) => question.split(marks).flatMap((piece, i) => {
    const stems = Stems.of(piece);
    return i % 2 ? (stems.length ? [stems] : []) : stems.map((stem) => [stem]);
  }).slice(0, 32);

  // find gives the works that a question and a filter pick, best first, and the
  // stems that were looked for, and says whether a quotation mark was not closed; nothing where nothing was asked.
  async function find(question, filter) {
    const asked = parts(question);
    if (asked.length === 0 && !Object.values(filter).some(Boolean)) return undefined;
    const scores = asked.length ? await matching(asked) : undefined;
    const list = await passing(scores ? [...scores.keys()] : [...Array(works).keys()], filter);
    list.sort((a, b) => (scores ? scores.get(b) - scores.get(a) : 0) || a - b);
    return { list, stems: new Set(asked.flat()), unclosed: asked.length > 0 && question.split(marks).length % 2 === 0 };
  }
  return { find };
};
