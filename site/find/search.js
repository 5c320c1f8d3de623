// Finds works in an exported library, without a server. The index lies beside
// the pages in small files that are scripts, since a page that was opened from a
// disk may load nothing else; only those that a question needs are loaded.
(() => {
  'use strict';
  const place = document.getElementById('found');
  const { base, shards, block, works, root, end } = place.dataset;
  const say = JSON.parse(place.dataset.words);
  const waiting = {};
  globalThis.sojournIndex = (name, content) => waiting[name]?.(content);

  // part loads one file of the index.
  const parts = {};
  function part(name) {
    return (parts[name] ??= new Promise((resolve, reject) => {
      waiting[name] = resolve;
      const script = document.createElement('script');
      script.src = `${base}find/${name}.js`;
      script.onerror = () => reject(new Error(name));
      document.head.append(script);
    }));
  }

  // shard is the file that has a stem (FNV-1a over its letters).
  function shard(stem) {
    let h = 2166136261;
    for (const letter of stem) h = Math.imul(h ^ letter.codePointAt(0), 16777619) >>> 0;
    return `w${h % shards}`;
  }

  // numbers reads works written as steps from one to the next.
  function numbers(text) {
    let at = -1;
    return text ? text.split(' ').map((step) => (at += parseInt(step, 36))) : [];
  }

  // matching gives the works in which all stems stand, with how well they match:
  // rare words count more, and a title counts eight times what the rest does.
  async function matching(stems) {
    let scores;
    for (const stem of stems) {
      const [titles = '', texts = ''] = ((await part(shard(stem)))[stem] ?? '').split('|');
      const inTitle = numbers(titles);
      const inText = numbers(texts);
      const weight = Math.log(1 + works / (inTitle.length + inText.length + 1));
      const here = new Map();
      for (const n of inText) here.set(n, weight);
      for (const n of inTitle) here.set(n, (here.get(n) ?? 0) + 8 * weight);
      if (!scores) scores = here;
      else for (const [n, score] of scores) here.has(n) ? scores.set(n, score + here.get(n)) : scores.delete(n);
    }
    return scores;
  }

  // passing keeps the works that the filter picks.
  async function passing(list, f) {
    if (!f.from && !f.to && !f.country && !f.method && !f.min) return list;
    const { years, countries, methods, people } = await part('facts');
    const ends = f.method.toLowerCase();
    return list.filter((n) => (!f.from || years[n] >= f.from) && (!f.to || (years[n] && years[n] <= f.to)) &&
      (!f.country || countries[n].split(' ').includes(f.country)) && (!ends || methods[n].toLowerCase() === ends) && (!f.min || people[n] >= f.min));
  }

  function marked(element, text, wanted) {
    let at = 0;
    for (const m of text.matchAll(Stems.word)) {
      if (!wanted.has(Stems.stem(m[0]))) continue;
      element.append(text.slice(at, m.index));
      const mark = document.createElement('mark');
      mark.textContent = m[0];
      element.append(mark);
      at = m.index + m[0].length;
    }
    element.append(text.slice(at));
  }

  async function card(n, wanted) {
    const [id, title, lang, details, text] = (await part(`c${Math.floor(n / block)}`))[n % block];
    const item = document.createElement('li');
    const link = document.createElement('a');
    link.href = `${root}entry/${id}${end}`;
    link.dir = 'auto';
    if (lang) link.lang = lang;
    marked(link, title, wanted);
    const line = document.createElement('p');
    line.textContent = details;
    item.append(link, line);
    if (text) {
      const about = document.createElement('p');
      about.className = 'place';
      about.dir = 'auto';
      marked(about, text, wanted);
      item.append(about);
    }
    return item;
  }

  async function search() {
    const asked = new URLSearchParams(location.search);
    const get = (name) => (asked.get(name) ?? '').trim();
    for (const [name, value] of asked) {
      const field = document.querySelector(`[name="${CSS.escape(name)}"]`);
      if (field) field.value = value;
    }
    const filter = { from: +get('from') || 0, to: +get('to') || 0, country: get('country').toUpperCase(), method: get('method'), min: +get('min') || 0 };
    const stems = [...new Set(Stems.of(get('q')))].slice(0, 32);
    if (stems.length === 0 && !Object.values(filter).some(Boolean)) return;
    const scores = stems.length ? await matching(stems) : undefined;
    let list = scores ? [...scores.keys()] : [...Array(+works).keys()];
    list = await passing(list, filter);
    list.sort((a, b) => (scores ? scores.get(b) - scores.get(a) : 0) || a - b);
    const wanted = new Set(stems);
    const cards = await Promise.all(list.slice(0, 100).map((n) => card(n, wanted)));
    place.querySelector('ol').replaceChildren(...cards);
    place.querySelector('p').textContent = list.length ? say.found.replace('{0}', list.length) : say.nothing;
  }
  search().catch(() => { place.querySelector('p').textContent = say.broken; });
})();
