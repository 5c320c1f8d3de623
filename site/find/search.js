// The page of the search of an exported library, without a server. The index lies
// beside the pages in small files that are scripts, since a page that was opened
// from a disk may load nothing else; only those that a question needs are loaded.
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
    const filter = { from: +get('from') || 0, to: +get('to') || 0, country: get('country').toUpperCase(), population: get('population'), method: get('method'), min: +get('min') || 0, max: +get('max') || 0 };
    const found = await Finder(part, +works, +shards).find(get('q'), filter);
    if (!found) return;
    const cards = await Promise.all(found.list.slice(0, 100).map((n) => card(n, found.stems)));
    place.querySelector('ol').replaceChildren(...cards);
    place.querySelector('p').textContent = found.list.length ? say.found.replace('{0}', found.list.length) : say.nothing;
    if (found.unclosed) place.querySelector('p').append(` ${say.unclosed}`);
  }
  search().catch(() => { place.querySelector('p').textContent = say.broken; });
})();
